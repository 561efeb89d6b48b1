/**
 * `abi-lens check`: asks the engine package by package, gathers what it found, and prints it in one of the formats.
 */
import { atLeast, type SeverityName } from "../config/settings.ts";
import type { Engine, PackageReport } from "../features/api.ts";
import { join } from "../text/path.ts";
import { type CommandLine, formatOf, lastOf } from "./commandLine.ts";
import { type Configuration, Configurations } from "./configuration.ts";
import { githubReport } from "./formats/github.ts";
import { jsonReport } from "./formats/json.ts";
import { sarifReport } from "./formats/sarif.ts";
import { plural, textReport } from "./formats/text.ts";
import { type Place, readPaths, tellProblems } from "./places.ts";
import { createProgress } from "./progress.ts";
import { type CheckReport, compareFindings, PlaceFinder, type ShownFinding, utf8Length } from "./report.ts";
import { ask, complain, type Session, shownPath } from "./session.ts";
import { createStyle } from "./style.ts";

/** A place and the configuration its PATH gives it. */
interface Job {
  readonly place: Place;
  readonly configuration: Configuration;
}

interface Tally {
  readonly findings: ShownFinding[];
  /** Severities of what is below `--min-severity`: not shown, but found. */
  readonly hidden: SeverityName[];
  readonly files: Set<string>;
  packages: number;
  bytes: number;
  pairs: number;
  unknown: number;
  /** Whether any file could be read; when none could, the command was wrong. */
  hasRead: boolean;
  hasFailed: boolean;
}

/** Runs the command; answers the exit status. */
export async function runCheck(session: Session, line: CommandLine): Promise<number> {
  const { terminal, host, parts, registry } = session;
  const started = host.now();
  const format = formatOf(line);
  const isQuiet = line.given.has("--quiet");
  const style = createStyle(terminal, lastOf(line, "--color") ?? "auto");
  const progress = createProgress(session, lastOf(line, "--progress") ?? "auto", isQuiet);
  const configurations = new Configurations(session, line);
  const requests = await readPaths(session, line.paths.length === 0 ? ["."] : line.paths, lastOf(line, "--stdin-name"));
  const jobs: Job[] = [];
  for (const request of requests) {
    const configuration = await configurations.of(request.configFolder);
    jobs.push(...request.places.map((place) => ({ place, configuration })));
  }
  const engine = await parts.createEngine(host);
  const tally: Tally = {
    findings: [],
    hidden: [],
    files: new Set(),
    packages: 0,
    bytes: 0,
    pairs: 0,
    unknown: 0,
    hasRead: false,
    hasFailed: false,
  };
  const told = new Set<string>();
  const merged = mergeJobs(jobs);
  for (const [i, job] of merged.entries()) {
    progress.step(i, merged.length, shownPath(terminal, job.place.folder));
    try {
      await checkPlace(session, engine, job, tally);
    } catch (error) {
      progress.clear();
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      terminal.error(
        `abi-lens: internal error in ${shownPath(terminal, job.place.folder)}; please report this with the folder:\n${reason}\n`,
      );
      tally.hasFailed = true;
    }
  }
  engine.dispose();
  progress.clear();
  tellProblems(session, told);
  if (!tally.hasRead && !tally.hasFailed) {
    const isTold = told.size > 0 || requests.length === 0 || jobs.length === 0;
    if (!isTold) complain(terminal, `no Go files in ${requests.map((request) => request.given).join(", ")}`);
    return 2;
  }
  const asked = new Set(merged.flatMap((job) => job.configuration.options.targets));
  const report: CheckReport = {
    version: parts.version,
    targets: registry.targets.map((target) => target.id).filter((id) => asked.has(id)),
    summary: {
      files: tally.files.size,
      packages: tally.packages,
      bytes: tally.bytes,
      pairs: tally.pairs,
      unknown: tally.unknown,
      elapsedMs: Math.round(host.now() - started),
    },
    findings: tally.findings.sort(compareFindings),
    rules: parts.rules,
  };
  if (format === "json") terminal.out(jsonReport(report));
  else if (format === "sarif") terminal.out(sarifReport(report));
  else if (format === "github") terminal.out(githubReport(report, terminal));
  else terminal.out(textReport(report, style, isQuiet));
  if (tally.hasFailed) return 3;
  const failOn = (lastOf(line, "--fail-on") ?? "warning") as SeverityName;
  if (report.findings.some((finding) => atLeast(finding.severity, failOn))) return 1;
  const nHidden = tally.hidden.filter((severity) => atLeast(severity, failOn)).length;
  if (nHidden === 0) return 0;
  complain(terminal, `${plural(nHidden, "finding")} at or above --fail-on ${failOn}, not shown because of --min-severity`);
  return 1;
}

/** One job per folder: a folder asked for as a whole swallows its files, and the first PATH's configuration holds. */
function mergeJobs(jobs: readonly Job[]): Job[] {
  const byFolder = new Map<string, Job>();
  for (const { place, configuration } of jobs) {
    const same = byFolder.get(place.folder);
    if (same === undefined) byFolder.set(place.folder, { place, configuration });
    else {
      const isWhole = same.place.files === undefined || place.files === undefined;
      const files = isWhole ? undefined : new Set([...(same.place.files ?? []), ...(place.files ?? [])]);
      byFolder.set(place.folder, { place: { folder: place.folder, files }, configuration: same.configuration });
    }
  }
  return [...byFolder.values()];
}

async function checkPlace(session: Session, engine: Engine, { place, configuration }: Job, tally: Tally): Promise<void> {
  const { cache, host, terminal } = session;
  const { folder, files } = place;
  await cache.load(host, { files: [...(files ?? [])], folders: [folder] });
  const goFiles = (cache.list(folder) ?? []).filter((name) => name.endsWith(".go")).map((name) => join(folder, name));
  const namesTest = [...(files ?? [])].some((path) => path.endsWith("_test.go"));
  const options = namesTest ? { ...configuration.options, tests: true } : configuration.options;
  const wanted = (path: string): boolean => files === undefined || files.has(path);
  const reports = goFiles.length === 0 ? [] : await ask(session, () => engine.check(cache, folder, options));
  if ([...(files ?? goFiles)].some((path) => typeof cache.read(path) === "string")) tally.hasRead = true;
  const finder = new PlaceFinder(cache, terminal);
  for (const report of reports) {
    count(session, report, wanted, tally);
    for (const finding of report.findings) {
      if (!wanted(finding.site.path)) continue;
      if (!atLeast(finding.severity, configuration.minSeverity)) {
        tally.hidden.push(finding.severity);
        continue;
      }
      const fixes = await ask(session, () => engine.fixesOf(cache, folder, finding, options));
      tally.findings.push(finder.finding(finding, fixes));
    }
  }
  for (const path of goFiles) engine.forget(path);
}

function count({ cache }: Session, report: PackageReport, wanted: (path: string) => boolean, tally: Tally): void {
  const files = report.files.filter(wanted);
  if (files.length === 0) return;
  tally.packages++;
  tally.pairs += report.pairs;
  tally.unknown += report.unknown;
  for (const path of files) {
    if (tally.files.has(path)) continue;
    tally.files.add(path);
    tally.bytes += utf8Length(cache.read(path) ?? "");
  }
}
