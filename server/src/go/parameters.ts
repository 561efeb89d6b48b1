/** What a function that is called takes: of this package and those it imports, and of C as cgo shows it. */
import type { GoType } from "../types/go.ts";
import { goOfC } from "./cgoNames.ts";
import type { Checker } from "./checker.ts";
import { innerScope, type Operand, type Scope } from "./operands.ts";
import { unknownType } from "./typeForms.ts";

export interface ParameterTypes {
  /** The last type of a variadic function is that of each further argument. */
  readonly types: readonly GoType[];
  readonly variadic: boolean;
}

/** The parameters of a called function; undefined where they are not known. */
export function parametersOf(checker: Checker, callee: Operand, scope: Scope): ParameterTypes | undefined {
  if (callee.mode === "function") {
    const { typeParameters, signature } = callee.object.function;
    const inner = innerScope(callee.scope);
    for (const [i, { name }] of typeParameters.entries()) {
      const type = callee.typeArguments[i] ?? unknownType(`what ${name.name} stands for in this call is not known`);
      inner.names.set(name.name, { kind: "type", type });
    }
    const { operands } = checker;
    // The signature stands outside of the body whose expressions are remembered.
    checker.operands = undefined;
    const types = signature.parameters.map(({ type }) => checker.typeNamed(type, inner));
    checker.operands = operands;
    return { types, variadic: signature.parameters[signature.parameters.length - 1]?.isVariadic === true };
  }
  if (callee.mode !== "foreign") return undefined;
  if (callee.path !== "C")
    return callee.reason === undefined ? checker.environment.importedParameters?.(callee.path, callee.name) : undefined;
  const type = checker.cUnit(scope.file)?.functions.get(callee.name)?.type;
  // cgo calls no variadic function.
  return type === undefined || type.variadic ? undefined : { types: type.parameters.map((each) => goOfC(each.type)), variadic: false };
}
