/**
 * `explain` for people: a table of values with the targets that share each, the targets named as in messages.
 */
import type {
  ConstantExplanation,
  ConstantOfPackage,
  ConstantValue,
  Explanation,
  NumberExplanation,
  NumberNames,
} from "../../features/explain.ts";
import { describeTargets } from "../../target/registry.ts";
import type { Target } from "../../target/target.ts";
import { wrap } from "../help.ts";
import type { RuleInfo } from "../session.ts";
import type { Style } from "../style.ts";

const WIDTH = 100;

/** A rule's documentation, which is Markdown and reads well as it is. */
export function ruleText({ id, title, severity, fix, doc }: RuleInfo, style: Style): string {
  const head = `${style.bold(id)}: ${title}\n${style.dim(`severity ${severity}, fix ${fix}`)}`;
  const body = doc
    .trim()
    .split("\n")
    .map((line) => (/^#+ /.test(line) ? style.bold(line.replace(/^#+ /, "")) : line));
  return `${head}\n\n${body.join("\n")}\n`;
}

/** `asked` are the targets that were asked for, in order. */
export function explanationText(explanation: Explanation, asked: readonly Target[], style: Style): string {
  switch (explanation.kind) {
    case "constant":
      return constantText(explanation, asked, style);
    case "number":
      return numberText(explanation, asked, style);
    case "none":
      return "nothing is known by this name\n";
  }
}

function constantText({ name, packages }: ConstantExplanation, asked: readonly Target[], style: Style): string {
  if (packages.length === 0) return `${style.bold(name)}\n  exists on none of the targets asked for, but on others (--targets all)\n`;
  const blocks: { readonly names: string[]; readonly one: ConstantOfPackage }[] = [];
  for (const one of packages) {
    const same = blocks.find((block) => valuesKey(block.one.values) === valuesKey(one.values));
    if (same === undefined) blocks.push({ names: [one.name], one });
    else same.names.push(one.name);
  }
  return blocks.map(({ names, one }) => `${names.map(style.bold).join(", ")}\n${valueLines(one.values, asked, style)}\n`).join("\n");
}

/** Tells blocks apart; types have their package's name in them and are left out. */
function valuesKey(values: readonly ConstantValue[]): string {
  return values.map((value) => `${value.targets.map(({ id }) => id).join()} ${"absent" in value ? "-" : `${value.value}`}`).join(";");
}

function valueLines(values: readonly ConstantValue[], asked: readonly Target[], style: Style): string {
  const types = new Set(values.flatMap((value) => ("absent" in value ? [] : [value.type])));
  const [first = ""] = types;
  const shown = values.map((value) => ({ value: valueText(value, types.size > 1), where: describeTargets(value.targets, asked) }));
  const lines = table(shown, style);
  return types.size === 1 ? `${style.dim(`  ${first}`)}\n${lines}` : lines;
}

function valueText(value: ConstantValue, withType: boolean): string {
  if ("absent" in value) return "absent";
  const text =
    typeof value.value === "bigint" ? integer(value.value) : typeof value.value === "string" ? quoted(value.value) : `${value.value}`;
  return withType ? `${text} ${value.type}` : text;
}

/** JSON lets some characters stand that a terminal does not show. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
}

/** Hexadecimal too from 10 on, as everywhere. */
function integer(value: bigint): string {
  return value < 10n ? String(value) : `${value} (0x${value.toString(16).toUpperCase()})`;
}

function table(rows: readonly { readonly value: string; readonly where: string }[], style: Style): string {
  const width = Math.max(...rows.map(({ value }) => value.length));
  const room = Math.max(20, Math.min(style.width ?? WIDTH, WIDTH) - width - 4);
  return rows
    .map(({ value, where }) => {
      const padded = value.padStart(width);
      const painted = value === "absent" || value === "none" ? style.dim(padded) : value === "not known" ? style.yellow(padded) : padded;
      return `  ${painted}  ${wrap(where, room).join(`\n${" ".repeat(width + 4)}`)}`;
    })
    .join("\n");
}

function numberText({ number, meanings }: NumberExplanation, asked: readonly Target[], style: Style): string {
  const head = `${style.bold(integer(number))}\n`;
  if (meanings.length === 0) return `${head}  no constant of the targets asked for has this value, or too many have\n`;
  const blocks = meanings.map(({ kind, values }) => `${style.bold(`as ${article(kind)}`)}\n${namesLines(values, asked, style)}\n`);
  return `${head}\n${blocks.join("\n")}`;
}

function article(kind: string): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

/** The names stand right, for they may be many. */
function namesLines(values: readonly NumberNames[], asked: readonly Target[], style: Style): string {
  return values
    .map(({ targets, names }) => {
      const where = describeTargets(targets, asked);
      const what = names === undefined ? style.yellow("not known") : names.length === 0 ? style.dim("none") : names.join(", ");
      return `  ${wrap(where, WIDTH - 4).join("\n  ")}\n      ${wrap(what, WIDTH - 8).join("\n      ")}`;
    })
    .join("\n");
}
