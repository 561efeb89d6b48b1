/**
 * From declarations as written to C types: specifiers, declarators, attributes, with every name looked up and every
 * constant evaluated. What cannot be understood becomes an unknown type with its reason; never a guess.
 */
import { isVaListArray } from "../layout/scalarFacts.ts";
import type { CModel } from "../target/target.ts";
import { type CEnum, type CParameter, type CRecord, type CType, unwrapC } from "../types/c.ts";
import { type IntegerType, integerType, type ModelView } from "./arithmetic.ts";
import { type Atoms, FIXED_COUNT, IDENTIFIER } from "./atoms.ts";
import { type LayoutAttributes, layoutAttributes, type OperandReader, typeOfMode } from "./attributes.ts";
import { DeclarationParser, startsType } from "./declarationParser.ts";
import type {
  AttributeSyntax,
  DeclaratorStep,
  DeclaratorSyntax,
  EnumSyntax,
  RecordSyntax,
  SpecifiersSyntax,
  TokenRange,
  TypeNameSyntax,
} from "./declarationSyntax.ts";
import { attributed, type DeclaredAttributes, together } from "./declaredAttributes.ts";
import { addLookups, type Evaluated, type Lookups, noLookups, noteEnumerator, noteTypeName, stillHolds, usedBy } from "./evaluationMemo.ts";
import { type CMeasure, type EvaluationScope, evaluate, typeOf } from "./evaluator.ts";
import { ModelQuestions } from "./modelQuestions.ts";
import { NotConstant, OVERFLOWS } from "./operators.ts";
import { parameterType } from "./parameterType.ts";
import type { Scope } from "./scope.ts";
import { standardTypeName } from "./standardHeaders.ts";
import { isNameOf, NAMES_BY_COMPILER, standardType, typeOfWords, unknownType, withoutName } from "./typeWords.ts";

/** The tokens that declarations being resolved are made of, and where they stand in the unit's output. */
export interface ChunkView {
  readonly atoms: Int32Array;
  readonly partners: Int32Array;
  readonly start: number;
  /** Values of expressions by their first token, shared by everybody who reads the same tokens. */
  readonly memo?: Map<number, Evaluated>;
}

/** What resolving types needs from the reading of the unit around it. */
export interface TypeContext {
  readonly atoms: Atoms;
  readonly scope: Scope;
  readonly view: ModelView;
  readonly measure: CMeasure | undefined;
  readonly isC23: boolean;
  record(syntax: RecordSyntax): CRecord;
  enum(syntax: EnumSyntax): CEnum;
  /** Why a name that is not declared may be declared after all, or that it is not. */
  missing(atom: number): string;
}

const UNKNOWN_BOUND = "an array's bound is not known: ";

/** Resolves the types of one chunk's declarations. */
export class TypeResolver implements EvaluationScope, OperandReader {
  readonly #context: TypeContext;
  readonly atoms: Atoms;
  readonly view: ModelView;
  readonly measure: CMeasure | undefined;
  readonly isC23: boolean;
  #chunk: ChunkView = { atoms: new Int32Array(0), partners: new Int32Array(0), start: 0 };
  #depth = 0;
  #isShared = false;
  /** Where what is looked up is noted, while somebody wants to know. */
  lookups: Lookups | undefined;
  readonly #questions: ModelQuestions;
  readonly #isTypedef = (atom: number): boolean => this.isTypedef(atom);

  constructor(context: TypeContext) {
    this.#context = context;
    this.atoms = context.atoms;
    this.view = context.view;
    this.#questions = new ModelQuestions(context.view);
    this.measure = context.measure;
    this.isC23 = context.isC23;
  }

  get chunk(): ChunkView {
    return this.#chunk;
  }

  /** Goes over to the declarations of another chunk. */
  enter(chunk: ChunkView): void {
    this.#chunk = chunk;
  }

  /** Ends the reading of the unit. `models` is how many models share it: with more than one, none is asked from here on. */
  seal(models: number): void {
    this.#questions.seal();
    this.#isShared = models > 1;
  }

  /** Does something later on with a chunk's declarations; what would depend on the model where several share the unit is unknown. */
  within<T>(chunk: ChunkView, read: () => T): T {
    const before = this.#chunk;
    this.#chunk = chunk;
    const result = this.#isShared ? this.onModel(undefined, read).value : read();
    this.#chunk = before;
    return result;
  }

  /** The type that specifiers alone give, qualifiers included. */
  specified(specifiers: SpecifiersSyntax): CType {
    if (specifiers.unknown !== undefined) return unknownType(specifiers.unknown);
    const type = this.#typeSpecifier(specifiers);
    return qualified(type, specifiers.const, specifiers.volatile, specifiers.atomic);
  }

  #typeSpecifier(specifiers: SpecifiersSyntax): CType {
    const { type } = specifiers;
    switch (type.kind) {
      case "words": {
        const { named } = type.words;
        if (named !== undefined && NAMES_BY_COMPILER.has(named) && !this.#hasName(named))
          return unknownType(`the compiler has no ${named} on this target`);
        return typeOfWords(type.words);
      }
      case "name":
        return this.#named(this.#chunk.atoms[type.token] ?? -1, type.doubtful);
      case "record":
        return this.#context.record(type);
      case "enum":
        return this.#context.enum(type);
      case "typeof":
        return this.#typeof(type.operand, type.unqualified);
      case "atomic":
        return { kind: "atomic", of: this.typeName(type.of) };
      case "bitint": {
        const bits = this.integer(type.bits);
        if (typeof bits === "string") return unknownType(`the width of a _BitInt is not known: ${bits}`);
        if (bits < (type.signed ? 2n : 1n) || bits > 8388608n) return unknownType(`_BitInt(${bits}) is no type`);
        return { kind: "bitint", bits: Number(bits), signed: type.signed };
      }
      case "vaList":
        return { kind: "vaList" };
      case "missing":
        return unknownType("a declaration without a type");
    }
  }

  #hasName(name: string): boolean {
    const { compiler } = this;
    return this.#recorded(() => {
      this.view.asked = true;
      return isNameOf(compiler, this.view.model?.arch ?? "", name);
    }, String);
  }

  #named(atom: number, doubtful: boolean): CType {
    const { scope } = this.#context;
    const typedef = scope.typedefs.get(atom);
    if (typedef !== undefined) return typedef;
    const name = this.atoms.text(atom);
    const standard = standardType(standardTypeName(name));
    if (standard !== undefined) return standard;
    if (name === "bool" && this.isC23) return { kind: "scalar", name: "bool" };
    return unknownType(doubtful ? `${name} is neither a type nor a macro that is known here` : this.missing(atom));
  }

  #typeof(operand: TokenRange, unqualified: boolean): CType {
    let type = this.typeAt(operand);
    if (type === undefined) {
      try {
        type = this.#recorded(() => withoutName(typeOf(this.#chunk.atoms, this.#chunk.partners, operand, this), this.view), spelled);
      } catch (error) {
        if (!(error instanceof NotConstant)) throw error;
        return unknownType(`the type of an expression is not known: ${error.message}`);
      }
    }
    while (unqualified && (type.kind === "qualified" || type.kind === "atomic")) type = type.of;
    return type;
  }

  /** The type that a name of a type stands for. */
  typeName(syntax: TypeNameSyntax): CType {
    const { specifiers, declarator } = syntax;
    return this.declared(specifiers, this.specified(specifiers), declarator).type;
  }

  /**
   * The type of one declarator over the type its specifiers gave, and what attributes say of the declared thing:
   * alignment and packing are the thing's own, modes and vectors become part of the type.
   */
  declared(
    specifiers: SpecifiersSyntax,
    base: CType,
    declarator: DeclaratorSyntax,
  ): { readonly type: CType; readonly attributes: DeclaredAttributes } {
    const own = this.attributes([...specifiers.attributes, ...declarator.leading, ...declarator.attributes]);
    const inside = this.attributes(
      declarator.steps.length === 0 ? [] : declarator.steps.flatMap((step) => ("attributes" in step ? step.attributes : [])),
    );
    const attributes = together(own, inside);
    let type = base;
    if (attributes.unknown !== undefined) return { type: unknownType(attributes.unknown), attributes };
    const inner = this.attributes(declarator.innerAttributes);
    const innerReason = innerEffect(inner);
    if (innerReason !== undefined) return { type: unknownType(innerReason), attributes };
    const isDerived = declarator.steps.some(({ kind }) => kind !== "attributes");
    if (attributes.mode !== undefined) {
      if (isDerived) return { type: unknownType("a mode on a pointer, array or function is not supported"), attributes };
      const replaced = typeOfMode(attributes.mode, unwrapC(base), () => this.compiler.startsWith("gcc"));
      if (replaced === undefined) return { type: unknownType(`the mode ${attributes.mode} is not supported`), attributes };
      type = replaced;
    }
    if (attributes.vectorBytes !== undefined && isDerived && !this.compiler.startsWith("gcc"))
      return { type: unknownType("clang has no vectors of pointers, arrays or functions"), attributes };
    if (attributes.vectorBytes !== undefined) type = { kind: "vector", of: type, bytes: attributes.vectorBytes };
    for (const step of declarator.steps) {
      if (step.kind === "function" && this.#isNoResult(type))
        return { type: unknownType("a function cannot return an array or a function"), attributes };
      type = this.#step(type, step);
    }
    // gcc loses the bound of an array of no vectors (gcc/c-family/c-attribs.cc, reconstruct_complex_type).
    if (attributes.vectorBytes !== undefined && type.kind === "array" && type.count === 0) type = { ...type, count: undefined };
    return { type, attributes };
  }

  /** Whether no function returns such a type: va_list is an array on some processors. */
  #isNoResult(type: CType): boolean {
    const { kind } = unwrapC(type);
    if (kind !== "vaList") return kind === "array" || kind === "function";
    return this.#recorded(() => {
      this.view.asked = true;
      return this.view.model !== undefined && isVaListArray(this.view.model);
    }, String);
  }

  #step(of: CType, step: DeclaratorStep): CType {
    switch (step.kind) {
      case "pointer":
        if (step.unknown !== undefined) return unknownType(step.unknown);
        return attributed(qualified({ kind: "pointer", to: of }, step.const, step.volatile, step.atomic), this.attributes(step.attributes));
      case "attributes":
        return attributed(of, this.attributes(step.attributes));
      case "array":
        return this.#array(of, step.count);
      case "function":
        return {
          kind: "function",
          result: of,
          parameters: step.parameters.map((parameter) => this.#parameter(parameter)),
          variadic: step.variadic,
        };
    }
  }

  #array(of: CType, bound: TokenRange | undefined): CType {
    if (bound === undefined) return { kind: "array", of, count: undefined };
    const count = this.integer(bound);
    if (typeof count === "string") return unknownType(count.startsWith(UNKNOWN_BOUND) ? count : UNKNOWN_BOUND + count);
    if (count < 0n) return unknownType("an array's bound is negative");
    if (count > BigInt(Number.MAX_SAFE_INTEGER)) return unknownType("larger than 2^53 bits");
    return { kind: "array", of, count: Number(count) };
  }

  #parameter(syntax: TypeNameSyntax): CParameter {
    const { name } = syntax.declarator;
    const text = name < 0 ? "" : this.atoms.text(this.#chunk.atoms[name] ?? -1);
    return { name: text, type: parameterType(this.typeName(syntax)) };
  }

  attributes(list: readonly AttributeSyntax[]): LayoutAttributes {
    return layoutAttributes(list, this);
  }

  integer(range: TokenRange): bigint | string {
    return this.#recorded(() => this.#integer(range), String);
  }

  #integer(range: TokenRange): bigint | string {
    if (range.to === range.from + 1) {
      const literal = this.atoms.smallNumber(this.#chunk.atoms[range.from] ?? -1);
      if (literal !== undefined) return literal;
    }
    const memo = this.#chunk.memo;
    const earlier = memo?.get(range.from);
    if (earlier?.to === range.to && stillHolds(earlier, this.#context.scope, this.#isTypedef)) return usedBy(this.lookups, earlier);
    const outer = this.lookups;
    const lookups = noLookups();
    this.lookups = lookups;
    const { value: result, asked } = this.onModel(this.view.model, () => this.#evaluate(range));
    this.lookups = outer;
    addLookups(outer, lookups);
    if (asked) this.view.asked = true;
    else if (!lookups.others) memo?.set(range.from, { to: range.to, result, lookups });
    return result;
  }

  #evaluate(range: TokenRange): bigint | string {
    try {
      return evaluate(this.#chunk.atoms, this.#chunk.partners, range, this).value;
    } catch (error) {
      if (error instanceof NotConstant) return error.message;
      throw error;
    }
  }

  /** Whether another model gives the same answer to everything that depended on the model so far. */
  agreesOn(model: CModel | undefined): boolean {
    const chunk = this.#chunk;
    const result = this.#questions.agreesOn(model);
    this.#chunk = chunk;
    return result;
  }

  #recorded<T>(evaluate: () => T, text: (result: T) => string): T {
    const chunk = this.#chunk;
    const again = (): string => {
      this.#chunk = chunk;
      return text(evaluate());
    };
    return this.#questions.record(evaluate, again, text);
  }

  /** The integer type that a type is for arithmetic; undefined for any other. */
  arithmetic(type: CType): IntegerType | undefined {
    return this.#recorded(
      () => integerType(type, this.view),
      (result) => (result === undefined ? "" : `${result.signed} ${result.bits}`),
    );
  }

  /** The value of an enumerator, which compilers let overflow; a string says why it is not known. */
  enumeratorValue(range: TokenRange): { readonly value: bigint; readonly overflows: boolean } | string {
    const value = this.integer(range);
    if (typeof value === "bigint") return { value, overflows: false };
    if (value !== OVERFLOWS) return value;
    const wrapped = this.#recorded(() => {
      this.view.wraps = true;
      const result = this.#evaluate(range);
      this.view.wraps = false;
      return result;
    }, String);
    return typeof wrapped === "string" ? wrapped : { value: wrapped, overflows: true };
  }

  /** The integer type of an expression; undefined when it has none. */
  integerTypeAt(range: TokenRange): IntegerType | undefined {
    try {
      return this.arithmetic(this.#recorded(() => typeOf(this.#chunk.atoms, this.#chunk.partners, range, this), spelled));
    } catch (error) {
      if (!(error instanceof NotConstant)) throw error;
      return undefined;
    }
  }

  /** The compiler of the model (`gcc`, `clang` or `msvc`) and its family; what they decide may differ between models. */
  get compiler(): string {
    return this.#recorded(() => {
      this.view.asked = true;
      const { model } = this.view;
      return model === undefined ? "" : `${model.msvc === true ? "msvc" : model.compiler} ${model.family}`;
    }, String);
  }

  /** Evaluates something on another model, and says whether the model mattered. */
  onModel<T>(other: CModel | undefined, read: () => T): { readonly value: T; readonly asked: boolean } {
    return this.#questions.onModel(other, read);
  }

  alignment(range: TokenRange, isSpecifier: boolean): bigint | string {
    return this.#recorded(() => this.#alignment(range, isSpecifier), String);
  }

  #alignment(range: TokenRange, isSpecifier: boolean): bigint | string {
    const type = isSpecifier ? this.typeAt(range) : undefined;
    if (type === undefined) return this.#integer(range);
    this.view.asked = true;
    const plain = unwrapC(type);
    const scalar = plain.kind === "scalar" && type.kind !== "typedef" ? this.view.model?.scalars[plain.name] : undefined;
    if (scalar !== undefined && typeof scalar !== "string") return BigInt(scalar.fieldAlign);
    const known = this.view.model && this.measure?.type(type, this.view.model);
    return known === undefined ? "the alignment of a type is not known" : BigInt(known.align);
  }

  text(range: TokenRange): string {
    let text = "";
    for (let i = range.from; i < range.to; i++) text += this.atoms.text(this.#chunk.atoms[i] ?? -1);
    return text;
  }

  // What the evaluation of expressions asks.

  enumerator(atom: number): { readonly value: bigint; readonly type: CType } | string | undefined {
    const found = this.#context.scope.enumerators.get(atom);
    if (this.lookups !== undefined) noteEnumerator(this.lookups, atom, found);
    return found;
  }

  object(atom: number): CType | undefined {
    if (this.lookups !== undefined) this.lookups.others = true;
    return this.#context.scope.object(atom)?.type;
  }

  startsType(index: number): boolean {
    const atom = this.#chunk.atoms[index] ?? -1;
    const result = startsType(atom, this.atoms, this.#isTypedef);
    if (!result && atom >= FIXED_COUNT && this.atoms.kind(atom) === IDENTIFIER) this.lookups?.notTypedefs.push(atom);
    return result;
  }

  typeAt(range: TokenRange): CType | undefined {
    if (this.lookups !== undefined) noteTypeName(this.lookups, this.#chunk.atoms, range, this.#context.scope);
    if (this.#depth > 100) return unknownType("the expression nests too deeply");
    const syntax = this.#parser().typeName(range);
    if (syntax === undefined) return undefined;
    this.#depth++;
    const type = this.typeName(syntax);
    this.#depth--;
    return type;
  }

  #parser(): DeclarationParser {
    return new DeclarationParser({ ...this.#chunk, bodyFollows: false }, this.atoms, this.#isTypedef);
  }

  isTypedef(atom: number): boolean {
    return this.#context.scope.typedefs.has(atom) || (this.isC23 && this.atoms.text(atom) === "bool");
  }

  missing(atom: number): string {
    return this.#context.scope.broken.get(atom) ?? this.#context.missing(atom);
  }
}

/** Enough of a type to see whether arithmetic made the same of it. */
function spelled(type: CType): string {
  return type.kind === "scalar" || type.kind === "standard" ? type.name : type.kind;
}

/** Why attributes inside a declarator make its type unknown: which part of the type they belong to differs by compiler. */
function innerEffect(attributes: LayoutAttributes): string | undefined {
  const { packed, aligns, mode, vectorBytes, unknown } = attributes;
  if (unknown !== undefined) return unknown;
  return packed || aligns.length > 0 || mode !== undefined || vectorBytes !== undefined
    ? "an attribute inside a declarator is not supported"
    : undefined;
}

function qualified(type: CType, isConst: boolean, isVolatile: boolean, isAtomic: boolean): CType {
  if (!isConst && !isVolatile && !isAtomic) return type;
  let result: CType = isAtomic ? { kind: "atomic", of: type, isQualifier: true } : type;
  const qualifiers = [isConst ? "const" : "", isVolatile ? "volatile" : ""].filter((word) => word !== "").join(" ");
  if (qualifiers !== "") result = { kind: "qualified", qualifiers, of: result };
  return result;
}
