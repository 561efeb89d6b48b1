/**
 * What rules claim not to build does not build: the packages of their fixtures go through the real cgo and go/types on
 * every target that has a compiler here. A finding's name is complained of on each target it names, and on no other.
 * Ends with `N passed, N failed`.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Finding } from "../../../server/src/rules/finding.ts";
import { folderOf } from "../../../server/src/text/path.ts";
import { done, memoryView, newEngine, optionsFor } from "../../support/engine.ts";
import { flagsOf, sourcesOf } from "../../support/fixture.ts";
import { repositoryRoot } from "../../support/root.ts";
import { parseArchive } from "../../support/txtar.ts";
import { type CgoUnit, checkTypes, generateWithCgo } from "./judges.ts";
import { goFilesOn, targetNamed } from "./targets.ts";

/** What the toolchain says of a finding, as a pattern. */
const claims: Readonly<Record<string, (finding: Finding) => RegExp>> = {
  "cgo-inaccessible-field": ({ facts }) =>
    new RegExp(`(?:undefined|unknown field).*\\b_*${facts["field"]}\\b|\\b_*${facts["field"]}\\b.*undefined`),
  "long-double-through-cgo": ({ facts }) => new RegExp(`unexpected: ${String(facts["number"]).replace(" ", " float type - ")}`),
};

const scratch = mkdtempSync(join(tmpdir(), "abi-lens-claims-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
let passed = 0;
let failed = 0;
for (const [rule, patternOf] of Object.entries(claims)) {
  const folder = join(repositoryRoot, "test/fixtures", rule);
  for (const name of readdirSync(folder)) if (name.endsWith(".txtar")) await judge(rule, name, join(folder, name), patternOf);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function judge(rule: string, name: string, path: string, patternOf: (finding: Finding) => RegExp): Promise<void> {
  const archive = parseArchive(readFileSync(path, "utf8"));
  const options = await optionsFor(flagsOf(archive).get("targets") ?? "default");
  const files = new Map(sourcesOf(archive).map(({ path: at, text }) => [at, text]));
  const engine = await newEngine();
  for (const folder of new Set([...files.keys()].filter((at) => at.endsWith(".go")).map(folderOf))) {
    const findings = done(engine.check(memoryView(files), folder, options))
      .flatMap((report) => report.findings)
      .filter((finding) => finding.rule === rule);
    if (findings.length === 0) continue;
    const at = join(scratch, rule, name);
    for (const [file, text] of files) {
      mkdirSync(dirname(join(at, file)), { recursive: true });
      writeFileSync(join(at, file), text);
    }
    const units = options.targets.flatMap((id): CgoUnit[] => {
      const target = targetNamed(id);
      if (target === undefined || target.variant !== undefined) return [];
      const relative = new Map([...files].map(([file, text]) => [file.slice(1), text]));
      const built = goFilesOn(relative, folder.slice(1), target, true);
      const withC = built.filter((file) => /^import "C"/m.test(files.get(`${folder}/${file}`) ?? ""));
      const plain = built.filter((file) => !withC.includes(file));
      return withC.length === 0 ? [] : [{ folder: join(at, folder), target, withC, plain }];
    });
    const generated = await generateWithCgo(join(at, folder), units);
    const typed = await checkTypes(generated.flatMap(({ job }) => (job === undefined ? [] : [job])));
    for (const [i, { complaint, job }] of generated.entries()) {
      const id = units[i]?.target.id ?? "";
      if (complaint.startsWith("no compiler")) continue;
      const said = job === undefined ? [complaint] : (typed.get(job) ?? []);
      for (const finding of findings) expect(`${rule}/${name} on ${id}`, finding, said, finding.targets.includes(id), patternOf(finding));
    }
  }
}

function expect(where: string, finding: Finding, said: readonly string[], claimed: boolean, pattern: RegExp): void {
  if (said.some((message) => pattern.test(message)) === claimed) passed++;
  else {
    failed++;
    console.log(
      `FAILED ${where}: ${finding.message}: ${claimed ? "no such complaint among" : "complained of all the same"} ${said.join("; ")}`,
    );
  }
}
