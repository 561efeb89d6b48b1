/** Go files of one package from texts, and the view of them, for tests. */
import type { CUnit } from "../../server/src/c/unit.ts";
import type { Crossing, GoView } from "../../server/src/go/facts.ts";
import { type GoFileSource, readGoFile } from "../../server/src/go/readFile.ts";
import { createView } from "../../server/src/go/view.ts";
import { goTypeText } from "../../server/src/layout/goTypeText.ts";
import type { CField, CRecord, CType } from "../../server/src/types/c.ts";
import { type GoType, underlyingGo } from "../../server/src/types/go.ts";
import { type EnvironmentOptions, goEnvironment } from "./goEnvironment.ts";
import { loadSyntax } from "./syntax.ts";

const syntax = await loadSyntax();

export function readText(text: string, path: string = "/p/a.go"): GoFileSource {
  return readGoFile(syntax, path, text, false);
}

/** One file of package `p` at `/p/a.go`; the package clause may be left out. */
export function viewOf(text: string, options: EnvironmentOptions = {}): GoView {
  return viewOfFiles([text], options);
}

/** Files `/p/a.go`, `/p/b.go`… */
export function viewOfFiles(texts: readonly string[], options: EnvironmentOptions = {}): GoView {
  const files = texts.map((text, i) =>
    readText(/^package /m.test(text) ? text : `package p\n${text}`, `/p/${String.fromCharCode(97 + i)}.go`),
  );
  return createView(files, goEnvironment(options));
}

/** A type of the view as text, looked through to what is behind its name. */
export function typeText(view: GoView, name: string): string {
  const type = view.type(name);
  return type === undefined ? "none" : goTypeText(underlyingGo(type), "/p");
}

export function text(type: GoType): string {
  return goTypeText(type, "/p");
}

/** Crossings in one line each. */
export function crossingTexts(view: GoView): string[] {
  const isCrossing = ({ kind }: Crossing): boolean => kind === "conversion" || kind === "call";
  return view.crossings.filter(isCrossing).map((crossing) => crossingText(view, crossing));
}

/** What a view says of the system's values and names. */
export function systemTexts(view: GoView): string[] {
  return view.crossings.filter(({ kind }) => kind.startsWith("system")).map((crossing) => crossingText(view, crossing));
}

function crossingText(view: GoView, crossing: Crossing): string {
  const narrowed = crossing.narrowed ? " narrowed" : "";
  const source = view.files.find((file) => file.path === crossing.site.path)?.text ?? "";
  if (crossing.kind === "conversion") {
    return `${crossing.function}: ${text(crossing.from)} -> ${text(crossing.to)} of ${source.slice(crossing.operand.start, crossing.operand.end)}${narrowed}`;
  }
  if (crossing.kind === "systemValue") {
    const given = crossing.value === undefined ? `${crossing.constant ?? "constant"}` : text(crossing.value);
    return `${crossing.function}: ${crossing.system}: ${given} ${crossing.as} ${text(crossing.to)} ${crossing.fits}`;
  }
  if (crossing.kind === "systemName") {
    const owner = crossing.type === undefined ? crossing.package : `${crossing.package}.${crossing.type}`;
    return `${crossing.function}: ${owner}.${crossing.name} is ${crossing.found}`;
  }
  if (crossing.kind !== "call") return `${crossing.function}: ${crossing.kind}`;
  const described = crossing.arguments.map(({ type, value, spelled, pointee }) => {
    const name = spelled.kind === "name" ? `${spelled.name}${spelled.declared === undefined ? "" : "!"}` : spelled.kind;
    return `${text(type)}${value === undefined ? "" : `=${value}`} ${name}${pointee === undefined ? "" : ` to ${text(pointee)}`}`;
  });
  return `${crossing.function}: ${crossing.package}.${crossing.name}(${described.join(", ")})${narrowed}`;
}

/** A C unit that declares the given records, typedefs, functions and constants. */
export function cUnit(parts: {
  readonly records?: Readonly<Record<string, readonly CField[]>>;
  readonly typedefs?: Readonly<Record<string, CType>>;
  readonly functions?: Readonly<Record<string, CType>>;
  readonly constants?: Readonly<Record<string, bigint>>;
}): CUnit {
  const tags = new Map<string, CRecord>();
  for (const [tag, fields] of Object.entries(parts.records ?? {})) {
    tags.set(`struct ${tag}`, { kind: "record", union: false, tag, name: `struct ${tag}`, fields });
  }
  const site = { path: "/p/a.go", start: 0, end: 0 };
  return {
    targets: [],
    records: [],
    enums: [],
    functions: new Map(
      Object.entries(parts.functions ?? {}).map(([name, result]) => [
        name,
        {
          name,
          site,
          type: { kind: "function", result, parameters: [], variadic: false },
          isDefinition: false,
          isStatic: false,
          isInline: false,
          body: undefined,
        },
      ]),
    ),
    variables: new Map(),
    typedefs: new Map(
      Object.entries(parts.typedefs ?? {}).map(([name, type]) => [name, { name: site, type: { kind: "typedef", name, type } }]),
    ),
    tags,
    problems: [],
    incomplete: undefined,
    gaps: [],
    gapsBehind: () => [],
    skipped: [],
    constant: (name) => parts.constants?.[name],
    macro: () => undefined,
  };
}

/** The offset of `|` in a text, and the text without it. */
export function atBar(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf("|");
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}
