/**
 * Findings as workflow commands of GitHub Actions, which shows them beside the changed lines. Annotations need
 * paths from the root of the checkout.
 */
import type { Terminal } from "../../host.ts";
import type { Severity } from "../../rules/finding.ts";
import { isAbsolute } from "../../text/path.ts";
import type { CheckReport, ShownFinding } from "../report.ts";

/** One line per finding. */
export function githubReport(report: CheckReport, terminal: Terminal): string {
  const prefix = checkoutPrefix(terminal);
  return report.findings.map((finding) => `${command(finding, prefix)}\n`).join("");
}

/** The current folder inside the checkout, with a final `/`; empty at its root and outside of it. */
function checkoutPrefix(terminal: Terminal): string {
  const root = (terminal.environment["GITHUB_WORKSPACE"] ?? "").replaceAll("\\", "/").replace(/\/$/, "");
  return root !== "" && terminal.folder.startsWith(`${root}/`) ? `${terminal.folder.slice(root.length + 1)}/` : "";
}

function command({ place, severity, rule, message, fixes, targets }: ShownFinding, prefix: string): string {
  const properties: readonly (readonly [string, string])[] = [
    ["file", isAbsolute(place.file) ? place.file : prefix + place.file],
    ["line", String(place.start.line)],
    ["endLine", String(place.end.line)],
    // Columns are understood only where the place is on one line.
    ...(place.start.line === place.end.line
      ? ([
          ["col", String(place.start.column)],
          ["endColumn", String(place.end.column)],
        ] as const)
      : []),
    ["title", rule],
  ];
  const list = targets.join(", ");
  const lines = [message, ...(message.includes(list) ? [] : [`on: ${list}`]), ...fixes.map((fix) => `fix: ${fix.title}`)];
  const written = properties.map(([name, value]) => `${name}=${escapeProperty(value)}`).join(",");
  return `::${levelOf(severity)} ${written}::${escapeData(lines.join("\n"))}`;
}

function levelOf(severity: Severity): string {
  return severity === "error" || severity === "warning" ? severity : "notice";
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
