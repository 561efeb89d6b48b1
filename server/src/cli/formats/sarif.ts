/**
 * Findings as SARIF 2.1.0 (OASIS standard), which code-scanning services read. Columns are UTF-16 code units, as
 * `columnKind` says.
 */
import type { Severity } from "../../rules/finding.ts";
import { isAbsolute } from "../../text/path.ts";
import type { CheckReport, ShownFinding, ShownPlace } from "../report.ts";
import type { RuleInfo } from "../session.ts";

/** One SARIF log with one run. */
export function sarifReport(report: CheckReport): string {
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "abi-lens",
            fullName: "ABI Lens for Go",
            semanticVersion: report.version,
            rules: report.rules.map(ruleJson),
          },
        },
        columnKind: "utf16CodeUnits",
        properties: { targets: report.targets },
        results: report.findings.map((finding) => resultJson(finding, report.rules)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleJson(rule: RuleInfo): unknown {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: `${rule.title}.` },
    help: { text: rule.doc, markdown: rule.doc },
    defaultConfiguration: { level: levelOf(rule.severity) },
    properties: { tags: [rule.group], severity: rule.severity, since: rule.since },
  };
}

function resultJson(finding: ShownFinding, rules: readonly RuleInfo[]): unknown {
  const ruleIndex = rules.findIndex((rule) => rule.id === finding.rule);
  return {
    ruleId: finding.rule,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level: levelOf(finding.severity),
    message: { text: finding.message },
    locations: [{ physicalLocation: physicalLocation(finding.place) }],
    ...(finding.related.length === 0
      ? {}
      : {
          relatedLocations: finding.related.map(({ place, message }, id) => ({
            id,
            physicalLocation: physicalLocation(place),
            message: { text: message },
          })),
        }),
    ...(finding.fixes.length === 0 ? {} : { fixes: finding.fixes.map(({ title, edits }) => fixJson(title, edits)) }),
    properties: { targets: finding.targets, facts: finding.facts },
  };
}

function fixJson(title: string, edits: readonly { readonly place: ShownPlace; readonly newText: string }[]): unknown {
  const files = [...new Set(edits.map(({ place }) => place.file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifactLocation(file),
      replacements: edits
        .filter(({ place }) => place.file === file)
        .map(({ place, newText }) => ({ deletedRegion: region(place), insertedContent: { text: newText } })),
    })),
  };
}

function physicalLocation(place: ShownPlace): unknown {
  return { artifactLocation: artifactLocation(place.file), region: region(place) };
}

/** A URI reference: relative to the folder the tool ran in, or a file URI. */
function artifactLocation(file: string): { uri: string } {
  const encoded = file.split("/").map(encodeURIComponent).join("/");
  if (!isAbsolute(file)) return { uri: encoded };
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(file)) return { uri: file };
  return { uri: file.startsWith("/") ? `file://${encoded}` : `file:///${encoded.replace("%3A", ":")}` };
}

function region({ start, end, startUnit, endUnit }: ShownPlace): unknown {
  return { startLine: start.line, startColumn: startUnit, endLine: end.line, endColumn: endUnit };
}

function levelOf(severity: Severity): "error" | "warning" | "note" {
  return severity === "error" || severity === "warning" ? severity : "note";
}
