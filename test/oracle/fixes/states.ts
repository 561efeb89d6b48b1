/**
 * The packages of the fixtures as they are written, and as each fix that is offered leaves them. Asks the engine only;
 * judges nothing.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { overlay } from "../../../server/src/features/prove.ts";
import { folderOf } from "../../../server/src/text/path.ts";
import { done, memoryView, newEngine, optionsFor } from "../../support/engine.ts";
import { flagsOf, sourcesOf } from "../../support/fixture.ts";
import { repositoryRoot } from "../../support/root.ts";
import { parseArchive } from "../../support/txtar.ts";

/** All files of a fixture at one moment, by their paths from the archive's root. */
export interface State {
  /** The fixture's name, behind it the fix. */
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  /** The folders whose packages are judged. */
  readonly folders: readonly string[];
  /** The targets of the fixture. */
  readonly targets: readonly string[];
  /** The targets that the finding behind the fix names; empty before a fix. */
  readonly named: readonly string[];
  /** The state before the fix; undefined for one that is written. */
  readonly before: State | undefined;
  readonly changed: readonly string[];
}

const fixtures = join(repositoryRoot, "test/fixtures");

/** Every state, those that are written in front of what comes of them. */
export async function statesOfFixtures(only: string): Promise<readonly State[]> {
  const states: State[] = [];
  for (const entry of readdirSync(fixtures, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    for (const name of readdirSync(join(fixtures, entry.name)).sort()) {
      const title = `${entry.name}/${name}`;
      if (name.endsWith(".txtar") && title.includes(only)) states.push(...(await statesOf(title)));
    }
  }
  return states;
}

async function statesOf(title: string): Promise<readonly State[]> {
  const archive = parseArchive(readFileSync(join(fixtures, title), "utf8"));
  const flags = flagsOf(archive);
  const options = { ...(await optionsFor(flags.get("targets") ?? "default")), tests: flags.has("tests") };
  const engine = await newEngine();
  const files = new Map(sourcesOf(archive).map(({ path, text }) => [path, text]));
  const view = memoryView(files);
  const folders = [...new Set([...files.keys()].filter((path) => path.endsWith(".go")).map(folderOf))];
  const before: State & { readonly folders: string[] } = {
    name: title,
    files: relative(files),
    folders: [],
    targets: options.targets,
    named: [],
    before: undefined,
    changed: [],
  };
  const states: State[] = [];
  for (const folder of folders) {
    for (const finding of done(engine.check(view, folder, options)).flatMap((report) => report.findings)) {
      for (const fix of done(engine.fixesOf(view, folder, finding, options))) {
        const edited = overlay(view, fix);
        if (edited === undefined) continue;
        const changed = [...new Set(fix.edits.map(({ path }) => path))];
        const after = new Map([...new Set([...files.keys(), ...changed])].map((path) => [path, edited.read(path) ?? ""]));
        states.push({
          name: `${title} ${finding.rule}: ${fix.title}`,
          files: relative(after),
          folders: [...new Set(changed.filter((path) => path.endsWith(".go")).map(folderOf))].map((path) => path.slice(1)),
          targets: options.targets,
          named: finding.targets,
          before,
          changed: changed.map((path) => path.slice(1)),
        });
      }
    }
  }
  before.folders.push(...new Set(states.flatMap((state) => state.folders)));
  return states.length === 0 ? [] : [before, ...states];
}

function relative(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, text]) => [path.slice(1), text]));
}
