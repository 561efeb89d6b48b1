/**
 * The environment a package is resolved in on one target: its C units, the sizes that constants ask for, the packages
 * it imports, and what is known of them without their source. Keeps track of what was asked for at all, because a view
 * serves every target that would have answered the same.
 */
import type { CUnit } from "../c/unit.ts";
import { cTypeNamed } from "../go/cgoNames.ts";
import type { GoEnvironment } from "../go/facts.ts";
import type { Target } from "../target/target.ts";
import { unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { ImportedFacts } from "./importedFacts.ts";
import type { TargetImports } from "./imports.ts";
import { layouts } from "./layouts.ts";

export interface TrackedEnvironment {
  readonly environment: GoEnvironment;
  /** Whether another target, with the same files and C, would have answered all that was asked so far the same. */
  agreesOn(other: Target): boolean;
}

/** The layout behind a struct type; of a C record as cgo shows it. */
function recordOf(type: GoType, target: Target): ReturnType<typeof layouts.goStruct> | ReturnType<typeof layouts.cgo> | undefined {
  const under = underlyingGo(type);
  if (under.kind === "struct") return layouts.goStruct(type.kind === "named" ? type : under, target);
  const record = under.kind === "c" ? unwrapC(under.type) : undefined;
  return record?.kind === "record" ? layouts.cgo(record, target) : undefined;
}

/** The environment of one target; `units` are the preambles' by path of the Go file. Without `imports` no package has source. */
export function goEnvironment(
  target: Target,
  units: ReadonlyMap<string, CUnit>,
  facts: ImportedFacts,
  imports?: TargetImports,
): TrackedEnvironment {
  let asked = false;
  let askedForSystem = false;
  let askedForProcessor = false;
  const layoutOf = (type: GoType): { readonly size: number; readonly align: number } | undefined => {
    asked = true;
    const layout = layouts.goType(type, target);
    return layout.known ? layout : undefined;
  };
  const environment: GoEnvironment = {
    key: target.id,
    sizes: target.go,
    cUnit: (path) => units.get(path),
    sizeof: (type) => layoutOf(type)?.size,
    alignof: (type) => layoutOf(type)?.align,
    offsetof: (struct, name) => {
      asked = true;
      const layout = recordOf(struct, target);
      const bitOffset = layout?.known === true ? layout.fields.find((field) => field.name === name)?.bitOffset : undefined;
      return bitOffset === undefined ? undefined : bitOffset / 8;
    },
    cSizeof: (unit, name) => {
      asked = true;
      const type = cTypeNamed(unit, name);
      const layout = type === undefined ? undefined : layouts.cType(type, target);
      return layout?.known === true ? layout.size : undefined;
    },
    isCharSigned: () => {
      asked = true;
      return typeof target.c === "string" ? undefined : target.c.charSigned;
    },
    packageName: (path, importer) => imports?.packageName(path, importer),
    packageOf: (path, importer) => imports?.packageOf(path, importer),
    imported: (path, name) => facts.type(path, name),
    importedConstant: (path, name) => facts.constant(path, name),
    importedResults: (path, name) => facts.results(path, name),
    importedParameters: (path, name) => facts.parameters(path, name),
    goos: () => {
      askedForSystem = true;
      return target.goos;
    },
    goarch: () => {
      askedForProcessor = true;
      return target.goarch;
    },
  };
  const agreesOn = (other: Target): boolean =>
    (!asked || sameNumbers(target, other)) &&
    (!askedForSystem || target.goos === other.goos) &&
    (!askedForProcessor || target.goarch === other.goarch) &&
    imports?.agreesOn(other) !== false &&
    facts.agreesOn(other);
  return { environment, agreesOn };
}

function sameNumbers(a: Target, b: Target): boolean {
  return a.c === b.c && a.go.wordSize === b.go.wordSize && a.go.maxAlign === b.go.maxAlign;
}
