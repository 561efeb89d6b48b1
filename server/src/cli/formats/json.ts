/**
 * Findings as JSON: the format others build on. Keys, their order and their meaning are a promise.
 */
import type { CheckReport, ShownFinding, ShownPlace } from "../report.ts";
import { jsonText } from "./jsonText.ts";

/** One JSON document with a final newline. */
export function jsonReport(report: CheckReport): string {
  const document = {
    version: 1,
    tool: `abi-lens ${report.version}`,
    targets: report.targets,
    summary: report.summary,
    findings: report.findings.map(findingJson),
  };
  return `${jsonText(document, 4)}\n`;
}

function findingJson(finding: ShownFinding): unknown {
  return {
    rule: finding.rule,
    severity: finding.severity,
    ...placeJson(finding.place),
    message: finding.message,
    targets: finding.targets,
    facts: finding.facts,
    related: finding.related.map(({ place, message }) => ({ ...placeJson(place), message })),
    fixes: finding.fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ place, newText }) => ({ ...placeJson(place), newText })),
    })),
  };
}

function placeJson({ file, start, end }: ShownPlace): { file: string; range: Pick<ShownPlace, "start" | "end"> } {
  return { file, range: { start, end } };
}
