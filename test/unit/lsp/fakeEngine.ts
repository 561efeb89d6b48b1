/**
 * An engine that is easy to predict: `BAD` in a Go file, or in a file that a Go file of the folder names in a
 * line `//use NAME`, is a finding on every target asked for; its fix writes `GOOD`. Reads only through the view, one
 * need at a time, as the real one does.
 */
import type { AnalysisOptions, CodeAction, Engine, PackageReport } from "../../../server/src/features/api.ts";
import type { Finding } from "../../../server/src/rules/finding.ts";
import { type FileView, finished, needsFiles, needsFolders, type Resumable } from "../../../server/src/text/files.ts";
import { join } from "../../../server/src/text/path.ts";

export class FakeEngine implements Engine {
  /** Folders of finished checks, in order. */
  readonly checks: string[] = [];
  readonly forgotten: string[] = [];
  disposed = false;
  /** Thrown by the next question. */
  failure: Error | undefined;

  check(view: FileView, folder: string, options: AnalysisOptions): Resumable<readonly PackageReport[]> {
    this.#fail();
    const names = view.list(folder);
    if (names === undefined) return needsFolders(folder);
    const findings: Finding[] = [];
    const files: string[] = [];
    for (const name of names ?? []) {
      if (!name.endsWith(".go") || (name.endsWith("_test.go") && !options.tests)) continue;
      const path = join(folder, name);
      const text = view.read(path);
      if (text === undefined) return needsFiles(path);
      if (text === null) continue;
      files.push(path);
      findings.push(...badWords(path, text, options));
      for (const [, used = ""] of text.matchAll(/^\/\/use (\S+)$/gm)) {
        const usedPath = join(folder, used);
        const usedText = view.read(usedPath);
        if (usedText === undefined) return needsFiles(usedPath);
        if (usedText !== null) findings.push(...badWords(usedPath, usedText, options));
      }
    }
    this.checks.push(folder);
    return finished(files.length === 0 ? [] : [{ folder, files, units: 0, pairs: files.length, unknown: 0, findings }]);
  }

  hover(view: FileView, path: string, offset: number): ReturnType<Engine["hover"]> {
    this.#fail();
    const text = view.read(path);
    if (text === undefined) return needsFiles(path);
    const word = [...(text ?? "").matchAll(/\w+/g)].find((match) => match.index <= offset && offset <= match.index + match[0].length);
    if (word === undefined) return finished(undefined);
    return finished({ range: { start: word.index, end: word.index + word[0].length }, markdown: `**${word[0]}**` });
  }

  codeActions(
    view: FileView,
    path: string,
    range: { start: number; end: number },
    options: AnalysisOptions,
  ): Resumable<readonly CodeAction[]> {
    this.#fail();
    const text = view.read(path);
    if (text === undefined) return needsFiles(path);
    const findings = badWords(path, text ?? "", options).filter(({ site }) => site.start <= range.end && range.start <= site.end);
    return finished(
      findings.map((finding) => ({
        title: "Make it good",
        finding,
        preferred: true,
        edits: [{ path, edit: { start: finding.site.start, end: finding.site.end, newText: "GOOD" } }],
      })),
    );
  }

  fixAll(view: FileView, path: string): ReturnType<Engine["fixAll"]> {
    this.#fail();
    const text = view.read(path);
    if (text === undefined) return needsFiles(path);
    if (text?.includes("BAD") !== true) return finished(undefined);
    return finished({ start: 0, end: text.length, newText: text.replaceAll("BAD", "GOOD") });
  }

  fixesOf(): ReturnType<Engine["fixesOf"]> {
    return finished([]);
  }

  layouts(): ReturnType<Engine["layouts"]> {
    return finished([]);
  }

  forget(path: string): void {
    this.forgotten.push(path);
  }

  dispose(): void {
    this.disposed = true;
  }

  #fail(): void {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
  }
}

function badWords(path: string, text: string, options: AnalysisOptions): Finding[] {
  return [...text.matchAll(/BAD/g)].map((match) => ({
    rule: "bad-word",
    severity: "warning",
    site: { path, start: match.index, end: match.index + 3 },
    message: `bad word (${options.targets.join(", ")})`,
    targets: options.targets,
    facts: {},
    related: [{ site: { path, start: 0, end: 1 }, message: "the file starts here" }],
  }));
}
