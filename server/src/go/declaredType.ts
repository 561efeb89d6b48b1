/** A defined type of a package: its underlying type is resolved when it is first looked at. */
import { goTypeText } from "../layout/goTypeText.ts";
import type { GoNamed, GoType } from "../types/go.ts";
import type { Checker } from "./checker.ts";
import type { TypeObject } from "./operands.ts";
import { isOpen } from "./typeForms.ts";

export class DeclaredType implements GoNamed {
  readonly kind = "named";
  readonly name: string;
  readonly pkg: string;
  readonly instance: GoNamed["instance"];
  readonly object: TypeObject;
  readonly typeArguments: readonly GoType[];
  /** A type parameter or an unknown type stands among its arguments. */
  readonly isOpen: boolean;
  /** How deep its arguments nest; 0 without arguments. */
  readonly argumentDepth: number;
  readonly #checker: Checker;

  constructor(checker: Checker, object: TypeObject, typeArguments: readonly GoType[]) {
    const pkg = object.package.path;
    const list = typeArguments.map((argument) => goTypeText(argument, pkg)).join(",");
    this.name = list === "" ? object.name.name : `${object.name.name}[${list}]`;
    this.pkg = pkg;
    this.instance = list === "" ? undefined : { generic: object.name.name, typeArguments };
    this.object = object;
    this.typeArguments = typeArguments;
    this.isOpen = typeArguments.some((argument) => (argument instanceof DeclaredType ? argument.isOpen : isOpen(argument)));
    this.argumentDepth = depthOfArguments(typeArguments);
    this.#checker = checker;
  }

  get underlying(): GoType {
    return this.#checker.underlyingOf(this);
  }
}

/** How deep type arguments nest: 1 for `[int]`, 2 for `[G[int]]` and `[*int]`. Nothing that a program needs is deep. */
export function depthOfArguments(typeArguments: readonly GoType[]): number {
  return typeArguments.reduce((deepest, argument) => Math.max(deepest, 1 + depthOf(argument)), 0);
}

function depthOf(type: GoType): number {
  let at = type;
  for (let depth = 0; ; depth++) {
    if (at instanceof DeclaredType) return depth + at.argumentDepth;
    if (at.kind === "pointer") at = at.to;
    else if (at.kind === "slice" || at.kind === "array" || at.kind === "chan" || at.kind === "map") at = at.of;
    else return depth;
  }
}
