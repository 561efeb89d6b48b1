/**
 * `abi-lens layout`: the layouts of the records whose definitions stand in the files asked for.
 */
import type { LayoutRecord } from "../features/api.ts";
import { baseOf, join } from "../text/path.ts";
import { type CommandLine, formatOf, lastOf, UsageError } from "./commandLine.ts";
import { type Configuration, Configurations } from "./configuration.ts";
import { layoutJson } from "./formats/layoutJson.ts";
import { layoutMarkdown } from "./formats/layoutMarkdown.ts";
import { layoutSvg } from "./formats/layoutSvg.ts";
import { layoutText } from "./formats/layoutText.ts";
import { readPaths, splitType, tellProblems } from "./places.ts";
import { createProgress } from "./progress.ts";
import { compareText, PlaceFinder, type ShownPlace } from "./report.ts";
import { ask, complain, type Session, shownPath } from "./session.ts";
import { createStyle, type Style } from "./style.ts";

/** A record, and where its name stands. */
export interface ShownRecord {
  readonly record: LayoutRecord;
  readonly place: ShownPlace;
}

interface Job {
  readonly path: string;
  readonly configuration: Configuration;
  /** Only the record of this name. */
  readonly type: string | undefined;
}

/** Runs the command; answers the exit status. */
export async function runLayout(session: Session, line: CommandLine): Promise<number> {
  const { terminal, host, cache, parts } = session;
  const format = formatOf(line);
  const style = createStyle(terminal, lastOf(line, "--color") ?? "auto");
  const progress = createProgress(session, lastOf(line, "--progress") ?? "auto", line.given.has("--quiet"));
  if (line.paths.length === 0) throw new UsageError("layout needs a PATH: a .go, .c or .h file, or a folder");
  const jobs = await readJobs(session, line);
  const engine = await parts.createEngine(host);
  const told = new Set<string>();
  const shown: ShownRecord[] = [];
  const missing: Job[] = [];
  let hasRead = false;
  let hasFailed = false;
  for (const [i, job] of jobs.entries()) {
    progress.step(i, jobs.length, shownPath(terminal, job.path));
    try {
      await cache.load(host, { files: [job.path], folders: [] });
      if (typeof cache.read(job.path) !== "string") continue;
      hasRead = true;
      const options = job.path.endsWith("_test.go") ? { ...job.configuration.options, tests: true } : job.configuration.options;
      const records = await ask(session, () => engine.layouts(cache, job.path, options, job.type));
      if (records.length === 0 && job.type !== undefined) missing.push(job);
      const finder = new PlaceFinder(cache, terminal);
      shown.push(
        ...records
          .filter((record) => record.layouts.length > 0)
          .map((record) => ({ record, place: finder.place(record.path, record.nameRange) })),
      );
    } catch (error) {
      progress.clear();
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      terminal.error(`abi-lens: internal error in ${shownPath(terminal, job.path)}; please report this with the file:\n${reason}\n`);
      hasFailed = true;
    }
  }
  engine.dispose();
  progress.clear();
  tellProblems(session, told);
  if (!hasRead && !hasFailed) {
    if (jobs.length > 0 && told.size === 0) complain(terminal, "no file could be read");
    return 2;
  }
  for (const { type, path } of missing) complain(terminal, `${shownPath(terminal, path)}: no record is named ${type}`);
  shown.sort(compareRecords);
  for (const piece of documentOf(format, shown, style)) terminal.out(piece);
  if (hasFailed) return 3;
  return missing.length > 0 && shown.length === 0 ? 2 : 0;
}

/** The output in pieces. */
function documentOf(format: string, shown: readonly ShownRecord[], style: Style): Iterable<string> {
  switch (format) {
    case "json":
      return layoutJson(shown);
    case "markdown":
      return [layoutMarkdown(shown)];
    case "svg":
      return [layoutSvg(shown)];
    default:
      return [layoutText(shown, style)];
  }
}

function compareRecords(a: ShownRecord, b: ShownRecord): number {
  return (
    compareText(a.place.file, b.place.file) ||
    a.place.start.line - b.place.start.line ||
    a.place.start.column - b.place.start.column ||
    compareText(a.record.name, b.record.name)
  );
}

async function readJobs(session: Session, line: CommandLine): Promise<Job[]> {
  const configurations = new Configurations(session, line);
  const jobs = new Map<string, Job>();
  for (const given of line.paths) {
    const { path: spelled, type } = await splitType(session, given);
    const requests = await readPaths(session, [spelled], lastOf(line, "--stdin-name"));
    for (const request of requests) {
      const configuration = await configurations.of(request.configFolder);
      const before = jobs.size;
      for (const { folder, files } of request.places) {
        const paths =
          files === undefined
            ? filesOf(session, folder, configuration.options.tests)
            : [...files].filter((path) => isReadable(session, path));
        for (const path of paths) jobs.set(`${path}:${type ?? ""}`, { path, configuration, type });
      }
      if (jobs.size === before && request.places.some((place) => place.files === undefined)) {
        complain(session.terminal, `${request.given}: no .go, .c or .h files`);
      }
    }
  }
  return [...jobs.values()];
}

function filesOf({ cache }: Session, folder: string, tests: boolean): string[] {
  const isTaken = (name: string): boolean => /\.(?:go|c|h)$/.test(name) && !/^[_.]/.test(name) && (tests || !name.endsWith("_test.go"));
  return (cache.list(folder) ?? []).filter(isTaken).map((name) => join(folder, name));
}

function isReadable(session: Session, path: string): boolean {
  if (/\.(?:go|c|h)$/.test(path)) return true;
  complain(session.terminal, `${shownPath(session.terminal, path)}: layout reads .go, .c and .h files, not ${baseOf(path)}`);
  return false;
}
