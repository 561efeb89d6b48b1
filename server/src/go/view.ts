/**
 * A package as it is on one set of files in one environment. Everything is computed when it is first asked for and
 * then kept; a view is thrown away as a whole when a file or the environment changes.
 */
import type { GoNamed, GoType } from "../types/go.ts";
import { walkFunction, walkValues } from "./bodies.ts";
import { cgoTypeNamed } from "./cgoNames.ts";
import { Checker } from "./checker.ts";
import { toInt } from "./constantValue.ts";
import { DeclaredType } from "./declaredType.ts";
import { readExport } from "./exports.ts";
import type { Crossing, ExportComment, ExportedFunction, GoConstant, GoEnvironment, GoTypeDecl, GoView, Guard } from "./facts.ts";
import { guardsOf } from "./guards.ts";
import { fieldAt, typeAt } from "./hover.ts";
import { Narrowing } from "./narrowing.ts";
import { isTouched, type TypeObject } from "./operands.ts";
import { collectObjects, type OwnObjects } from "./packageObjects.ts";
import type { GoFileSource } from "./readFile.ts";
import { rangeIn, typeDecl } from "./typeDecls.ts";

/** `path` is the package's import path where that is known. */
export function createView(files: readonly GoFileSource[], environment: GoEnvironment, path?: string): GoView {
  return new PackageView(files, environment, path);
}

class PackageView implements GoView {
  readonly files: readonly GoFileSource[];
  readonly environment: GoEnvironment;
  readonly typeDecls: readonly GoTypeDecl[];
  readonly #objects: OwnObjects;
  readonly #checker: Checker;
  readonly #narrowing: Narrowing;
  readonly #decls = new Map<TypeObject, GoTypeDecl>();
  #crossings: readonly Crossing[] | undefined;
  #exports: readonly ExportedFunction[] | undefined;
  #constants: readonly GoConstant[] | undefined;
  #guards: readonly Guard[] | undefined;
  #instances: readonly GoNamed[] | undefined;

  constructor(files: readonly GoFileSource[], environment: GoEnvironment, path: string | undefined) {
    this.files = files;
    this.environment = environment;
    this.#objects = collectObjects(files, path);
    this.#checker = new Checker(this.#objects, environment);
    this.#narrowing = new Narrowing(this.#checker);
    this.typeDecls = this.#objects.types.map((object) => this.#declOfObject(object));
  }

  get path(): string {
    return this.#objects.path;
  }

  type(name: string): GoType | undefined {
    const object = this.#objects.object(name);
    if (object?.kind !== "type" || this.#objects.isAmbiguous(name)) return undefined;
    return this.#checker.ask(() => this.#checker.typeOf(object, []));
  }

  declOf(type: GoNamed): GoTypeDecl | undefined {
    return type instanceof DeclaredType ? this.#declOfObject(type.object) : undefined;
  }

  get crossings(): readonly Crossing[] {
    this.#crossings ??= this.#collectCrossings();
    return this.#crossings;
  }

  get exports(): readonly ExportedFunction[] {
    this.#exports ??= this.#objects.functions.flatMap((object) => this.#checker.ask(() => readExport(this.#checker, object)) ?? []);
    return this.#exports;
  }

  get ineffectiveExports(): readonly { readonly path: string; readonly comment: ExportComment }[] {
    return this.#objects.functions.flatMap(({ file, placed }) => {
      const comment = placed.exportComment;
      return comment === undefined || comment.effective || !file.importsC ? [] : [{ path: file.path, comment }];
    });
  }

  get constants(): readonly GoConstant[] {
    this.#constants ??= this.#objects.values.flatMap((object): GoConstant[] => {
      if (!object.spec.isConstant || object.name.name === "_") return [];
      const { constant } = this.#checker.ask(() => this.#checker.valueOf(object));
      const whole = constant === undefined ? undefined : toInt(constant);
      const nameRange = rangeIn(object.placed, object.name);
      return [{ path: object.file.path, name: object.name.name, nameRange, value: whole?.kind === "int" ? whole.value : undefined }];
    });
    return this.#constants;
  }

  get guards(): readonly Guard[] {
    this.#guards ??= this.#checker.ask(() => guardsOf(this.#checker, this.#objects.values, this.#objects.types));
    return this.#guards;
  }

  get instances(): readonly GoNamed[] {
    this.#instances ??= this.#collectInstances();
    return this.#instances;
  }

  cType(path: string, name: string): GoType | undefined {
    return cgoTypeNamed(this.environment.cUnit(path), name);
  }

  fieldAt(path: string, offset: number): ReturnType<GoView["fieldAt"]> {
    return this.#checker.ask(() => fieldAt(this.#checker, this.#narrowing, path, offset));
  }

  typeAt(path: string, offset: number): ReturnType<GoView["typeAt"]> {
    return this.#checker.ask(() => typeAt(this.#checker, this.#narrowing, path, offset));
  }

  #declOfObject(object: TypeObject): GoTypeDecl {
    let decl = this.#decls.get(object);
    if (decl === undefined) {
      decl = typeDecl(object);
      this.#decls.set(object, decl);
    }
    return decl;
  }

  #collectCrossings(): readonly Crossing[] {
    const crossings: (readonly Crossing[])[] = [];
    for (const object of this.#objects.values) {
      if (object.index > 0 || object.spec.isConstant || isTouched(object.placed, object.spec)) continue;
      crossings.push(this.#checker.ask(() => walkValues(this.#checker, this.#narrowing, object)));
    }
    for (const object of this.#objects.functions) {
      if (object.function.body === undefined) continue;
      crossings.push(this.#checker.ask(() => walkFunction(this.#checker, this.#narrowing, object, object.function)));
    }
    const order = new Map(this.files.map(({ path }, i) => [path, i]));
    return crossings.flat().sort((a, b) => (order.get(a.site.path) ?? 0) - (order.get(b.site.path) ?? 0) || a.site.start - b.site.start);
  }

  /** Resolves everything that may instantiate a generic type. */
  #collectInstances(): readonly GoNamed[] {
    const checker = this.#checker;
    const generics = this.#objects.types.filter(({ spec }) => spec.parameters.length > 0);
    if (generics.length === 0) return [];
    const mention = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${generics.map(({ name }) => name.name).join("|")})\\s*\\[`, "u");
    for (const object of this.#objects.types) checker.ask(() => lookInto(checker.typeOf(object, [])));
    for (const object of this.#objects.values) {
      checker.ask(() => checker.valueOf(object));
      if (object.index === 0) checker.ask(() => walkValues(checker, this.#narrowing, object));
    }
    for (const object of this.#objects.functions) {
      const { placed, file } = object;
      if (!mention.test(file.text.slice(placed.start, placed.end))) continue;
      const declared = placed.whole().function;
      if (declared !== undefined) checker.ask(() => walkFunction(checker, this.#narrowing, object, declared));
    }
    // Looking into an instance may bring more; the list grows while it is walked.
    for (let i = 0; i < checker.instances.length && i < mostInstances; i++) {
      const instance = checker.instances[i];
      if (instance !== undefined) lookInto(instance);
    }
    // The order in which they were met depends on what was asked before.
    const structs = checker.instances.filter((instance) => instance.underlying.kind === "struct");
    return structs.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }
}

const mostInstances = 1000;

/** Looks at a type's underlying type, so that what it instantiates is met. */
function lookInto(type: GoType): void {
  if (type.kind === "named") void type.underlying;
}
