/**
 * `explain` as JSON, the form that scripts rely on. Values beyond 2^53 are decimal strings.
 */
import type { ConstantValue, Explanation, NumberNames } from "../../features/explain.ts";
import type { RuleInfo } from "../session.ts";

export function ruleJson({ id, title, severity, group, fix, since, doc }: RuleInfo): string {
  return text({ version: 1, rule: { id, title, severity, group, fix, since, doc } });
}

/** `word` is what was asked for. */
export function explanationJson(word: string, explanation: Explanation): string {
  switch (explanation.kind) {
    case "constant":
      return text({
        version: 1,
        name: explanation.name,
        values: explanation.values.map(valueJson),
        packages: explanation.packages.map((one) => ({ name: one.name, package: one.package, values: one.values.map(valueJson) })),
      });
    case "number":
      return text({
        version: 1,
        name: word,
        number: numberJson(explanation.number),
        meanings: explanation.meanings.map(({ kind, values }) => ({ kind, values: values.map(namesJson) })),
      });
    case "none":
      return text({ version: 1, name: word, nearest: explanation.nearest });
  }
}

function valueJson(value: ConstantValue): object {
  const targets = value.targets.map(({ id }) => id);
  if ("absent" in value) return { targets, absent: true };
  return { targets, value: typeof value.value === "bigint" ? numberJson(value.value) : value.value, type: value.type };
}

function namesJson({ targets, names }: NumberNames): object {
  const ids = targets.map(({ id }) => id);
  if (names === undefined) return { targets: ids, unknown: "the numbers of this target are not known" };
  return names.length === 0 ? { targets: ids, absent: true } : { targets: ids, names };
}

function numberJson(value: bigint): number | string {
  const isExact = BigInt(Number.MIN_SAFE_INTEGER) <= value && value <= BigInt(Number.MAX_SAFE_INTEGER);
  return isExact ? Number(value) : String(value);
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
