/** Texts that are equal exactly for identical types, for looking up instances of generic types. */
import type { GoType } from "../types/go.ts";

const deepest = 30;

export class TypeKeys {
  readonly #numbers = new WeakMap<object, number>();
  #next = 0;

  of(type: GoType, depth: number = 0): string {
    if (depth > deepest) return this.#number(type);
    const inner = (of: GoType): string => this.of(of, depth + 1);
    switch (type.kind) {
      case "basic":
      case "typeParameter":
        return type.name;
      case "pointer":
        return `*${inner(type.to)}`;
      case "slice":
        return `[]${inner(type.of)}`;
      case "array":
        return `[${type.count}]${inner(type.of)}`;
      case "map":
        return `map[${inner(type.key)}]${inner(type.of)}`;
      case "chan":
        return `chan ${inner(type.of)}`;
      case "struct":
        return `struct{${type.fields.map((field) => `${field.name}${field.embedded === true ? "!" : ""} ${inner(field.type)}`).join(";")}}`;
      case "c":
        return `C.${type.name}${this.#number(type.type)}`;
      case "opaque":
        return `opaque ${type.name}`;
      default:
        return this.#number(type);
    }
  }

  #number(object: object): string {
    let number = this.#numbers.get(object);
    if (number === undefined) {
      number = this.#next++;
      this.#numbers.set(object, number);
    }
    return `#${number}`;
  }
}
