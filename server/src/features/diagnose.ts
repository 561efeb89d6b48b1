/**
 * Runs the rules over a package: adds ids, severities and the names of targets, drops what the user or a file
 * silenced, and puts the findings in order. Knows no protocol and no output format.
 */
import type { GoFile } from "../go/facts.ts";
import type { PackageModel } from "../model/package.ts";
import type { Finding, Severity } from "../rules/finding.ts";
import { rules } from "../rules/index.ts";
import type { Report, Rule } from "../rules/rule.ts";
import { describeTargets } from "../target/registry.ts";
import { LineIndex } from "../text/lineIndex.ts";

/** All findings of a package, sorted by file, place, rule and message. */
export function diagnose(model: PackageModel, severities: Readonly<Record<string, Severity | "off">>): readonly Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) {
    const severity = severities[rule.id];
    if (severity === "off") continue;
    for (const report of rule.check(model)) {
      const finding = toFinding(rule, report, severity, model);
      if (finding !== undefined) findings.push(finding);
    }
  }
  return findings.sort(compareFindings);
}

/** The order of findings everywhere: by file, place, rule, message. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.site.path, b.site.path) ||
    a.site.start - b.site.start ||
    a.site.end - b.site.end ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function toFinding(rule: Rule, report: Report, severity: Severity | undefined, model: PackageModel): Finding | undefined {
  const file = model.file(report.site.path);
  // The user of a generated file cannot mend it, and its generator knew the target.
  if (file === undefined || file.generated || report.targets.length === 0) return undefined;
  if (isIgnored(file, rule.id, report.site.start) || touchesBroken(file, report)) return undefined;
  const targets = model.asked.filter((target) => report.targets.includes(target));
  const where = describeTargets(targets, model.targetsOf(report.site.path));
  return {
    rule: rule.id,
    severity: severity ?? report.severity ?? rule.severity,
    site: report.site,
    message: `${report.message} (${where})`,
    targets: targets.map((target) => target.id),
    facts: report.facts,
    related: report.related ?? [],
  };
}

/** `//abi-lens:ignore RULE reason` silences its own line, or the next one when it stands alone. */
function isIgnored(file: GoFile, rule: string, offset: number): boolean {
  const ignores = file.directives.filter((directive) => directive.verb === "ignore" && directive.argument.split(/\s+/)[0] === rule);
  if (ignores.length === 0) return false;
  const index = new LineIndex(file.text);
  const line = index.lineAt(offset);
  return ignores.some((directive) => {
    const at = index.lineAt(directive.range.start);
    const isAlone = file.text.slice(index.lineStart(at), directive.range.start).trim() === "";
    return at === line || (isAlone && at === line - 1);
  });
}

/** Nothing certain is said where the text did not parse. */
function touchesBroken(file: GoFile, report: Report): boolean {
  return file.broken.some((range) => range.start < report.site.end && report.site.start < range.end);
}
