/** Functions that cgo exports to C, with their signatures. */
import type { GoType } from "../types/go.ts";
import type { Parameter } from "./ast.ts";
import type { Checker } from "./checker.ts";
import type { ExportedFunction, ExportedParameter } from "./facts.ts";
import { type FunctionObject, fileScope, isTouched, type Scope } from "./operands.ts";
import { rangeIn } from "./typeDecls.ts";
import { unknownType } from "./typeForms.ts";

/** Undefined for a function that is not exported. cgo reads export comments only in files that import "C". */
export function readExport(checker: Checker, object: FunctionObject): ExportedFunction | undefined {
  const { file, placed } = object;
  const comment = placed.exportComment;
  if (comment?.effective !== true || !file.importsC) return undefined;
  const { receiver, signature, name } = object.function;
  const scope = fileScope(object);
  const describe = (parameter: Parameter): ExportedParameter => ({
    name: parameter.name?.name ?? "",
    type: parameterType(checker, object, parameter, scope),
    range: rangeIn(placed, parameter),
    typeRange: rangeIn(placed, parameter.type),
  });
  return {
    path: file.path,
    name: name.name,
    exportName: comment.name,
    nameRange: rangeIn(placed, name),
    comment: comment.range,
    receiver: receiver === undefined ? undefined : describe(receiver),
    parameters: signature.parameters.map((parameter) => ({ ...describe(parameter), variadic: parameter.isVariadic })),
    results: signature.results.map(describe),
  };
}

function parameterType(checker: Checker, object: FunctionObject, parameter: Parameter, scope: Scope): GoType {
  const isSound = !isTouched(object.placed, { start: object.function.start, end: parameter.end });
  return isSound ? checker.typeNamed(parameter.type, scope) : unknownType(`the signature of ${object.name.name} does not parse`);
}
