/**
 * Tries every fix of every fixture for real: the edited files are as gofmt prints them, `go vet` finds nothing in the
 * package that it did not find before, on every port without cgo that the fixture is for, and what the real cgo makes
 * of a file that imports "C" type-checks. A word of the command line limits it to fixtures. Ends with `N passed, N failed`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkTypes, compilers, generateWithCgo, gofmtComplaints, unjudged, type Vetted, vetAll } from "./judges.ts";
import { type State, statesOfFixtures } from "./states.ts";
import { goFilesOn, targetNamed } from "./targets.ts";

const scratch = mkdtempSync(join(tmpdir(), "abi-lens-fixes-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
let passed = 0;
let failed = 0;
/** States whose source the toolchain takes as it is written: there a fix has nothing to hide behind. */
let clean = 0;

function expect(what: string, problem: string): void {
  if (problem === "") passed++;
  else {
    failed++;
    console.log(`FAILED ${what}: ${problem}`);
  }
}

const states = await statesOfFixtures(process.argv[2] ?? "");
const folders = new Map(states.map((state, i) => [state, join(scratch, `s${i}`)]));
for (const [state, folder] of folders) write(state, folder);
for (const state of states) {
  const { before } = state;
  if (before === undefined) continue;
  const wasFormatted = (path: string): boolean => !before.files.has(path) || gofmtComplaints(folderOf(before), [path]) === "";
  // A file that was not formatted before is no fix's to format.
  const changed = state.changed.filter((path) => path.endsWith(".go") && wasFormatted(path));
  expect(`${state.name}: formatted`, gofmtComplaints(folderOf(state), changed));
}
await judgeWithoutCgo();
await judgeWithCgo();
for (const why of unjudged) console.log(`# not vetted: ${why}`);
if (clean === 0 && process.argv[2] === undefined) expect("fixtures that build", "none did");
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function folderOf(state: State): string {
  return folders.get(state) ?? "";
}

/** Each state is a module of its own, unless the fixture brings one. */
function write(state: State, folder: string): void {
  for (const [path, text] of state.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Ports on which files of the package are built without cgo. */
async function judgeWithoutCgo(): Promise<void> {
  const ports = new Set(states.flatMap((state) => state.targets));
  for (const id of ports) {
    const target = targetNamed(id);
    if (target === undefined || target.variant !== undefined) continue;
    const units = states.flatMap((state) =>
      state.targets.includes(id)
        ? state.folders.flatMap((folder) => {
            const files = goFilesOn(state.files, folder, { ...target, cgo: false }, false);
            return files.length === 0 ? [] : [{ state, folder, files: files.map((name) => join(folderOf(state), folder, name)) }];
          })
        : [],
    );
    if (units.length === 0) continue;
    const vetted = new Map(await vetAll(scratch, target, units));
    // go vet tells of the first thing that does not compile only; where the source did not, go/types tells of all.
    const isBad = (state: State): boolean =>
      units.some((other) => other.state === (state.before ?? state) && (vetted.get(other) ?? []).length > 0);
    const bad = units.filter(({ state }) => isBad(state));
    const jobs = bad.map(({ state, folder, files }) => ({
      GOOS: target.goos,
      GOARCH: target.goarch,
      Dir: join(folderOf(state), folder),
      Files: files,
    }));
    const typed = await checkTypes(jobs);
    for (const [i, unit] of bad.entries()) vetted.set(unit, typed.get(jobs[i] as (typeof jobs)[number]) ?? []);
    compare(`go vet on ${id}`, units, vetted);
  }
}

async function judgeWithCgo(): Promise<void> {
  const units = states.flatMap((state) =>
    targetsWithCgo(state).flatMap((id) => {
      const target = targetNamed(id);
      if (target === undefined) return [];
      return state.folders.flatMap((folder) => {
        const files = goFilesOn(state.files, folder, target, true);
        const withC = files.filter((name) => /^import "C"|^\s+"C"$/m.test(state.files.get(join(folder, name)) ?? ""));
        return withC.length === 0 ? [] : [{ state, folder, target, withC, plain: files.filter((name) => !withC.includes(name)) }];
      });
    }),
  );
  const generated = await generateWithCgo(
    scratch,
    units.map(({ state, folder, target, withC, plain }) => ({ folder: join(folderOf(state), folder), target, withC, plain })),
  );
  const typed = await checkTypes(generated.flatMap(({ job }) => (job === undefined ? [] : [job])));
  const answers = generated.map(({ complaint, job }) => (job === undefined ? [complaint] : (typed.get(job) ?? ["no answer"])));
  for (const id of new Set(units.map(({ target }) => target.id))) {
    const here = units.flatMap((unit, i) => (unit.target.id === id ? [{ ...unit, messages: answers[i] ?? [] }] : []));
    compare(`cgo on ${id}`, here, new Map(here.map((unit) => [unit, unit.messages])));
  }
}

/** The targets that a fix is tried on with cgo: three that its finding names and whose headers are at hand, and one of each data model; a state before a fix those of its fixes. */
function targetsWithCgo(state: State): readonly string[] {
  if (state.before === undefined) return [...new Set(states.filter(({ before }) => before?.name === state.name).flatMap(targetsWithCgo))];
  const others = ["linux/amd64", "linux/arm", "windows/amd64"].filter((id) => state.targets.includes(id));
  const named = state.named.filter((id) => compilers().has(id));
  return [...new Set([...named.slice(0, 3), ...others])];
}

interface Judged {
  readonly state: State;
  readonly folder: string;
}

/** A fix may not bring a complaint that was not there before. */
function compare<U extends Judged>(judge: string, units: readonly U[], answers: Vetted<U>): void {
  for (const unit of units) {
    const { state, folder } = unit;
    const after = answers.get(unit);
    // What was not judged has not passed.
    if (after === undefined) continue;
    if (state.before === undefined) {
      if (after.length === 0) clean++;
      continue;
    }
    const original = units.find(
      (other) => other.state.before === undefined && other.state.name === state.before?.name && other.folder === folder,
    );
    const before = new Set(original === undefined ? [] : answers.get(original));
    const added = after.filter((message) => !before.has(message));
    expect(`${state.name}: ${judge}`, added.slice(0, 3).join("; "));
  }
}
