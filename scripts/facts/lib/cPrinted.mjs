/**
 * Reads C declarations as clang prints them from its own tree (`-ast-print`): records, typedefs and functions, with
 * enums replaced by their integer and expressions by numbers. What cannot be told exactly makes the record or type
 * unknown, never approximate. Knows no header and no table.
 */

const TOKEN = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[A-Za-z_$][\w$]*|\d[\w.]*|\.\.\.|<<|>>|\S/g;

const BASIC_WORDS = new Set("void char short int long float double signed unsigned _Bool __int128 _Float16 __float128 _Complex".split(" "));
const IGNORED_WORDS = new Set(
  "extern static inline __inline __inline__ volatile restrict __restrict _Noreturn register __extension__ __unaligned".split(" "),
);
/** Attributes that change neither a layout nor how a function is called. */
const HARMLESS =
  /^\((?:_*(?:may_alias|deprecated|unused|warn_unused_result|nonnull|noreturn|pure|const|nothrow|returns_nonnull|malloc|alloc_size|format|dllimport|DLLImport|always_inline|gnu_inline|uuid|selectany|visibility|no_sanitize|enum_extensibility|flag_enum|counted_by|cold|leaf|returns_twice|access|alloc_align|weak|section|used|transparent_union|align_value|availability)_*)(?:\(.*\))?\)$/;
const CONVENTIONS = new Set([
  "stdcall",
  "cdecl",
  "fastcall",
  "thiscall",
  "vectorcall",
  "ms_abi",
  "sysv_abi",
  "regparm",
  "pcs",
  "vector_size",
]);

/** The codes of the Itanium C++ ABI for C's arithmetic types, by the words that say them, sorted. */
const CODES = {
  void: "v",
  _Bool: "b",
  char: "c",
  "char signed": "a",
  "char unsigned": "h",
  short: "s",
  "short unsigned": "t",
  int: "i",
  unsigned: "j",
  "int unsigned": "j",
  long: "l",
  "long unsigned": "m",
  "long long": "x",
  "long long unsigned": "y",
  __int128: "n",
  "__int128 unsigned": "o",
  float: "f",
  double: "d",
  "double long": "e",
};

const UNKNOWN = { kind: "unknown" };

/**
 * `{ records, typedefs, functions }`, each by name. A type is
 * `code` (a letter), `pointer` (`to`, `isConst` of what it points to), `array` (`of`, `count`), `aligned` (`align`, `of`),
 * `record` (`name` of a record), `inline` (`record`), `function` or `unknown`. A record is `{ union, fields, attributes }`,
 * with `isTypedef` where its name is a typedef's and no tag, or `{ unknown: true }`. A function is `{ result, parameters, variadic, convention }`.
 * `given` are types of typedefs that count instead of what the text says.
 */
export function readPrinted(text, given = new Map()) {
  const reader = new Reader(given);
  for (const declaration of topLevel(text)) reader.read(declaration);
  return { records: reader.records, typedefs: reader.typedefs, functions: reader.functions };
}

/** Printed declarations, each on one line: one starts in the first column and is no closing brace. */
function topLevel(text) {
  const all = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    if (/^[^\s}]/.test(line)) all.push(line);
    else if (all.length > 0) all[all.length - 1] += ` ${line.trim()}`;
  }
  return all;
}

class Unreadable extends Error {}

class Reader {
  records = new Map();
  /** Those of the compiler itself are printed nowhere. */
  typedefs = new Map([
    ["__int128_t", { kind: "code", code: "n" }],
    ["__uint128_t", { kind: "code", code: "o" }],
  ]);
  functions = new Map();
  #given;
  #tokens = [];
  #at = 0;

  constructor(given) {
    this.#given = given;
  }

  read(declaration) {
    this.#tokens = declaration.match(TOKEN) ?? [];
    this.#at = 0;
    try {
      this.#declaration();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const name = /^(?:typedef )?(?:struct|union) (?:__attribute__\(\(.*?\)\) )*(\w+) \{/.exec(declaration)?.[1];
      if (name !== undefined) this.records.set(name, { unknown: true });
    }
  }

  #peek() {
    return this.#tokens[this.#at];
  }

  #take(token) {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token) {
    if (!this.#take(token)) throw new Unreadable(`no ${token} before ${this.#tokens.slice(this.#at, this.#at + 5).join(" ")}`);
  }

  #declaration() {
    const isTypedef = this.#take("typedef");
    const base = this.#specifiers();
    if (this.#peek() === ";" || this.#peek() === undefined) return;
    do {
      const declarator = this.#declarator(base.type);
      const type = this.#afterDeclarator(declarator.type, [...base.attributes]);
      if (isTypedef) this.#define(declarator.name, type.type);
      else if (declarator.type.kind === "function")
        this.functions.set(declarator.name, { ...declarator.type, convention: type.convention });
    } while (this.#take(","));
  }

  /** A record without a tag takes the name that a typedef gives it. */
  #define(name, declared) {
    const type = this.#given.get(name) ?? declared;
    if (type.kind === "inline" && !this.records.has(name)) {
      this.records.set(name, { ...type.record, isTypedef: true });
      this.typedefs.set(name, { kind: "record", name });
    } else this.typedefs.set(name, type);
  }

  /** Attributes behind a declarator. */
  #afterDeclarator(declared, attributes) {
    let convention;
    const all = [...attributes, ...this.#attributes()];
    let type = declared;
    for (const attribute of all) {
      if (attribute.align !== undefined) type = { kind: "aligned", align: attribute.align, of: type };
      else if (attribute.convention !== undefined) convention = attribute.convention;
      else if (attribute.packed === undefined) type = UNKNOWN;
    }
    return { type, convention, attributes: all };
  }

  /** `{ align }`, `{ packed }`, `{ convention }` or `{}` for one that is not understood. */
  #attributes() {
    const all = [];
    while (/^(?:__attribute__|_Alignas|alignas|asm|__asm__|__declspec)$/.test(this.#peek() ?? "")) {
      const word = this.#tokens[this.#at++];
      const from = this.#at;
      this.#skipParentheses();
      const operand = this.#tokens.slice(from + 1, this.#at - 1).join("");
      if (word === "asm" || word === "__asm__") continue;
      if (word !== "__attribute__") {
        all.push({});
        continue;
      }
      const aligned = /^\(aligned\((.*)\)\)$/.exec(operand);
      if (aligned !== null) all.push({ align: numberOf(aligned[1]) });
      else if (/^\(_*packed_*\)$/.test(operand)) all.push({ packed: true });
      else if (CONVENTIONS.has(/^\(_*(\w+?)_*(?:\(.*\))?\)$/.exec(operand)?.[1])) all.push({ convention: operand.slice(1, -1) });
      else if (!HARMLESS.test(operand)) all.push({});
    }
    return all;
  }

  #skipParentheses() {
    let depth = 0;
    do {
      const token = this.#tokens[this.#at++];
      if (token === undefined) throw new Unreadable("no closing parenthesis");
      if ("([{".includes(token)) depth++;
      else if (")]}".includes(token)) depth--;
    } while (depth > 0);
  }

  /** `{ type, attributes, isConst }`: attributes are those that stand among the specifiers. */
  #specifiers() {
    const words = [];
    const attributes = [];
    let type;
    let isConst = false;
    for (;;) {
      const token = this.#peek();
      if (token === "const") isConst = true;
      else if (token === undefined) break;
      else if (IGNORED_WORDS.has(token)) {
      } else if (BASIC_WORDS.has(token)) words.push(token);
      else if (token === "struct" || token === "union" || token === "enum") {
        this.#at++;
        type = token === "enum" ? this.#enum() : this.#record(token === "union");
        continue;
      } else if (/^(?:__attribute__|_Alignas|alignas|__declspec)$/.test(token)) {
        attributes.push(...this.#attributes());
        continue;
      } else if (token === "typeof" || token === "__typeof__") {
        this.#at++;
        type = this.#typeof();
        continue;
      } else if (/^[A-Za-z_$]/.test(token) && type === undefined && words.length === 0) type = this.typedefs.get(token) ?? UNKNOWN;
      else break;
      this.#at++;
    }
    if (words.length > 0) {
      const key = words.filter((word) => !(word === "int" && words.length > 1) && word !== "signed").sort();
      const isSignedChar = words.includes("signed") && words.includes("char");
      const code = CODES[(isSignedChar ? ["char", "signed"] : key.length === 0 ? ["int"] : key).join(" ")];
      type = code === undefined ? UNKNOWN : { kind: "code", code };
    }
    if (type === undefined) throw new Unreadable("no type");
    return { type, attributes, isConst };
  }

  /** `typeof(T)` of a type. */
  #typeof() {
    this.#expect("(");
    const base = this.#specifiers();
    const { type } = this.#declarator(base.type, base.isConst);
    this.#expect(")");
    return type;
  }

  #enum() {
    const attributes = this.#attributes();
    if (/^[A-Za-z_]/.test(this.#peek() ?? "")) this.#at++;
    if (this.#take(":")) return this.#specifiers().type;
    let isNegative = false;
    if (this.#peek() === "{") {
      const from = this.#at;
      this.#skipParentheses();
      isNegative = /= ?\(*-/.test(this.#tokens.slice(from, this.#at).join(" "));
    }
    if (attributes.some((one) => one.convention === undefined)) return UNKNOWN;
    return { kind: "code", code: isNegative ? "i" : "j" };
  }

  #record(union) {
    const before = this.#attributes();
    const tag = /^[A-Za-z_$]/.test(this.#peek() ?? "") ? this.#tokens[this.#at++] : undefined;
    if (!this.#take("{")) return { kind: "record", name: tag };
    const fields = [];
    let isUnknown = before.some((one) => one.packed === undefined && !(one.align > 0));
    while (!this.#take("}")) {
      for (const field of this.#members()) {
        if (field === undefined) isUnknown = true;
        else fields.push(field);
      }
    }
    const record = isUnknown ? { unknown: true } : { union, fields, attributes: before };
    if (tag === undefined) return { kind: "inline", record };
    this.records.set(tag, record);
    return { kind: "record", name: tag };
  }

  /** The members of one declaration; undefined for one that is not understood. */
  #members() {
    if (this.#take(";")) return [];
    const base = this.#specifiers();
    if (this.#take(";")) return base.type.kind === "inline" ? [this.#member("", base.type, base.attributes)] : [];
    const members = [];
    do {
      const declarator = this.#peek() === ":" ? { name: "", type: base.type } : this.#declarator(base.type, base.isConst);
      let bits;
      if (this.#take(":")) {
        const from = this.#at;
        while (!/^(?:[;,]|__attribute__)$/.test(this.#peek() ?? ";")) this.#at++;
        bits = numberOf(this.#tokens.slice(from, this.#at).join(""));
      }
      members.push(this.#member(declarator.name, declarator.type, [...base.attributes, ...this.#attributes()], bits));
    } while (this.#take(","));
    this.#expect(";");
    return members;
  }

  #member(name, type, attributes, bits) {
    if (type.kind === "unknown" || Number.isNaN(bits)) return undefined;
    if (attributes.some((one) => Number.isNaN(one.align) || (one.align === undefined && one.packed === undefined))) return undefined;
    const packed = attributes.some((one) => one.packed === true);
    return { name, type, bits, packed, aligns: attributes.flatMap((one) => one.align ?? []) };
  }

  /** `{ name, type }`; `isConst` says it of the base. */
  #declarator(base, isConst = false) {
    let type = base;
    let isConstHere = isConst;
    for (;;) {
      if (this.#take("*")) {
        type = { kind: "pointer", to: type, isConst: isConstHere };
        isConstHere = false;
      } else if (this.#take("const")) isConstHere = true;
      else if (IGNORED_WORDS.has(this.#peek())) this.#at++;
      else if (this.#peek() === "__attribute__") {
        // A calling convention of the function pointer that follows.
        if (this.#attributes().some((one) => one.convention === undefined)) type = UNKNOWN;
      } else break;
    }
    let inner;
    let name = "";
    if (this.#peek() === "(" && /^(?:[*(^]|__attribute__)$/.test(this.#tokens[this.#at + 1] ?? "")) {
      const from = this.#at;
      this.#skipParentheses();
      inner = [from + 1, this.#at];
    } else if (/^[A-Za-z_$]/.test(this.#peek() ?? "") && this.#peek() !== "__attribute__") name = this.#tokens[this.#at++];
    type = this.#suffixes(type);
    if (inner === undefined) return { name, type };
    const [from, to] = inner;
    const after = this.#at;
    this.#at = from;
    const declarator = this.#declarator(type);
    if (this.#at !== to - 1) throw new Unreadable("a declarator in parentheses");
    this.#at = after;
    return declarator;
  }

  /** Arrays and parameters behind a name, the last first. */
  #suffixes(type) {
    if (this.#take("[")) {
      const from = this.#at;
      while (this.#peek() !== "]" && this.#peek() !== undefined) this.#at++;
      const words = this.#tokens.slice(from, this.#at).filter((word) => word !== "static" && word !== "const" && word !== "restrict");
      this.#expect("]");
      const of = this.#suffixes(type);
      const count = words.length === 0 ? undefined : numberOf(words.join(""));
      return of.kind === "unknown" || Number.isNaN(count) ? UNKNOWN : { kind: "array", of, count };
    }
    if (!this.#take("(")) return type;
    const parameters = [];
    let variadic = false;
    while (!this.#take(")")) {
      if (this.#take("...")) variadic = true;
      else {
        const base = this.#specifiers();
        const { name, type: of } = this.#declarator(base.type, base.isConst);
        if (this.#attributes().some((one) => one.convention === undefined)) parameters.push({ name, type: UNKNOWN });
        else parameters.push({ name, type: of });
      }
      this.#take(",");
    }
    const isVoid = parameters.length === 1 && parameters[0].type.kind === "code" && parameters[0].type.code === "v";
    return { kind: "function", result: type, parameters: isVoid ? [] : parameters, variadic };
  }
}

/** A number as clang prints it; NaN for any other expression. */
function numberOf(text) {
  const number = /^\(*(\d+|0x[\da-fA-F]+)(?:U|L|UL|ULL|LL)?\)*$/.exec(text);
  return number === null ? Number.NaN : Number(number[1]);
}

/**
 * The text of a type in the notation of data/README.md. `isDeep` keeps what pointers point to; else they are all `P`.
 * Undefined for what has no notation.
 */
export function typeText(type, isDeep = false, pack = undefined) {
  switch (type.kind) {
    case "code":
      return type.code;
    case "record":
      return type.name === undefined ? undefined : `S${type.name}`;
    case "inline":
      return recordText(type.record, pack);
    case "array": {
      const of = typeText(type.of, isDeep, pack);
      return of === undefined ? undefined : `A${type.count ?? ""}${of}`;
    }
    case "aligned": {
      const of = typeText(type.of, isDeep);
      return of === undefined || Number.isNaN(type.align) ? undefined : `@${type.align}${of}`;
    }
    case "pointer": {
      if (!isDeep) return "P";
      const to = type.to.kind === "function" ? "F" : (typeText(type.to, true) ?? "v");
      return `P${type.isConst ? "K" : ""}${to === "v" ? "" : to}`;
    }
    case "function":
      return undefined;
    default:
      return undefined;
  }
}

/**
 * `{fields}` or `<fields>` with the record's attributes; undefined where a part has no notation. `pack` is the
 * `#pragma pack` that it and the records written within stand under, which clang does not print.
 */
export function recordText(record, pack = undefined) {
  if (record.unknown) return undefined;
  const fields = [];
  let lastType;
  for (const { name, type, bits, packed, aligns } of record.fields) {
    const text = typeText(type, false, pack);
    if (text === undefined) return undefined;
    const item = `${name}${bits === undefined ? "" : `=${bits}`}${packed ? "!" : ""}${aligns.map((align) => `^${align}`).join("")}`;
    // Members share a type that is written once, but an inline record is one member's.
    if (text === lastType && !/[{<]/.test(text) && item !== "") fields[fields.length - 1][0] += `,${item}`;
    else fields.push([item, text]);
    lastType = text;
  }
  const body = fields.map(([names, text]) => `${names} ${text}`).join(";");
  const attributes = record.attributes.map((one) => (one.packed ? "!" : `^${one.align}`)).join("");
  return (record.union ? `<${body}>` : `{${body}}`) + attributes + (pack === undefined ? "" : `#${pack}`);
}

/** By name the records that stand under a `#pragma pack` in a preprocessed text, with its number. */
export function packsIn(text) {
  const found = new Map();
  const stack = [];
  for (const [, operands, body] of `#pragma pack()\n${text}`.matchAll(
    /^#pragma pack ?\(([^)]*)\)[^\n]*\n((?:(?!#pragma pack)[^\n]*\n?)*)/gm,
  )) {
    const words = operands.split(",").map((word) => word.trim());
    const number = words.map(Number).find((value) => value > 0);
    if (words[0] === "push") stack.push(number ?? stack.at(-1));
    else if (words[0] === "pop") stack.pop();
    else stack.splice(-1, 1, number);
    const pack = stack.at(-1);
    if (pack === undefined) continue;
    for (const [, tag, name] of body.matchAll(/\b(?:struct|union)\s+(?:__attribute__\s*\(\(.*?\)\)\s*)?(\w+)\s*\{|\}\s*(\w+)\s*[;,]/g))
      found.set(tag ?? name, pack);
  }
  return found;
}

/** The names of the records that a text holds by value. */
export function recordsIn(text) {
  return [...text.matchAll(/(?<=^|[ A\d])S(\w+)(?=[;}>]|$)/g)].map((match) => match[1]);
}
