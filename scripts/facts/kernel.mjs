/**
 * Makes data/kernel/: the records that the kernel's system calls and ioctl requests take, which request takes which,
 * and what the pointers of system calls point to. `--check` derives again and fails on any difference.
 */
import { listBsds, SHOW_BSD_PARTS } from "./lib/bsdHeaders.mjs";
import { ZIG_VERSION } from "./lib/cEnvironments.mjs";
import { encodeColumnTable, put } from "./lib/columnTable.mjs";
import { versionOf } from "./lib/compiler.mjs";
import { packsIn, readPrinted, recordsIn, recordText, typeText } from "./lib/cPrinted.mjs";
import { LINUX_ARGUMENTS } from "./lib/ioctlArguments.mjs";
import { requestsOf } from "./lib/ioctlRequests.mjs";
import { listKernels, preprocessed, printed, SHOW_LINUX_PARTS } from "./lib/kernelHeaders.mjs";
import { listCalls, typeOfParameter } from "./lib/linuxCalls.mjs";
import { writeOrCheckAll } from "./lib/table.mjs";
import { recordsOfLinux, X_SYS, X_SYS_VERSION } from "./lib/xSys.mjs";

/**
 * What differs by system. `arguments` are the requests whose arguments are written by hand, `roots` the records that
 * are kept in any case, `isPassed` says of the type in a number whether it is what stands behind the pointer.
 */
const LINUX = {
  parts: SHOW_LINUX_PARTS,
  arguments: LINUX_ARGUMENTS,
  calls: listCalls(),
  roots: recordsOfLinux(),
  // A record there is what drivers copy; an integer often not, nor always passed by address.
  isPassed: (type) => /^(?:S\w+|A\d+c)$/.test(type),
};
/** There the kernel itself copies as many bytes as the number says, before any driver sees them (sys_ioctl). */
const BSD = { parts: SHOW_BSD_PARTS, arguments: new Map(), calls: [], roots: [], isPassed: () => true };

const kernels = [...listKernels(), ...listBsds()];
const tables = {};
for (const system of new Set(kernels.map((kernel) => kernel.system))) {
  const here = kernels.filter((kernel) => kernel.system === system);
  const facts = factsOf(here, system === "linux" ? LINUX : BSD);
  const source = `${versionOf(here[0].compiler)}, ziglang ${ZIG_VERSION}${system === "linux" ? `, ${X_SYS} ${X_SYS_VERSION}` : ""}`;
  for (const [kind, rows] of Object.entries(facts)) {
    if (rows.size === 0) continue;
    tables[`kernel/${system}.${kind}.txt`] = encodeColumnTable({
      kind,
      source,
      packages: ["kernel"],
      ports: here.map(({ id }) => id),
      rows,
    });
  }
}
writeOrCheckAll(tables);

/** `{ records, requests, calls }`, each a map from name to a map from cell to columns. */
function factsOf(here, how) {
  const facts = { records: new Map(), requests: new Map(), calls: new Map() };
  for (const [column, kernel] of here.entries()) addFacts(facts, column, kernel, how);
  // What is written by hand and matches nothing is a slip.
  const unused = [...how.arguments.keys()].filter((name) => !facts.requests.has(name));
  const written = [
    ...how.calls.flatMap(({ parameters }) => parameters.map(typeOfParameter)),
    ...[...how.arguments.values()].map(({ type }) => type),
  ];
  const missing = written.flatMap((type) => recordsIn(type ?? "")).filter((name) => !facts.records.has(name));
  if (unused.length + missing.length > 0) throw new Error(`no header has ${[...new Set([...unused, ...missing])].join(" ")}`);
  return facts;
}

function addFacts(facts, column, { id, compiler, unit }, how) {
  const rows = requestsOf({ compiler, unit, redefinition: how.parts, isBare: (name) => how.arguments.has(name) });
  const asked = [...rows].filter(([, row]) => row.argument !== undefined);
  const typedefs = asked.map(([name, row]) => `typedef __typeof__(${row.argument}) __argument_${name};\n`).join("");
  const declared = readPrinted(printed(compiler, `${unit}\n${typedefs}`));
  const types = new Map();
  for (const name of rows.keys()) {
    const type = declared.typedefs.get(`__argument_${name}`);
    const text = how.arguments.get(name)?.type ?? (type === undefined ? undefined : typeText(type));
    if (text !== undefined && (how.arguments.has(name) || how.isPassed(text))) types.set(name, text);
  }
  const calls = how.calls.filter(({ without }) => !without.includes(id.split("/")[1]));
  const words = [...calls.flatMap(({ parameters }) => parameters.map(typeOfParameter)), ...types.values()];
  const known = closure(
    [...how.roots, ...words.flatMap((word) => recordsIn(word ?? ""))],
    declared,
    packsIn(preprocessed(compiler, unit, ["-P"])),
  );
  // What needs a record that the architecture has not, or that cannot be written down, is not known there.
  const isKnown = (type) => recordsIn(type ?? "").every((name) => known.has(name));
  for (const [name, row] of rows) {
    const type = isKnown(types.get(name)) ? types.get(name) : undefined;
    put(facts.requests, name, requestCell(row, how.arguments.get(name)?.direction, type, sizeMask(id)), column);
  }
  for (const { name, parameters } of calls) {
    put(facts.calls, name, parameters.map((word) => (isKnown(typeOfParameter(word)) ? word : ".")).join(" "), column);
  }
  for (const [name, text] of known) put(facts.records, name, text, column);
}

/** The records that some names stand for and all that they hold, as texts by name; what cannot be written down is left out. */
function closure(roots, declared, packs) {
  const texts = new Map();
  const pending = [...roots];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const record = declared.records.get(name);
    const text = record === undefined || texts.has(name) ? undefined : recordText(record, packs.get(name));
    if (text === undefined) continue;
    texts.set(name, record.isTypedef ? `-${text}` : text);
    pending.push(...recordsIn(text));
  }
  // A record that holds one of those left out cannot be laid out.
  for (let n = -1; n !== texts.size; ) {
    n = texts.size;
    for (const [name, text] of [...texts]) if (recordsIn(text).some((one) => !texts.has(one))) texts.delete(name);
  }
  return texts;
}

/** A number has 13 bits for the size, 14 where two say the direction (asm-generic/ioctl.h of Linux). */
function sizeMask(port) {
  return /^linux\/(?!mips|ppc)/.test(port) ? 0x3fff : 0x1fff;
}

/** `r5413.8 Swinsize`, `=5413 rSwinsize` (data/README.md). */
function requestCell({ number, direction }, byHand, type, mask) {
  const coded = direction === "" ? `=${number.toString(16)}` : `${direction}${(number & 0xffff).toString(16)}.${(number >>> 16) & mask}`;
  const argument = type === undefined ? "" : ` ${byHand === undefined || byHand === direction ? "" : byHand}${type}`;
  return coded + argument;
}
