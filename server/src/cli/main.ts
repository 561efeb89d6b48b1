/**
 * The command line: from arguments to an exit status. Exit statuses, formats and options are a promise to scripts
 * and CI jobs. Calls features directly, never through a protocol; reads and writes through the host and the
 * terminal it is given, and knows no platform.
 */
import { FileCache } from "../features/loader.ts";
import type { Host, Terminal } from "../host.ts";
import { runCheck } from "./check.ts";
import { type CommandLine, commands, parseArguments, UsageError } from "./commandLine.ts";
import { runExplain } from "./explain.ts";
import { helpText } from "./help.ts";
import { runLayout } from "./layout.ts";
import { complain, type Parts, type Session } from "./session.ts";
import { runTargets } from "./targets.ts";

export type { Parts } from "./session.ts";

/**
 * Runs one command. Answers 0, 1 (`check` found something), 2 (wrong usage, or nothing could be read) or 3 (an
 * internal error, told on standard error). Never rejects.
 */
export async function runCli(args: readonly string[], terminal: Terminal, host: Host, parts: Parts): Promise<number> {
  try {
    return await run(args, terminal, host, parts);
  } catch (error) {
    if (error instanceof UsageError) {
      complain(terminal, error.message);
      return 2;
    }
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.error(
      `abi-lens: internal error; please report this with the command and the file:\nabi-lens ${parts.version} ${args.join(" ")}\n${reason}\n`,
    );
    return 3;
  }
}

async function run(args: readonly string[], terminal: Terminal, host: Host, parts: Parts): Promise<number> {
  const [word, ...rest] = args;
  if (word === undefined) throw new UsageError("say a command: check, layout, explain, targets or lsp; abi-lens help explains them");
  const isHelp = ["help", "--help", "-h"].includes(word);
  const command = commands.find((spec) => spec.name === word);
  // Behind "--" everything is a path.
  const asksHelp = rest.slice(0, rest.includes("--") ? rest.indexOf("--") : rest.length).some((arg) => arg === "--help" || arg === "-h");
  if (isHelp || (command !== undefined && asksHelp)) {
    terminal.out(helpText(parts.version));
    return 0;
  }
  if (word === "version" || word === "--version" || word === "-V") {
    terminal.out(`abi-lens ${parts.version}\n`);
    return 0;
  }
  if (command === undefined) throw new UsageError(`there is no command ${word}; abi-lens help lists them`);
  if (command.name === "lsp") return serve(rest, parts);
  const line = parseArguments(command.name, rest);
  return dispatch({ terminal, host, cache: new FileCache(), parts, registry: await parts.createRegistry(host) }, line);
}

async function dispatch(session: Session, line: CommandLine): Promise<number> {
  if (line.command === "check") return runCheck(session, line);
  if (line.command === "layout") return runLayout(session, line);
  if (line.command === "explain") return runExplain(session, line);
  return runTargets(session, line);
}

/** Clients add options of their own, such as `--clientProcessId=1`; they are theirs to add. */
async function serve(args: readonly string[], parts: Parts): Promise<number> {
  if (!args.includes("--stdio")) throw new UsageError("lsp speaks over standard input and output only: abi-lens lsp --stdio");
  return parts.serve();
}
