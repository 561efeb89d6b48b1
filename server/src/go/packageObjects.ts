/** The top-level names of a package and the methods of its types, from all its files. Resolves nothing. */
import { folderOf } from "../text/path.ts";
import type { Declaration, Expression, FunctionDeclaration, TypeSpec, ValueSpec } from "./ast.ts";
import type { FunctionObject, PackageObject, TypeObject, ValueObject } from "./operands.ts";
import type { GoFileSource, PlacedDeclaration } from "./readFile.ts";

/** A package's names, for whoever looks one up. */
export interface PackageObjects {
  /** The import path; the package's folder where no path is known. */
  readonly path: string;
  readonly folder: string;
  /** The name in its package clauses. */
  readonly name: string;
  /** What a top-level name stands for; of several declarations any one. */
  object(name: string): PackageObject | undefined;
  /** The method that a type of this package has under a name. */
  method(type: string, name: string): FunctionObject | undefined;
  /** Whether a name, or a method as `T.M`, is declared more than once: such a package does not build, so nothing is said of it. */
  isAmbiguous(name: string): boolean;
}

/** The package a view is of: all its declarations are read. */
export interface OwnObjects extends PackageObjects {
  readonly files: readonly GoFileSource[];
  readonly types: readonly TypeObject[];
  readonly values: readonly ValueObject[];
  /** Functions and methods, `init` and `_` included. */
  readonly functions: readonly FunctionObject[];
}

/** The objects that one top-level declaration makes, in its order. */
function objectsOf(owner: PackageObjects, file: GoFileSource, placed: PlacedDeclaration): PackageObject[] {
  const { types, values, function: declared } = placed.declaration;
  const objects: PackageObject[] = [];
  for (const spec of types) objects.push({ kind: "type", package: owner, file, placed, name: spec.name, spec, local: undefined });
  for (const spec of values) {
    for (const [index, name] of spec.names.entries()) {
      objects.push({ kind: "value", package: owner, file, placed, name, spec, index });
    }
  }
  if (declared !== undefined) objects.push({ kind: "function", package: owner, file, placed, name: declared.name, function: declared });
  return objects;
}

/** The object that one top-level declaration makes under a name, a method's as `T.M`. */
export function objectNamed(owner: PackageObjects, file: GoFileSource, placed: PlacedDeclaration, name: string): PackageObject | undefined {
  const spec = specsOf(placed.declaration).get(name);
  if (spec === undefined) return undefined;
  if ("function" in spec) return { kind: "function", package: owner, file, placed, name: spec.function.name, function: spec.function };
  if ("type" in spec) return { kind: "type", package: owner, file, placed, name: spec.type.name, spec: spec.type, local: undefined };
  const { value, index } = spec;
  const written = value.names[index];
  return written === undefined ? undefined : { kind: "value", package: owner, file, placed, name: written, spec: value, index };
}

type NamedSpec =
  | { readonly type: TypeSpec }
  | { readonly value: ValueSpec; readonly index: number }
  | { readonly function: FunctionDeclaration };

/** What a declaration declares, by name; the same for every package that holds it. */
const specs = new WeakMap<Declaration, ReadonlyMap<string, NamedSpec>>();

function specsOf(declaration: Declaration): ReadonlyMap<string, NamedSpec> {
  const known = specs.get(declaration);
  if (known !== undefined) return known;
  const found = new Map<string, NamedSpec>();
  const { types, values, function: declared } = declaration;
  for (const type of types) found.set(type.name.name, { type });
  for (const value of values) for (const [index, { name }] of value.names.entries()) found.set(name, { value, index });
  if (declared !== undefined) {
    const base = declared.receiver === undefined ? "" : `${receiverBase(declared.receiver.type)}.`;
    found.set(base + declared.name.name, { function: declared });
  }
  specs.set(declaration, found);
  return found;
}

/** `path` is the package's import path where that is known. */
export function collectObjects(files: readonly GoFileSource[], path?: string): OwnObjects {
  const names = new Map<string, PackageObject>();
  const methods = new Map<string, FunctionObject>();
  const types: TypeObject[] = [];
  const values: ValueObject[] = [];
  const functions: FunctionObject[] = [];
  const ambiguous = new Set<string>();
  const folder = files[0] === undefined ? "" : folderOf(files[0].path);
  const own: OwnObjects = {
    path: path ?? folder,
    folder,
    name: files[0]?.packageName ?? "",
    files,
    types,
    values,
    functions,
    object: (name) => names.get(name),
    method: (type, name) => methods.get(`${type}.${name}`),
    isAmbiguous: (name) => ambiguous.has(name),
  };
  const declare = (object: PackageObject): void => {
    const { name } = object.name;
    if (name === "_") return;
    if (names.has(name)) ambiguous.add(name);
    names.set(name, object);
  };
  for (const file of files) {
    for (const placed of file.declarations) {
      for (const object of objectsOf(own, file, placed)) {
        if (object.kind === "type") types.push(object);
        else if (object.kind === "value") values.push(object);
        else functions.push(object);
        if (object.kind !== "function") declare(object);
        else if (object.function.receiver !== undefined) {
          const key = `${receiverBase(object.function.receiver.type)}.${object.name.name}`;
          if (methods.has(key)) ambiguous.add(key);
          methods.set(key, object);
        } else if (object.name.name !== "init") declare(object);
      }
    }
  }
  return own;
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
