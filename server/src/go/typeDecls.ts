/** Type declarations with the places of their names and fields. */
import type { Range } from "../text/range.ts";
import type { Span, StructType } from "./ast.ts";
import type { GoFieldSite, GoTypeDecl } from "./facts.ts";
import { isTouched, type TypeObject } from "./operands.ts";
import type { PlacedDeclaration } from "./readFile.ts";

/** A span of a declaration as a range of its file. */
export function rangeIn(placed: PlacedDeclaration, span: Span): Range {
  return { start: placed.start + span.start, end: placed.start + span.end };
}

export function typeDecl(object: TypeObject): GoTypeDecl {
  const { spec, placed, file } = object;
  let type = spec.type;
  while (type.kind === "paren") type = type.of;
  const struct = type.kind === "structType" ? type : undefined;
  return {
    path: file.path,
    name: spec.name.name,
    nameRange: rangeIn(placed, spec.name),
    spec: rangeIn(placed, spec),
    structRange: struct === undefined ? undefined : rangeIn(placed, struct),
    isAlias: spec.isAlias,
    isLocal: object.local !== undefined,
    isGeneric: spec.parameters.length > 0,
    fields: struct === undefined ? [] : fieldSites(placed, struct),
    isBroken: isTouched(placed, spec),
  };
}

/** One site per name, in the order of the struct's fields. */
function fieldSites(placed: PlacedDeclaration, struct: StructType): GoFieldSite[] {
  return struct.fields.flatMap((declaration): GoFieldSite[] => {
    const type = rangeIn(placed, declaration.type);
    const whole = rangeIn(placed, declaration);
    if (declaration.names.length === 0) {
      let name = declaration.type;
      while (name.kind === "paren" || name.kind === "star" || name.kind === "index") name = name.of;
      return [{ name: rangeIn(placed, name.kind === "selector" ? name.name : name), type, declaration: whole }];
    }
    return declaration.names.map((name) => ({ name: rangeIn(placed, name), type, declaration: whole }));
  });
}
