/** The table of what was compared, for people. */
import type { Row } from "./compare.ts";

const MAX_REASONS = 12;

/** One line: package, target, records, right, unknown, wrong, and the share that is known. */
export function printRow(row: Row): void {
  const numbers = [row.records, row.right, row.nUnknown, row.wrong.size].map((count) => String(count).padStart(6));
  const share = `${(row.known * 100).toFixed(2)} % known`;
  const verdict = row.passes ? "" : "  FAILED";
  console.log(`${row.name.padEnd(22)} ${row.target.padEnd(14)} ${numbers.join(" ")}  ${share.padStart(14)}${verdict}`);
}

/** The most frequent reasons for unknown records, each with examples. */
export function printUnknown(row: Row): void {
  const reasons = [...row.unknown].sort((a, b) => b[1].length - a[1].length);
  if (reasons.length > 0) console.log(`unknown of ${row.name} on ${row.target}:`);
  for (const [reason, names] of reasons.slice(0, MAX_REASONS)) {
    console.log(`  ${String(names.length).padStart(5)}  ${reason} (${[...new Set(names)].slice(0, 3).join(", ")})`);
  }
  if (reasons.length > MAX_REASONS) console.log(`         and ${reasons.length - MAX_REASONS} other reasons`);
  if (row.differing.length > 0) console.log(`  gcc and clang differ on ${[...new Set(row.differing)].join(", ")}`);
}
