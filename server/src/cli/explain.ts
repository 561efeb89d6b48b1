/**
 * `abi-lens explain`: the documentation of a rule, or what a constant or a number is on each target.
 */
import { Explainer } from "../features/explain.ts";
import { type CommandLine, formatOf, lastOf, listOf, UsageError } from "./commandLine.ts";
import { explanationJson, ruleJson } from "./formats/explainJson.ts";
import { explanationText, ruleText } from "./formats/explainText.ts";
import { ask, type Session } from "./session.ts";
import { createStyle } from "./style.ts";

/** Runs the command; answers the exit status. */
export async function runExplain(session: Session, line: CommandLine): Promise<number> {
  const { terminal, registry, parts } = session;
  const isJson = formatOf(line) === "json";
  const [word, ...more] = line.paths;
  if (word === undefined || word === "" || more.length > 0) {
    throw new UsageError("explain needs one RULE, NAME or NUMBER: explain syscall-number-literal, explain unix.EPOLLIN, explain 0x5413");
  }
  const selected = registry.select((listOf(line, "--targets") ?? ["default"]).join(","));
  if ("error" in selected) throw new UsageError(selected.error);
  const style = createStyle(terminal, lastOf(line, "--color") ?? "auto");
  const rule = parts.rules.find(({ id }) => id === word);
  if (rule !== undefined) {
    terminal.out(isJson ? ruleJson(rule) : ruleText(rule, style));
    return 0;
  }
  const explainer = new Explainer();
  const explanation = await ask(session, () => explainer.explain(word, selected.targets, registry.targets, session.cache));
  if (explanation.kind === "none") throw new UsageError(unknownName(word, explanation.nearest, session));
  terminal.out(isJson ? explanationJson(word, explanation) : explanationText(explanation, selected.targets, style));
  return 0;
}

/** One line that helps on. */
function unknownName(word: string, nearest: readonly string[], { parts }: Session): string {
  const rules = /^[a-z]+(?:-[a-z]+)+$/.test(word) ? parts.rules.map(({ id }) => id) : [];
  const what = `nothing is called ${word}: neither a rule nor a constant of syscall or golang.org/x/sys`;
  if (rules.length > 0) return `${what}; the rules are ${rules.join(", ")}`;
  return nearest.length === 0 ? what : `${what}; nearest: ${nearest.join(", ")}`;
}
