/**
 * An engine for tests of what stands above it. It finds every `BAD` (an error) and `MEH` (a hint) of the Go files of
 * a folder, and knows one record per `record NAME` line of any file. It asks for files one by one, as the real one may.
 */
import type { AnalysisOptions, Engine, LayoutRecord } from "../../server/src/features/api.ts";
import type { Finding, Severity } from "../../server/src/rules/finding.ts";
import { type FileView, finished, needsFiles, needsFolders, type Resumable } from "../../server/src/text/files.ts";
import { join } from "../../server/src/text/path.ts";

const rules: readonly { readonly word: string; readonly rule: string; readonly severity: Severity }[] = [
  { word: "BAD", rule: "bad-word", severity: "error" },
  { word: "MEH", rule: "meh-word", severity: "hint" },
];

export const fakeRules = rules.map(({ rule, severity }) => ({
  id: rule,
  title: `The word of ${rule}`,
  severity,
  group: "layout" as const,
  fix: "sometimes" as const,
  since: "0.1.0",
  doc: `## What it checks\n\nThe word of ${rule}.`,
}));

function findingsIn(path: string, text: string, options: AnalysisOptions): Finding[] {
  return rules.flatMap(({ word, rule, severity }) => {
    const chosen = options.rules[rule] ?? severity;
    if (chosen === "off") return [];
    return [...text.matchAll(new RegExp(word, "g"))].map((match) => ({
      rule,
      severity: chosen,
      site: { path, start: match.index, end: match.index + word.length },
      message: `${word} is ${match.index} units from the start (all targets)`,
      targets: options.targets,
      facts: { at: match.index },
      related: [{ site: { path, start: 0, end: 7 }, message: "the file starts here" }],
    }));
  });
}

export function fakeEngine(): Engine {
  return {
    check(view, folder, options) {
      const names = view.list(folder);
      if (names === undefined) return needsFolders(folder);
      const paths = (names ?? [])
        .filter((name) => name.endsWith(".go") && (options.tests || !name.endsWith("_test.go")))
        .map((name) => join(folder, name));
      for (const path of paths) if (view.read(path) === undefined) return needsFiles(path);
      const texts = paths.flatMap((path) => {
        const text = view.read(path);
        return typeof text === "string" ? [{ path, text }] : [];
      });
      if (texts.some(({ text }) => text.includes("CRASH"))) throw new Error("the fake engine was asked to crash");
      if (texts.length === 0) return finished([]);
      const findings = texts.flatMap(({ path, text }) => findingsIn(path, text, options));
      const units = texts.reduce((sum, { text }) => sum + text.length, 0);
      return finished([{ folder, files: texts.map(({ path }) => path), units, pairs: 2, unknown: 1, findings }]);
    },
    codeActions: () => finished([]),
    fixAll: () => finished(undefined),
    fixesOf(_view, _folder, finding) {
      if (finding.rule !== "bad-word") return finished([]);
      const { path, start, end } = finding.site;
      return finished([{ title: "Say GOOD", preferred: true, edits: [{ path, edit: { start, end, newText: "GOOD" } }] }]);
    },
    hover: () => finished(undefined),
    layouts: layoutsOf,
    forget: () => undefined,
    dispose: () => undefined,
  };
}

function layoutsOf(view: FileView, path: string, options: AnalysisOptions, wanted?: string): Resumable<readonly LayoutRecord[]> {
  const text = view.read(path);
  if (text === undefined) return needsFiles(path);
  const records = [...(text ?? "").matchAll(/^record (\w+)/gm)].map((match): LayoutRecord => {
    const [first = "", ...rest] = options.targets;
    const name = match[1] ?? "";
    return {
      name: `struct ${name}`,
      names: [`struct ${name}`, name, `${name}_t`],
      kind: "struct",
      language: path.endsWith(".go") ? "go" : "c",
      path,
      nameRange: { start: match.index + 7, end: match.index + 7 + name.length },
      layouts: [
        {
          targets: rest,
          layout: {
            known: true,
            size: 16,
            align: 8,
            fields: [
              { name: "kind", type: "unsigned char", bitOffset: 0, bitSize: 8, align: 1 },
              { name: "flags", type: "unsigned int", bitOffset: 8, bitSize: 3, align: 4, bitField: true },
              {
                name: "in",
                type: "struct inner",
                kind: "struct",
                bitOffset: 64,
                bitSize: 64,
                align: 8,
                fields: [{ name: "v", type: "int[2]", bitOffset: 64, bitSize: 64, align: 4, elements: 2, stride: 4 }],
              },
            ],
            padding: [{ offset: 2, size: 6 }],
          },
          cgo: {
            known: true,
            size: 16,
            align: 8,
            fields: [{ name: "kind", type: "_Ctype_uchar", bitOffset: 0 }],
            omitted: [{ name: "flags", reason: "bit-field" }],
          },
        },
        { targets: [first], unknown: "nothing is known there" },
      ],
      excluded: [],
    };
  });
  return finished(records.filter(({ names }) => wanted === undefined || names.includes(wanted.replace(/\s+/g, " "))));
}
