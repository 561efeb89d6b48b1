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
  readonly object: TypeObject;
  readonly typeArguments: readonly GoType[];
  /** A type parameter or an unknown type stands among its arguments. */
  readonly isOpen: boolean;
  readonly #checker: Checker;

  constructor(checker: Checker, object: TypeObject, typeArguments: readonly GoType[]) {
    const { pkg } = checker.package;
    const list = typeArguments.map((argument) => goTypeText(argument, pkg)).join(",");
    this.name = list === "" ? object.name.name : `${object.name.name}[${list}]`;
    this.pkg = pkg;
    this.object = object;
    this.typeArguments = typeArguments;
    this.isOpen = typeArguments.some((argument) => (argument instanceof DeclaredType ? argument.isOpen : isOpen(argument)));
    this.#checker = checker;
  }

  get underlying(): GoType {
    return this.#checker.underlyingOf(this);
  }
}
