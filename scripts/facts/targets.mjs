/**
 * Makes data/targets.json: every Go port with Go's sizes and the data model of its C compilers, each number derived
 * by asking the compiler. `--check` derives again and fails on any difference.
 */
import { execFileSync } from "node:child_process";
import { accepts, constants, predefinedMacros, versionOf } from "./lib/compiler.mjs";
import { listPorts } from "./lib/ports.mjs";
import { stdintOf } from "./lib/stdint.mjs";
import { ROOT, toLines, writeOrCheck } from "./lib/table.mjs";

/** The spelling of every scalar. */
const SCALARS = {
  bool: "_Bool",
  char: "char",
  schar: "signed char",
  uchar: "unsigned char",
  short: "short",
  ushort: "unsigned short",
  int: "int",
  uint: "unsigned int",
  long: "long",
  ulong: "unsigned long",
  llong: "long long",
  ullong: "unsigned long long",
  int128: "__int128",
  uint128: "unsigned __int128",
  float16: "_Float16",
  bfloat16: "__bf16",
  float: "float",
  double: "double",
  ldouble: "long double",
  float32: "_Float32",
  float64: "_Float64",
  float128: "_Float128",
  float32x: "_Float32x",
  float64x: "_Float64x",
  ibm128: "__ibm128",
  decimal32: "_Decimal32",
  decimal64: "_Decimal64",
  decimal128: "_Decimal128",
};

/** `__float128` is the older name of the type `_Float128`; where only it exists it is what the scalar means. */
const OLDER_SPELLING = { float128: "__float128" };

/** The macro that holds the type of every standard name; the signed counterpart of `size_t` is POSIX's `ssize_t`. */
const STANDARD = {
  size_t: "__SIZE_TYPE__",
  ptrdiff_t: "__PTRDIFF_TYPE__",
  wchar_t: "__WCHAR_TYPE__",
  wint_t: "__WINT_TYPE__",
  char16_t: "__CHAR16_TYPE__",
  char32_t: "__CHAR32_TYPE__",
  intmax_t: "__INTMAX_TYPE__",
  uintmax_t: "__UINTMAX_TYPE__",
  intptr_t: "__INTPTR_TYPE__",
  uintptr_t: "__UINTPTR_TYPE__",
};
for (const sign of ["", "u"]) {
  for (const kind of ["", "_least", "_fast"]) {
    for (const bits of [8, 16, 32, 64]) STANDARD[`${sign}int${kind}${bits}_t`] = `__${sign}int${kind}${bits}_TYPE__`.toUpperCase();
  }
}

/** The scalar a type's text names; words may stand in any order (`long unsigned int`). */
function scalarOf(text) {
  const words = text.split(" ").sort().join(" ");
  const isUnsigned = words.includes("unsigned");
  const rest = words
    .replace(/\b(un)?signed\b/g, "")
    .trim()
    .replace(/ +/g, " ");
  if (rest === "char") return isUnsigned ? "uchar" : words.includes("signed") ? "schar" : "char";
  const name = {
    "": "int",
    int: "int",
    short: "short",
    "int short": "short",
    long: "long",
    "int long": "long",
    "int long long": "llong",
    "long long": "llong",
  }[rest];
  if (name === undefined) throw new Error(`no scalar is known for ${text}`);
  return isUnsigned ? `u${name}` : name;
}

const UNSIGNED = { int: "uint", long: "ulong", llong: "ullong" };

function modelOf(port, compiler) {
  const macros = predefinedMacros(compiler);
  const present = [];
  const refused = [];
  for (const [name, spelling] of Object.entries(SCALARS)) {
    const used = [spelling, OLDER_SPELLING[name]].find((one) => one !== undefined && has(compiler, one));
    if (used === undefined) refused.push(name);
    else present.push([name, used]);
  }
  const asked = [];
  const ask = (expression) => asked.push(expression) - 1;
  const type = (spelling, tag) => {
    prelude.push(`struct at_${tag} { char c; ${spelling} m; };`);
    return [ask(`sizeof(${spelling})`), ask(`__alignof__(${spelling})`), ask(`__builtin_offsetof(struct at_${tag}, m)`)];
  };
  const prelude = [
    "struct bf0 { char a; int : 0; char b; };",
    "struct bf1 { int a : 24; char b; };",
    "struct bf3 { char a; long long b : 8; };",
    "struct bf4 { char a; int : 8; };",
    "struct bf6 { char a : 1; };",
    "enum small { SMALL };",
    "struct aligned { char c __attribute__((aligned)); };",
  ];
  const indexes = Object.fromEntries(present.map(([name, spelling]) => [name, type(spelling, name)]));
  const pointer = type("void *", "pointer");
  const vaList = type("__builtin_va_list", "va_list");
  const rest = {
    charSigned: ask("(char)-1 < 0"),
    bigEndian: ask("__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__"),
    biggestAlign: ask("__BIGGEST_ALIGNMENT__"),
    defaultAlign: ask("__alignof__(struct aligned)"),
    enumSize: ask("sizeof(enum small)"),
  };
  const bitFields = ["bf0", "bf1", "bf3", "bf4", "bf6"].map((tag) => ask(`sizeof(struct ${tag})`));
  const answers = constants(compiler, prelude.join("\n"), asked);
  const numbers = ([size, align, fieldAlign]) => notation(answers[size], answers[align], answers[fieldAlign]);
  const header = stdintOf(port, answers[pointer[0]]);
  const standard = Object.entries(STANDARD).map(([name, macro]) => {
    const text = macros.get(macro);
    if (text === undefined) throw new Error(`${compiler.kind} for ${port.triple} has no ${macro}`);
    return [header.get(name) ?? scalarOf(text), name];
  });
  const sizeType = standard.find(([, name]) => name === "size_t")[0];
  standard.push([Object.keys(UNSIGNED).find((name) => UNSIGNED[name] === sizeType), "ssize_t"]);
  // C23 7.30.1: char8_t is unsigned char.
  standard.push(["uchar", "char8_t"]);
  return {
    family: familyOf(
      macros,
      bitFields.map((index) => answers[index]),
    ),
    msvc: port.variant === "msvc" ? true : undefined,
    compiler: compiler.kind,
    // Processors differ in more than these numbers (vectors, _BitInt), so they never share a model.
    arch: port.goarch,
    bigEndian: answers[rest.bigEndian] === 1,
    charSigned: answers[rest.charSigned] === 1,
    pointer: numbers(pointer),
    vaList: numbers(vaList),
    biggestAlign: answers[rest.biggestAlign],
    defaultAlign: answers[rest.defaultAlign],
    shortEnums: answers[rest.enumSize] === 1,
    scalars: gather(present.map(([name]) => [numbers(indexes[name]), name])),
    refused: refused.join(" "),
    standard: gather(standard),
  };
}

function has(compiler, spelling) {
  if (!/\d|ibm/.test(spelling) && spelling !== "__bf16") return true;
  return accepts(compiler, `${spelling} v; struct { char c; ${spelling} m; } s; ${spelling} f(${spelling} a) { return a; }`);
}

/** `size`, or `size/align`, or `size/align/fieldAlign`: an alignment that is the number before it is left out. */
function notation(size, align, fieldAlign) {
  if (align !== fieldAlign) return `${size}/${align}/${fieldAlign}`;
  return size === align ? `${size}` : `${size}/${align}`;
}

/** From pairs of value and name to an object of value to names, in order of first appearance. */
function gather(pairs) {
  const gathered = {};
  for (const [value, name] of pairs) gathered[value] = gathered[value] === undefined ? name : `${gathered[value]} ${name}`;
  return gathered;
}

/** Which rules for bit-fields fit what the compiler does; the probes are those of platforms' ABI documents. */
function familyOf(macros, [zeroWidth, mixed, wide, unnamed, single]) {
  const seen = [zeroWidth, mixed, unnamed, single].join(" ");
  const isApple = macros.has("__APPLE__");
  if (seen === "2 8 8 1" && wide === 16) return "microsoft";
  if (seen === "5 4 2 1" && wide <= 8) return isApple ? "darwin" : "sysv";
  if (seen === "8 4 4 1" && wide === 8) return "aapcs";
  if (seen === "8 4 4 4" && wide === 8) return "aix";
  throw new Error(`bit-fields of no known family: ${seen}, ${wide}`);
}

const ports = listPorts();
const arches = [...new Set(ports.map((port) => port.goarch))];
const goSizes = JSON.parse(execFileSync("go", ["run", `${ROOT}scripts/facts/goSizes.go`, ...arches], { encoding: "utf8" }));
const goVersion = execFileSync("go", ["env", "GOVERSION"], { encoding: "utf8" }).trim();

/**
 * The tags that cmd/go sets by itself. Variables that would change them (GOARM, GOAMD64, GOEXPERIMENT…) are not passed
 * on; for GOARM cmd/go then takes 7, as for every cross build.
 */
function toolTagsOf({ goos, goarch }) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^GO(?!PATH|ROOT|CACHE|MODCACHE|PROXY|SUMDB|FLAGS)/.test(name)),
  );
  const args = ["list", "-f", '{{join context.ToolTags " "}}', "unsafe"];
  return execFileSync("go", args, { encoding: "utf8", env: { ...env, GOOS: goos, GOARCH: goarch, GOENV: "off" } }).trim();
}

const models = {};
const keyOfContent = new Map();

/** The name under which a model stands: that of the first target that has it. */
function intern(port, compiler) {
  const model = modelOf(port, compiler);
  const content = JSON.stringify(model);
  let key = keyOfContent.get(content);
  if (key === undefined) {
    key = `${compiler.kind} ${port.id}`;
    keyOfContent.set(content, key);
    models[key] = model;
  }
  return key;
}

const targets = ports.map((port) => ({
  id: port.id,
  firstClass: port.firstClass,
  cgo: port.cgo,
  cgoSince: port.cgoSince,
  go: [goSizes[port.goarch].WordSize, goSizes[port.goarch].MaxAlign],
  c: port.reference === undefined ? `no C compiler model for ${port.goos}` : undefined,
  model: port.reference === undefined ? undefined : intern(port, port.reference),
  otherModel: port.other === undefined ? undefined : intern(port, port.other),
  triple: port.triple,
  libc: port.libc,
  tags: toolTagsOf(port),
  source: [port.reference, port.other]
    .filter((from) => from !== undefined)
    .map(versionOf)
    .join(", "),
}));

/** What several rows have in common stands once, and they name its index. */
const uses = new Map();
const rows = [...Object.values(models), ...targets];
const SHARED = ["scalars", "refused", "standard", "tags", "source"];
const commonOf = (row) => SHARED.filter((key) => row[key] !== undefined).map((key) => [key, JSON.stringify(row[key])]);
for (const [, text] of rows.flatMap(commonOf)) uses.set(text, (uses.get(text) ?? 0) + 1);
const texts = [...uses].filter(([, count]) => count > 1).map(([text]) => text);
const share = (row) => ({
  ...row,
  ...Object.fromEntries(commonOf(row).flatMap(([key, text]) => (texts.includes(text) ? [[key, texts.indexOf(text)]] : []))),
});

const table = {
  $schema: "./schemas/targets.schema.json",
  version: 1,
  go: goVersion,
  shared: texts.map((text) => JSON.parse(text)),
  models: Object.fromEntries(Object.entries(models).map(([key, model]) => [key, share(model)])),
  targets: targets.map(share),
};
writeOrCheck("targets.json", toLines(table, { shared: 1, models: 1, targets: 1 }));
