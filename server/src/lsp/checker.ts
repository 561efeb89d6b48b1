/**
 * Keeps the findings of every folder somebody looks at, and knows which folders a changed file makes stale: each
 * check runs over a view that remembers what was read. Several requests for one folder share one run. Speaks the
 * engine's terms only; the protocol is none of its business.
 */
import { atLeast, type SeverityName } from "../config/settings.ts";
import type { Engine, PackageReport } from "../features/api.ts";
import type { FileCache } from "../features/loader.ts";
import { CancelledError, settle } from "../features/loader.ts";
import type { Cancellation, Host } from "../host.ts";
import type { Finding } from "../rules/finding.ts";
import type { FileView } from "../text/files.ts";
import { folderOf } from "../text/path.ts";
import type { Configuration } from "./settings.ts";

/** The findings of one folder's packages, by the file they are in. */
export interface Checked {
  readonly reports: readonly PackageReport[];
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly targets: readonly string[];
  /** In milliseconds, waiting for files included. */
  readonly elapsedMs: number;
}

export interface CheckerParts {
  readonly host: Host;
  readonly cache: FileCache;
  readonly engine: () => Promise<Engine>;
  /** What holds for a folder at this moment. */
  readonly configuration: (folder: string) => Promise<Configuration>;
  /** Called after every check that ended. */
  readonly onChecked: (checked: Checked) => void;
}

interface FolderState {
  /** Files as paths, listed folders with a final `/`; of the last run, finished or not. */
  reads: Set<string>;
  /** Something read has changed since, or nothing was read yet. */
  stale: boolean;
  /** Counts changes of the settings: a run that began under other settings starts anew. */
  epoch: number;
  checked: Checked | undefined;
  running: Promise<void> | undefined;
  readonly waiting: Set<Cancellation>;
}

export class Checker {
  readonly #parts: CheckerParts;
  readonly #folders = new Map<string, FolderState>();

  constructor(parts: CheckerParts) {
    this.#parts = parts;
  }

  /** The present findings of a folder's packages. Rejects with `CancelledError` when told to stop. */
  async check(folder: string, cancellation: Cancellation): Promise<Checked> {
    const state = this.#state(folder);
    for (;;) {
      if (cancellation.cancelled) throw new CancelledError();
      if (!state.stale && state.checked !== undefined) return state.checked;
      state.waiting.add(cancellation);
      try {
        state.running ??= this.#run(folder, state).finally(() => {
          state.running = undefined;
        });
        await state.running;
      } catch (error) {
        // A run is cancelled when all who waited for it were; who came later starts it anew.
        if (!(error instanceof CancelledError)) throw error;
      } finally {
        state.waiting.delete(cancellation);
      }
    }
  }

  /** The folders whose findings may lie in `path`: its own, and those that read it when they were last checked. */
  foldersOf(path: string): readonly string[] {
    const own = folderOf(path);
    const others = [...this.#folders].filter(([folder, state]) => folder !== own && state.reads.has(path)).map(([folder]) => folder);
    return [own, ...others];
  }

  /** A text changed; with `existence`, a file came or went, which changes its folder's listing too. */
  invalidate(path: string, existence: boolean): void {
    const listing = `${folderOf(path)}/`;
    for (const state of this.#folders.values()) {
      if (state.reads.has(path) || (existence && state.reads.has(listing))) state.stale = true;
    }
  }

  /** Everything must be looked at again, under settings that may have changed. */
  invalidateAll(): void {
    for (const state of this.#folders.values()) {
      state.stale = true;
      state.epoch++;
    }
  }

  /** Ends what is kept of a folder nobody looks at any more. */
  forget(folder: string): void {
    this.#folders.delete(folder);
  }

  /** What is known of all folders at present; of a stale one what was last found. */
  known(): readonly Checked[] {
    return [...this.#folders.values()].flatMap((state) => state.checked ?? []);
  }

  #state(folder: string): FolderState {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const state: FolderState = { reads: new Set(), stale: true, epoch: 0, checked: undefined, running: undefined, waiting: new Set() };
    this.#folders.set(folder, state);
    return state;
  }

  async #run(folder: string, state: FolderState): Promise<void> {
    const { host, cache } = this.#parts;
    const started = host.now();
    const engine = await this.#parts.engine();
    const cancellation: Cancellation = {
      get cancelled() {
        return [...state.waiting].every((waiting) => waiting.cancelled);
      },
    };
    for (;;) {
      const epoch = state.epoch;
      const { options, minSeverity } = await this.#parts.configuration(folder);
      const step = (): ReturnType<Engine["check"]> => {
        // Every step starts over on the texts of this moment, so the last one alone decides what was read.
        state.stale = false;
        state.reads = new Set();
        return engine.check(recordingView(cache, state.reads), folder, options);
      };
      let reports: readonly PackageReport[];
      try {
        reports = await settle(host, cache, step, cancellation);
      } catch (error) {
        state.stale = true;
        throw error;
      }
      // Other options than those of the moment it was asked: everything anew.
      if (epoch !== state.epoch) continue;
      state.checked = { reports, findings: byFile(reports, minSeverity), targets: options.targets, elapsedMs: host.now() - started };
      this.#parts.onChecked(state.checked);
      return;
    }
  }
}

function byFile(reports: readonly PackageReport[], least: SeverityName): Map<string, Finding[]> {
  const result = new Map<string, Finding[]>();
  for (const report of reports) {
    for (const finding of report.findings) {
      if (!atLeast(finding.severity, least)) continue;
      const list = result.get(finding.site.path);
      if (list === undefined) result.set(finding.site.path, [finding]);
      else list.push(finding);
    }
  }
  return result;
}

function recordingView(view: FileView, reads: Set<string>): FileView {
  return {
    read(path) {
      reads.add(path);
      return view.read(path);
    },
    list(folder) {
      reads.add(`${folder}/`);
      return view.list(folder);
    },
    problem: (path) => view.problem?.(path),
  };
}
