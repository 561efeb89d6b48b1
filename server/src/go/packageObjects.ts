/** The top-level names of a package and the methods of its types, from all its files. Resolves nothing. */
import { folderOf } from "../text/path.ts";
import type { Expression } from "./ast.ts";
import type { FunctionObject, PackageObject, TypeObject, ValueObject } from "./operands.ts";
import type { GoFileSource } from "./readFile.ts";

export interface PackageObjects {
  readonly files: readonly GoFileSource[];
  /** What stands for the import path: the package's folder. */
  readonly pkg: string;
  readonly objects: ReadonlyMap<string, PackageObject>;
  /** Names, and methods as `T.M`, that are declared more than once: such a package does not build, so nothing is said of them. */
  readonly ambiguous: ReadonlySet<string>;
  /** By the name of the receiver's type, then by the method's name. */
  readonly methods: ReadonlyMap<string, ReadonlyMap<string, FunctionObject>>;
  readonly types: readonly TypeObject[];
  readonly values: readonly ValueObject[];
  /** Functions and methods, `init` and `_` included. */
  readonly functions: readonly FunctionObject[];
}

export function collectObjects(files: readonly GoFileSource[]): PackageObjects {
  const objects = new Map<string, PackageObject>();
  const methods = new Map<string, Map<string, FunctionObject>>();
  const types: TypeObject[] = [];
  const values: ValueObject[] = [];
  const functions: FunctionObject[] = [];
  const ambiguous = new Set<string>();
  const declare = (object: PackageObject): void => {
    const { name } = object.name;
    if (name === "_") return;
    if (objects.has(name)) ambiguous.add(name);
    objects.set(name, object);
  };
  for (const file of files) {
    for (const placed of file.declarations) {
      const { declaration } = placed;
      for (const spec of declaration.types) {
        const object: TypeObject = { kind: "type", file, placed, name: spec.name, spec, local: undefined };
        types.push(object);
        declare(object);
      }
      for (const spec of declaration.values) {
        for (const [index, name] of spec.names.entries()) {
          const object: ValueObject = { kind: "value", file, placed, name, spec, index };
          values.push(object);
          declare(object);
        }
      }
      const declared = declaration.function;
      if (declared === undefined) continue;
      const object: FunctionObject = { kind: "function", file, placed, name: declared.name, function: declared };
      functions.push(object);
      if (declared.receiver !== undefined) {
        const base = receiverBase(declared.receiver.type);
        const known = methods.get(base) ?? new Map<string, FunctionObject>();
        if (known.has(declared.name.name)) ambiguous.add(`${base}.${declared.name.name}`);
        known.set(declared.name.name, object);
        methods.set(base, known);
      } else if (declared.name.name !== "init") declare(object);
    }
  }
  const first = files[0];
  return { files, pkg: first === undefined ? "" : folderOf(first.path), objects, ambiguous, methods, types, values, functions };
}

/** The name of the type a receiver is declared with: `T` for `(*T)` and `(T[P])`. */
export function receiverBase(type: Expression | undefined): string {
  let at = type;
  while (at?.kind === "paren" || at?.kind === "star" || at?.kind === "index") at = at.of;
  return at?.kind === "name" ? at.name : "";
}

/** The type parameters a receiver names: `P`, `Q` for `(*T[P, Q])`. */
export function receiverParameters(type: Expression): string[] {
  let at = type;
  while (at.kind === "paren" || at.kind === "star") at = at.of;
  return at.kind === "index" ? at.indices.map((index) => (index.kind === "name" ? index.name : "_")) : [];
}
