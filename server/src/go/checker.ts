/**
 * Resolves names in one environment: what the types, constants and variables of a package are, and of the packages
 * it imports as far as they are asked for. Every object is resolved once, when it is first asked for. Chains of objects may be longer than the stack is deep: beyond a
 * limit the innermost object is resolved on its own first, so the answer never depends on who asked.
 */
import type { CUnit } from "../c/unit.ts";
import type { GoNamed, GoType } from "../types/go.ts";
import type { Expression } from "./ast.ts";
import { DeclaredType, depthOfArguments } from "./declaredType.ts";
import { constantInt, valueOfObject } from "./evaluate.ts";
import { check } from "./expressions.ts";
import type { GoEnvironment, GoImport } from "./facts.ts";
import type { FunctionObject, Operand, Scope, TypeObject, ValueObject, ValueOperand } from "./operands.ts";
import { fileScope, innerScope, isTouched } from "./operands.ts";
import { type OwnObjects, type PackageObjects, receiverParameters } from "./packageObjects.ts";
import type { GoFileSource } from "./readFile.ts";
import { resolveType } from "./resolveType.ts";
import { unknownType } from "./typeForms.ts";
import { TypeKeys } from "./typeKeys.ts";

/** How deep resolution may nest before the object at hand is resolved on its own. */
const deepest = 500;

/** Type arguments nested deeper than this belong to an instantiation cycle. */
const deepestArguments = 20;

interface Pending {
  readonly key: object;
  readonly resolve: () => unknown;
  readonly giveUp: () => void;
}

/** Unwinds to the top, where `pending` is resolved first. Never leaves the checker. */
class TooDeep extends Error {
  readonly pending: Pending;

  constructor(pending: Pending) {
    super("resolution nests too deeply");
    this.pending = pending;
  }
}

export class Checker {
  /** The package the questions are about; what it imports is found through scopes. */
  readonly package: OwnObjects;
  readonly environment: GoEnvironment;
  /** What calls of a value of a function type give. */
  readonly results: WeakMap<GoType, readonly GoType[]> = new WeakMap();
  /** The packages that struct types are written in: their unexported fields exist there only. */
  readonly structOwners: WeakMap<GoType, PackageObjects> = new WeakMap();
  /** Generic types with arguments that hold no type parameter, in the order they were met. */
  readonly instances: DeclaredType[] = [];
  /** Operands of a function's body; each of its expressions stands for one thing only. */
  operands: Map<Expression, Operand> | undefined;
  readonly #types = new Map<TypeObject, Map<string, GoType>>();
  readonly #aliases = new Map<object, GoType>();
  readonly #aliasTokens = new Map<TypeObject, Map<string, object>>();
  readonly #values = new Map<ValueObject, ValueOperand>();
  readonly #functionResults = new Map<FunctionObject, readonly GoType[]>();
  readonly #underlying = new Map<DeclaredType, GoType>();
  readonly #imports = new WeakMap<GoFileSource, ReadonlyMap<string, GoImport>>();
  readonly #keys = new TypeKeys();
  readonly #active = new Set<object>();
  #depth = 0;

  constructor(objects: OwnObjects, environment: GoEnvironment) {
    this.package = objects;
    this.environment = environment;
  }

  /** The import a file knows by a name. */
  importNamed(file: GoFileSource, name: string): GoImport | undefined {
    let imports = this.#imports.get(file);
    if (imports === undefined) {
      imports = new Map(file.imports.map((spec) => [spec.name, spec]));
      this.#imports.set(file, imports);
    }
    return name === "_" || name === "." ? undefined : imports.get(name);
  }

  cUnit(file: GoFileSource): CUnit | undefined {
    return this.environment.cUnit(file.path);
  }

  /** Runs a question from outside. */
  ask<T>(question: () => T): T {
    if (this.#active.size > 0) return question();
    const pending: Pending[] = [];
    const depth = this.#depth;
    for (;;) {
      const next = pending[pending.length - 1];
      try {
        if (next === undefined) return question();
        next.resolve();
        pending.pop();
      } catch (error) {
        this.#active.clear();
        this.#depth = depth;
        this.operands = undefined;
        if (!(error instanceof TooDeep)) throw error;
        // An object that waits for itself is a cycle, which no Go program has.
        if (pending.some(({ key }) => key === error.pending.key)) error.pending.giveUp();
        else pending.push(error.pending);
      }
    }
  }

  /** Counts one step inward. */
  nested<T>(step: () => T): T {
    this.#depth++;
    const result = step();
    this.#depth--;
    return result;
  }

  #once<K extends object, T>(memory: Map<K, T>, key: K, inCycle: T, compute: () => T): T {
    const known = memory.get(key);
    if (known !== undefined) return known;
    if (this.#active.has(key)) return inCycle;
    if (this.#depth > deepest) {
      throw new TooDeep({ key, resolve: () => this.#once(memory, key, inCycle, compute), giveUp: () => memory.set(key, inCycle) });
    }
    this.#active.add(key);
    this.#depth += 4;
    const { operands } = this;
    this.operands = undefined;
    const result = compute();
    this.operands = operands;
    this.#depth -= 4;
    this.#active.delete(key);
    memory.set(key, result);
    return result;
  }

  /** A package-level or local type with these arguments; without arguments a generic type stands for itself. */
  typeOf(object: TypeObject, typeArguments: readonly GoType[]): GoType {
    const known = this.#types.get(object) ?? new Map<string, GoType>();
    this.#types.set(object, known);
    const key = typeArguments.map((argument) => this.#keys.of(argument)).join(",");
    const type = known.get(key);
    if (type !== undefined) return type;
    // An instance that holds a larger instance of itself would go on for ever; Go refuses it as an instantiation cycle.
    if (depthOfArguments(typeArguments) > deepestArguments) return unknownType(`the type arguments of ${object.name.name} never end`);
    if (object.spec.isAlias) return this.#aliasOf(object, typeArguments, known, key);
    const declared = new DeclaredType(this, object, typeArguments);
    known.set(key, declared);
    if (
      object.package === this.package &&
      typeArguments.length > 0 &&
      !declared.isOpen &&
      typeArguments.length === object.spec.parameters.length
    )
      this.instances.push(declared);
    return declared;
  }

  #aliasOf(object: TypeObject, typeArguments: readonly GoType[], known: Map<string, GoType>, key: string): GoType {
    const tokens = this.#aliasTokens.get(object) ?? new Map<string, object>();
    this.#aliasTokens.set(object, tokens);
    const token = tokens.get(key) ?? {};
    tokens.set(key, token);
    const cycle = unknownType(`the alias ${object.name.name} stands for itself`);
    const type = this.#once<object, GoType>(this.#aliases, token, cycle, () =>
      isTouched(object.placed, object.spec)
        ? unknownType(`the declaration of ${object.name.name} does not parse`)
        : resolveType(this, object.spec.type, this.typeScope(object, typeArguments)),
    );
    if (this.#aliases.has(token)) known.set(key, type);
    return type;
  }

  /** The scope a type's declaration is read in: its parameters stand for the arguments, or for themselves. */
  typeScope(object: TypeObject, typeArguments: readonly GoType[]): Scope {
    const scope = object.local === undefined ? fileScope(object) : innerScope(object.local);
    for (const [i, { name }] of object.spec.parameters.entries()) {
      const type = typeArguments[i] ?? { kind: "typeParameter", name: name.name };
      scope.names.set(name.name, { kind: "type", type });
    }
    return scope;
  }

  /** The type behind a declared type, names resolved through. */
  underlyingOf(declared: DeclaredType): GoType {
    return this.ask(() =>
      this.#once<DeclaredType, GoType>(this.#underlying, declared, unknownType(`the type ${declared.name} contains itself`), () => {
        const { object, typeArguments } = declared;
        if (isTouched(object.placed, object.spec)) {
          return unknownType(`the declaration of ${object.name.name} does not parse`);
        }
        if (typeArguments.length > 0 && typeArguments.length !== object.spec.parameters.length) {
          return unknownType(`${object.name.name} has ${object.spec.parameters.length} type parameters`);
        }
        const type = resolveType(this, object.spec.type, this.typeScope(object, typeArguments));
        return type.kind === "named" ? type.underlying : type;
      }),
    );
  }

  /** A constant or variable of the package. */
  valueOf(object: ValueObject): ValueOperand {
    const cycle: ValueOperand = { mode: "value", type: unknownType(`${object.name.name} depends on itself`) };
    return this.#once(this.#values, object, cycle, () => valueOfObject(this, object));
  }

  /** What a function of the package gives. `scope` binds the type parameters of a receiver. */
  resultsOf(object: FunctionObject, scope: Scope, typeArguments: readonly GoType[]): readonly GoType[] {
    const { typeParameters, signature } = object.function;
    const resolve = (): readonly GoType[] => {
      const inner = innerScope(scope);
      for (const [i, { name }] of typeParameters.entries()) {
        const type = typeArguments[i] ?? unknownType(`what ${name.name} stands for in this call is not known`);
        inner.names.set(name.name, { kind: "type", type });
      }
      return signature.results.map((result) => resolveType(this, result.type, inner));
    };
    if (signature.results.length === 0) return [];
    const head = { start: object.function.start, end: signature.results[signature.results.length - 1]?.end ?? object.function.start };
    if (isTouched(object.placed, head))
      return signature.results.map(() => unknownType(`the signature of ${object.name.name} does not parse`));
    const isFixed = typeParameters.length === 0 && scope.names.size === 0;
    return this.#once<FunctionObject, readonly GoType[]>(isFixed ? this.#functionResults : new Map(), object, [], resolve);
  }

  /** The scope of a method whose receiver has this type. */
  methodScope(object: FunctionObject, receiver: GoNamed | undefined): Scope {
    const scope = fileScope(object);
    const type = object.function.receiver?.type;
    if (type === undefined || !(receiver instanceof DeclaredType)) return scope;
    for (const [i, name] of receiverParameters(type).entries()) {
      const argument = receiver.typeArguments[i] ?? { kind: "typeParameter", name };
      scope.names.set(name, { kind: "type", type: argument });
    }
    return scope;
  }

  check(expression: Expression, scope: Scope): Operand {
    return check(this, expression, scope);
  }

  typeNamed(expression: Expression, scope: Scope): GoType {
    return resolveType(this, expression, scope);
  }

  /** The value of a constant expression that is an integer, such as an array's length. */
  integer(expression: Expression, scope: Scope): bigint | undefined {
    return constantInt(this, expression, scope);
  }
}
