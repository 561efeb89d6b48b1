/**
 * What `abi-lens help` prints, made from the tables of the command line.
 */
import { commands, options } from "./commandLine.ts";

const WIDTH = 100;

/** The whole help text, wrapped for a terminal of 100 columns. */
export function helpText(version: string): string {
  const commandRows = commands.map((command) => [command.synopsis, command.meaning] as const);
  const optionRows = options.map(
    (option) => [option.value === undefined ? option.name : `${option.name} ${option.value}`, option.meaning] as const,
  );
  return `abi-lens ${version}: where Go code that meets C or the kernel depends on the ABI of one platform

Usage: abi-lens COMMAND [OPTION...] [PATH...]

Commands:
${table(commandRows)}

Options:
${table(optionRows)}

PATH is a file, a folder with all below it, or a pattern with "..."; "-" reads standard input.
As with the go command, folders named testdata or vendor and those that start with "_" or "." are
left out unless they are named; "./..." enters neither other modules nor what go.mod ignores.

Exit status: check 0 when nothing was found at or above --fail-on, else 1; every command 2 for wrong
usage or when nothing could be read, 3 for an internal error.
`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const left = Math.max(...rows.map(([word]) => word.length));
  return rows
    .map(([word, meaning]) => `  ${word.padEnd(left)}  ${wrap(meaning, WIDTH - left - 4).join(`\n${" ".repeat(left + 4)}`)}`)
    .join("\n");
}

/** Breaks a text into lines of at most `width` characters, at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
