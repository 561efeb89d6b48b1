/**
 * `abi-lens targets`: every known target and its data model.
 */
import type { CModel, Target } from "../target/target.ts";
import { type CommandLine, formatOf, lastOf, listOf, UsageError } from "./commandLine.ts";
import { jsonText } from "./formats/jsonText.ts";
import type { Session } from "./session.ts";
import { createStyle, type Style } from "./style.ts";

/** Runs the command; answers the exit status. */
export function runTargets({ terminal, registry }: Session, line: CommandLine): number {
  const format = formatOf(line);
  if (line.paths.length > 0) throw new UsageError("targets takes no PATH; --targets LIST chooses");
  const list = listOf(line, "--targets");
  const selected = list === undefined ? { targets: registry.targets } : registry.select(list.join(","));
  if ("error" in selected) throw new UsageError(selected.error);
  const style = createStyle(terminal, lastOf(line, "--color") ?? "auto");
  terminal.out(format === "json" ? targetsJson(selected.targets) : targetsText(selected.targets, style));
  return 0;
}

function targetsJson(targets: readonly Target[]): string {
  return `${jsonText({ version: 1, targets: targets.map(targetJson) }, 2)}\n`;
}

function targetJson(target: Target): unknown {
  const { c } = target;
  return {
    id: target.id,
    cgo: target.cgo,
    ...(target.cgoSince === undefined ? {} : { cgoSince: target.cgoSince }),
    ...(typeof c === "string"
      ? { unknown: c, pointer: target.go.wordSize }
      : { triple: target.triple, compiler: c.compiler, libc: target.libc, ...modelJson(c) }),
    firstClass: target.firstClass,
    go: target.go,
  };
}

/** Sizes in bytes; `fieldAlign` is the alignment as a member of a record, where it differs from the type's own. */
function modelJson(c: CModel): object {
  const sizeOf = (name: "short" | "int" | "long" | "llong"): number | undefined => sizeOfScalar(c, name);
  const detail = (name: "llong" | "double" | "ldouble"): unknown => {
    const scalar = c.scalars[name];
    return typeof scalar === "string" ? { unknown: scalar } : scalar;
  };
  return {
    pointer: c.pointer.size,
    long: sizeOf("long"),
    int: sizeOf("int"),
    short: sizeOf("short"),
    longLong: detail("llong"),
    double: detail("double"),
    longDouble: detail("ldouble"),
    wchar: wcharSize(c),
    charSigned: c.charSigned,
    bigEndian: c.bigEndian,
    bitFields: c.family,
    biggestAlign: c.biggestAlign,
    shortEnums: c.shortEnums,
  };
}

function sizeOfScalar(c: CModel, name: keyof CModel["scalars"]): number | undefined {
  const scalar = c.scalars[name];
  return typeof scalar === "string" ? undefined : scalar.size;
}

function wcharSize(c: CModel): number | undefined {
  const scalar = c.standard.wchar_t;
  return scalar in c.scalars ? sizeOfScalar(c, scalar as keyof CModel["scalars"]) : undefined;
}

const titles = ["target", "cgo", "compiler", "libc", "data model", "long", "pointer", "int64 align", "long double", "byte order"];

function targetsText(targets: readonly Target[], style: Style): string {
  const rows = targets.map(row);
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((cells) => (cells[i] ?? "").length)));
  const format = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return `${[style.bold(format(titles)), ...rows.map(format)].join("\n")}\n`;
}

function row(target: Target): string[] {
  const { c } = target;
  const cgo = target.cgoSince === undefined ? (target.cgo ? "yes" : "no") : `since ${target.cgoSince}`;
  if (typeof c === "string") return [target.id, cgo, "", "", c];
  const longLong = c.scalars.llong;
  return [
    target.id,
    cgo,
    c.compiler,
    target.libc,
    dataModel(c),
    String(sizeOfScalar(c, "long") ?? ""),
    String(c.pointer.size),
    typeof longLong === "string" ? "" : String(longLong.fieldAlign),
    String(sizeOfScalar(c, "ldouble") ?? ""),
    c.bigEndian ? "big" : "little",
  ];
}

/** The name that is usual for the widths of int, long and pointers. */
function dataModel(c: CModel): string {
  if (c.pointer.size === 4) return "ILP32";
  return sizeOfScalar(c, "long") === 8 ? "LP64" : "LLP64";
}
