/**
 * Makes data/predefinedMacros.json: what the reference compiler of every target predefines (`-dM -E`, C, the default
 * standard, optimizing as cgo has it). Where clang answers for a Linux port whose cgo calls gcc, gcc is imitated from pairs that were measured:
 * what gcc says on other ports where clang says the same. `--check` derives again and fails on any difference.
 */
import { predefinedMacros, versionOf } from "./lib/compiler.mjs";
import { listPorts } from "./lib/ports.mjs";
import { addValue, SetTable } from "./lib/sets.mjs";
import { toLines, writeOrCheck } from "./lib/table.mjs";

/** cmd/go compiles C with its default CGO_CFLAGS, `-O2 -g`, and cgo asks for types the same way. */
const AS_CGO_DOES = ["-O2"];

/** Headers of this machine must not answer for a target they do not belong to. */
const NO_LIBC = ["-nostdlibinc"];

/**
 * What gcc's own sources decide by the C library and no clang shows: config/glibc-stdint.h has `int` for the fast types
 * of musl, config/linux.h defines __gnu_linux__ for glibc only; that functions of
 * <math.h> leave errno alone is clang's knowledge of musl, gcc has none. The rest is from musl's stdc-predef.h.
 */
const GCC_ON_MUSL = new Map([
  ["__NO_MATH_ERRNO__", undefined],
  ["__gnu_linux__", undefined],
  ["__STDC_ISO_10646__", "201206L"],
  ["__INT_FAST16_TYPE__", "int"],
  ["__INT_FAST32_TYPE__", "int"],
  ["__UINT_FAST16_TYPE__", "unsigned int"],
  ["__UINT_FAST32_TYPE__", "unsigned int"],
  ["__INT_FAST16_MAX__", "0x7fffffff"],
  ["__INT_FAST32_MAX__", "0x7fffffff"],
  ["__UINT_FAST16_MAX__", "0xffffffffU"],
  ["__UINT_FAST32_MAX__", "0xffffffffU"],
  ["__INT_FAST16_WIDTH__", "32"],
  ["__INT_FAST32_WIDTH__", "32"],
]);

const ports = listPorts().filter((port) => port.reference !== undefined);
const measured = new Map();

/** The macros of a compiler as a map, asked once. */
function macrosOf(compiler) {
  const key = [compiler.command, ...compiler.flags].join(" ");
  if (!measured.has(key)) measured.set(key, predefinedMacros(compiler, [...AS_CGO_DOES, ...(compiler.kind === "clang" ? NO_LIBC : [])]));
  return measured.get(key);
}

/** gcc and clang for the same port, where both are at hand: what the imitation learns from. */
const pairs = ports
  .filter((port) => port.goos === "linux" && port.reference.kind === "gcc" && port.other !== undefined)
  .map((port) => ({ port, gcc: macrosOf(port.reference), clang: macrosOf(port.other) }));

/**
 * gcc's macros for a port that only clang answers for, from the pairs with the same pointer size and format of long
 * double. A name that this port's clang has gets the value gcc gives it wherever clang says the same, if those pairs
 * are of one mind, else clang's. A name that only gcc has is taken when all those gccs have it; its value is that of
 * the pairs which are alike in byte order and signedness as well.
 */
function imitateGcc(clang) {
  const alike = pairsLike(clang, ["__SIZEOF_POINTER__", "__LDBL_MANT_DIG__"]);
  const closest = pairsLike(clang, [
    "__SIZEOF_POINTER__",
    "__LDBL_MANT_DIG__",
    "__BYTE_ORDER__",
    "__CHAR_UNSIGNED__",
    "__WCHAR_UNSIGNED__",
  ]);
  const imitated = new Map();
  for (const [name, value] of clang) {
    const answers = answersOf(
      alike.filter((pair) => pair.clang.get(name) === value),
      name,
    );
    const learned = answers.length === 1 ? answers[0] : value;
    if (learned !== undefined) imitated.set(name, learned);
  }
  for (const name of closest.flatMap((pair) => [...pair.gcc.keys()])) {
    const answers = answersOf(closest, name);
    const isGeneral = alike.every((pair) => pair.gcc.has(name) && !pair.clang.has(name));
    if (isGeneral && answers.length === 1) imitated.set(name, answers[0]);
  }
  return imitated;
}

function pairsLike(clang, names) {
  return pairs.filter((pair) => names.every((name) => pair.clang.get(name) === clang.get(name)));
}

function answersOf(some, name) {
  return [...new Set(some.map((pair) => pair.gcc.get(name)))];
}

/** gcc's macros for a musl variant: those of the glibc port, but where clang itself tells the two libraries apart. */
function imitateGccOnMusl(port, gcc) {
  const base = ports.find((one) => one.goos === port.goos && one.goarch === port.goarch && one.variant === undefined);
  const onGlibc = macrosOf(base.other ?? base.reference);
  const onMusl = macrosOf(port.reference);
  const macros = new Map();
  for (const name of new Set([...gcc.keys(), ...onMusl.keys()])) {
    const value = onGlibc.get(name) === onMusl.get(name) ? gcc.get(name) : onMusl.get(name);
    if (value !== undefined) macros.set(name, value);
  }
  for (const [name, value] of GCC_ON_MUSL) {
    if (value === undefined) macros.delete(name);
    else macros.set(name, value);
  }
  return macros;
}

function answerFor(port) {
  if (port.goos !== "linux" || port.reference.kind === "gcc")
    return { macros: macrosOf(port.reference), source: versionOf(port.reference) };
  const base = ports.find((one) => one.goos === port.goos && one.goarch === port.goarch && one.variant === undefined);
  const isMeasured = base.reference.kind === "gcc";
  const gcc = isMeasured ? macrosOf(base.reference) : imitateGcc(macrosOf(base.reference));
  const source = isMeasured ? `${versionOf(base.reference)}, for musl` : `gcc as far as known, from ${versionOf(base.reference)}`;
  return { macros: port.variant === "musl" ? imitateGccOnMusl(port, gcc) : gcc, source };
}

const rows = new Map();
const sources = {};
for (const [index, port] of ports.entries()) {
  const { macros, source } = answerFor(port);
  sources[port.id] = source;
  for (const [name, value] of macros) addValue(rows, name, value, index);
}

const packer = new SetTable();
const macros = packer.pack(rows);
const table = {
  $schema: "./schemas/predefinedMacros.schema.json",
  version: 1,
  targets: Object.keys(sources),
  sources,
  sets: packer.sets,
  macros,
};
writeOrCheck("predefinedMacros.json", toLines(table, { sources: 1, macros: 1 }));
