/**
 * Random declarations with every form of declarator: pointers, arrays and functions in any nesting, qualifiers,
 * attributes and parentheses in all places, specifiers in any order, storage classes, prototypes with and without names,
 * variadics, functions in the old style, chains of typedefs, and tags that prototypes, records and bodies shadow. Equal
 * seeds give equal declarations.
 */
import type { Random } from "../../support/random.ts";

/** A text at file scope and what can be asked of it. */
export interface RandomDeclaration {
  readonly text: string;
  /** The declared name, and what it is; its type can be written down. */
  readonly name: string;
  readonly kind: "object" | "function" | "typedef";
  /** `struct` records of which size and the place of the member `last` can be asked. */
  readonly records: readonly string[];
}

const BASES = (
  "void|char|signed char|unsigned char|short|unsigned short int|int|unsigned|long|unsigned long int|long long|" +
  "unsigned long long|_Bool|float|double|long double|_Complex float|double _Complex|_Bool"
).split("|");
const QUALIFIERS = "const volatile __const __volatile__".split(" ");
/** Attributes that change no type on 64-bit targets and on arm; calling conventions that only 32-bit x86 has are ignored there. */
const ATTRIBUTES = [
  ..."unused __unused__ stdcall cdecl fastcall __stdcall__ nothrow deprecated".split(" ").map((one) => `__attribute__((${one}))`),
  '__attribute__((deprecated("x, (y")))',
  "__attribute__(())",
  "__attribute__((unused, stdcall))",
];

/** What stands around a declarator. */
interface Place {
  readonly random: Random;
  /** Makes names of one declaration differ from those of others. */
  readonly index: number;
  /** Typedef names in scope, whose types are complete objects. */
  readonly typedefs: readonly string[];
}

/** A declaration; `index` keeps its names apart from others'. */
export function randomDeclaration(random: Random, index: number): RandomDeclaration {
  const typedefs: string[] = [];
  const place: Place = { random, index, typedefs };
  const lines = [
    `struct tag${index} { char a; short b[${1 + random.below(3)}]; };`,
    `union un${index} { char a[3]; int b; };`,
    `enum en${index} { N${index} = ${2 + random.below(5)}, M${index} = sizeof(struct tag${index}) };`,
  ];
  for (let i = random.below(4); i > 0; i--) {
    const name = `t${i}_${index}`;
    lines.push(`${extension(random)}${specified(place, ["typedef"], object(place, name, 2))};`);
    typedefs.push(name);
  }
  const main = mainDeclaration(place);
  lines.push(...(random.below(3) === 0 ? shadows(place) : []), `${extension(random)}${main.text}`, ...records(place));
  return { text: lines.join("\n"), name: `x${index}`, kind: main.kind, records: [`rec${index}`] };
}

/** Where a declaration begins, and nowhere else. */
function extension(random: Random): string {
  return random.below(10) === 0 ? "__extension__ " : "";
}

interface Declared {
  readonly base: string;
  readonly declarator: string;
}

/** Specifiers in any order around the base type, attributes among them, and the declarators. */
function specified({ random }: Place, storage: readonly string[], { base, declarator }: Declared): string {
  const words = /struct|union|enum|__typeof__/.test(base) ? [base] : base.split(" ");
  for (const word of storage) words.splice(random.below(words.length + 1), 0, word);
  if (random.below(5) === 0) words.splice(random.below(words.length + 1), 0, random.pick(ATTRIBUTES));
  return `${words.join(" ")} ${declarator}`;
}

function mainDeclaration(place: Place): { readonly text: string; readonly kind: RandomDeclaration["kind"] } {
  const { random, index } = place;
  const name = `x${index}`;
  const kind = random.below(8);
  if (kind === 0) return { text: `${specified(place, ["typedef"], anything(place, name, 4))};`, kind: "typedef" };
  if (kind === 1) return { text: random.below(2) === 0 ? oldStyle(place, name) : defined(place, name), kind: "function" };
  if (kind < 4) {
    const { base, declarator } = derived(place, `${name}(${parameters(place, 3)})`, "function", 2);
    const storage = random.pick([[], ["extern"], ["static"], ["inline", "static"], ["extern", "__inline__"]]);
    return { text: `${specified(place, storage, { base, declarator })};`, kind: "function" };
  }
  const { base, declarator } = object(place, name, 4);
  const storage = random.pick([[], ["extern"], ["static"], ["extern", "const"], ["volatile", "static"]]);
  const before = random.below(4) === 0 && /^[a-z_]+ ?(?:int|char)$/.test(base) ? `*o${index}, p${index}[2], (*q${index})(void), ` : "";
  return { text: `${specified(place, storage, { base, declarator: before + declarator })};`, kind: "object" };
}

/** A definition in the old style, with parameters that no promotion changes. */
function oldStyle(place: Place, name: string): string {
  const { base, declarator } = derived(place, `${name}(a, b, c)`, "function", 1);
  const callback = object(place, "(*a)", 1);
  return `${specified(place, ["static"], { base, declarator })} ${callback.base} ${callback.declarator}; int b, *c; ${body(place)}`;
}

/** A definition with named parameters. */
function defined(place: Place, name: string): string {
  const { random } = place;
  const list = ["a", "b", "c"].slice(random.below(3)).map((one) => specified(place, [], object(place, one, 2)));
  const { base, declarator } = derived(place, `${name}(${list.join(", ")}${random.below(4) === 0 ? ", ..." : ""})`, "function", 1);
  return `${specified(place, ["static"], { base, declarator })} ${body(place)}`;
}

function body({ random, index }: Place): string {
  const shadowing = `struct tag${index} { long z[9]; } s; typedef char un${index}[77]; enum { N${index} = 50 }; (void)s;`;
  return `{ ${random.below(2) === 0 ? shadowing : ""} for (;;) ; }`;
}

/** A base type for an object or function of that declarator, and what it is derived through. */
function anything(place: Place, name: string, depth: number): Declared {
  return place.random.below(4) === 0
    ? derived(place, `${name}(${parameters(place, depth - 1)})`, "function", depth)
    : object(place, name, depth);
}

/** A declarator of a complete object type. */
function object(place: Place, name: string, depth: number): Declared {
  return derived(place, name, "object", depth);
}

/**
 * Goes outward from the name: `last` is what stands innermost so far. What a function gives and an array consists of
 * is limited (ISO C 6.7.6.2, 6.7.6.3).
 */
function derived(place: Place, inner: string, start: "object" | "function", depth: number): Declared {
  const { random } = place;
  let text = inner;
  let last: "object" | "function" | "array" | "pointer" = start;
  for (let steps = random.below(depth + 1); steps > 0; steps--) {
    const kind = random.below(last === "function" ? 1 : last === "array" ? 2 : 3);
    if (kind === 0) {
      text = `*${pointerWords(place)}${text}`;
      if (random.below(10) === 0) text = `(${text})`;
      last = "pointer";
    } else if (kind === 1) {
      text = `${grouped(place, text, last)}[${bound(place)}]`;
      last = "array";
    } else if (last === "pointer") {
      text = `${grouped(place, text, last)}(${parameters(place, depth - 1)})`;
      last = "function";
    }
  }
  const isVoid = last === "pointer" || last === "function";
  // A typedef may be an array's, which no function returns.
  return { base: baseType(last === "function" ? { ...place, typedefs: [] } : place, isVoid), declarator: text };
}

function grouped({ random }: Place, text: string, last: string): string {
  if (last === "pointer") return `(${random.below(8) === 0 ? `${random.pick(ATTRIBUTES)} ` : ""}${text})`;
  return text;
}

function pointerWords({ random }: Place): string {
  const kind = random.below(8);
  if (kind === 0) return `${random.pick(QUALIFIERS)} `;
  if (kind === 1) return `${random.pick(QUALIFIERS)} ${random.pick(QUALIFIERS)} `;
  if (kind === 2) return ` ${random.pick(ATTRIBUTES)} `;
  return random.below(6) === 0 ? " " : "";
}

function bound({ random, index }: Place): string {
  const sizes = ["sizeof(int)", `sizeof(struct tag${index})`, `sizeof(char[N${index}])`];
  return random.pick(["1", "2", "3", `N${index}`, `M${index} - 1`, "1 ? 2 : 3", "'\\3'", ...sizes]);
}

function baseType({ random, index, typedefs }: Place, mayBeVoid: boolean): string {
  const kind = random.below(12);
  if (kind < 3 && typedefs.length > 0) return withQualifier(random, random.pick(typedefs));
  if (kind === 3) return withQualifier(random, `struct tag${index}`);
  if (kind === 4) return random.pick([`union un${index}`, `enum en${index}`]);
  if (kind === 5)
    return random.pick(["__typeof__(1u + 1)", "__typeof__(short *)", `__typeof__(struct tag${index})`, "__typeof__(sizeof 1)"]);
  const base = random.pick(mayBeVoid ? BASES : BASES.slice(1));
  return withQualifier(random, base);
}

function withQualifier(random: Random, base: string): string {
  const kind = random.below(6);
  if (kind === 0) return `${random.pick(QUALIFIERS)} ${base}`;
  if (kind === 1) return `${base} ${random.pick(QUALIFIERS)}`;
  return base;
}

function parameters(place: Place, depth: number): string {
  const { random } = place;
  const kind = random.below(8);
  if (kind === 0 || depth <= 0) return "void";
  if (kind === 1) return "";
  const list = Array.from({ length: 1 + random.below(3) }, (_, i) => parameter(place, depth - 1, i));
  return `${list.join(", ")}${random.below(5) === 0 ? ", ..." : ""}`;
}

/** A parameter, named or not; arrays and functions in place of the pointers they become. */
function parameter(place: Place, depth: number, i: number): string {
  const { random, index } = place;
  const name =
    random.below(2) === 0 ? random.pick([`a${i}`, `b${i}`, `tag${index}`, `c${i}`].filter((one) => i === 0 || !one.startsWith("tag"))) : "";
  const storage = random.below(10) === 0 ? ["register"] : [];
  const kind = random.below(8);
  const inner =
    kind === 0 ? `${name}[${random.pick(["", "*", "static 3", "const", "const 2", "static const 4", "restrict static 2", "5"])}]` : name;
  if (kind === 1) {
    const { base, declarator } = derived(place, `${name}(${parameters(place, depth - 1)})`, "function", 1);
    // Without a name the parentheses might be taken for a parenthesized declarator.
    if (name !== "") return specified(place, storage, { base, declarator });
  }
  const { base, declarator } = kind === 0 ? { base: baseType(place, false), declarator: inner } : object(place, inner, Math.max(0, depth));
  return specified(place, storage, { base, declarator });
}

/** Declarations that define the same tags in inner scopes, which must not be seen outside. */
function shadows({ random, index }: Place): string[] {
  const tag = `tag${index}`;
  const all = [
    `static int sh1_${index}(struct ${tag} { long long z[7]; } *p, char (*q)[sizeof(struct ${tag})]);`,
    `static inline void sh2_${index}(void) { struct ${tag} { char z[99]; }; enum { N${index} = 1 }; typedef int un${index}; (void)sizeof(struct ${tag}); }`,
    `static void sh3_${index}(int ${tag}, int x${index}, enum en${index} N${index});`,
    `struct sh4_${index} { struct in${index} { char c[5]; } a; struct ${tag} *p; int ${tag}, x${index}; };`,
    `static int (*sh5_${index})(union un${index} { char z[50]; } *, int (*)(struct ${tag} { char y[60]; } *));`,
  ];
  return [random.pick(all), random.pick(all.slice(2))].filter((one, i, both) => both.indexOf(one) === i);
}

/** A record with members of all forms between two that are seen. */
function records(place: Place): string[] {
  const { random, index } = place;
  const members = Array.from({ length: 1 + random.below(3) }, (_, i) => {
    const start = extension(random);
    const prefix = random.below(8) === 0 ? `_Alignas(${random.pick(["16", "32", "2 * 16"])}) ` : "";
    const suffix = random.below(8) === 0 ? ` __attribute__((aligned(${random.pick(["2", "4", "8"])})))` : "";
    return `${start}${prefix}${specified(place, [], object(place, `m${i}`, 3))}${suffix};`;
  });
  return [`struct rec${index} { char first; ${members.join(" ")} char last; };`];
}
