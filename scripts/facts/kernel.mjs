/**
 * Makes data/kernel/: the records that the kernel's system calls and ioctl requests take, which request takes which,
 * and what the pointers of system calls point to. `--check` derives again and fails on any difference.
 */
import { ZIG_VERSION } from "./lib/cEnvironments.mjs";
import { encodeColumnTable } from "./lib/columnTable.mjs";
import { versionOf } from "./lib/compiler.mjs";
import { readPrinted, recordsIn, recordText, typeText } from "./lib/cPrinted.mjs";
import { LINUX_ARGUMENTS } from "./lib/ioctlArguments.mjs";
import { requestsOf } from "./lib/ioctlRequests.mjs";
import { listKernels, printed, unitOf } from "./lib/kernelHeaders.mjs";
import { listCalls, typeOfParameter } from "./lib/linuxCalls.mjs";
import { writeOrCheckAll } from "./lib/table.mjs";
import { recordsOfLinux, X_SYS, X_SYS_VERSION } from "./lib/xSys.mjs";

/** Shows the parts of a request instead of its number (asm-generic/ioctl.h). */
const SHOW_PARTS = `
#undef _IOC
#undef _IOC_NONE
#undef _IOC_READ
#undef _IOC_WRITE
#undef _IOC_TYPECHECK
#define _IOC(direction, type, number, size) @IOC direction @ type @ number @ size @END
#define _IOC_NONE NONE
#define _IOC_READ READ
#define _IOC_WRITE WRITE
#define _IOC_TYPECHECK(type) sizeof(type)
`;

const kernels = listKernels();
const calls = listCalls();
const records = new Map();
const requests = new Map();
const callRows = new Map();
for (const [column, kernel] of kernels.entries()) {
  const unit = unitOf(kernel);
  const rows = requestsOf({ compiler: kernel.compiler, unit, redefinition: SHOW_PARTS, isBare: (name) => LINUX_ARGUMENTS.has(name) });
  const asked = [...rows].filter(([, row]) => row.argument !== undefined);
  const typedefs = asked.map(([name, row]) => `typedef __typeof__(${row.argument}) __argument_${name};\n`).join("");
  const unitFacts = readPrinted(printed(kernel.compiler, `${unit}\n${typedefs}`));
  const types = new Map([...rows.keys()].map((name) => [name, argumentType(name, unitFacts)]));
  const arch = kernel.id.split("/")[1];
  const here = calls.filter(({ without }) => !without.includes(arch));
  const words = [...here.flatMap(({ parameters }) => parameters.map(typeOfParameter)), ...types.values()];
  const known = closure([...recordsOfLinux(), ...words.flatMap((word) => recordsIn(word ?? ""))], unitFacts);
  // What needs a record that the architecture has not, or that cannot be written down, is not known there.
  const isKnown = (type) => recordsIn(type ?? "").every((name) => known.has(name));
  for (const [name, row] of rows) {
    const type = isKnown(types.get(name)) ? types.get(name) : undefined;
    put(requests, name, requestCell(row, LINUX_ARGUMENTS.get(name)?.direction, type, sizeMask(kernel.id)), column);
  }
  for (const { name, parameters } of here) {
    put(callRows, name, parameters.map((word) => (isKnown(typeOfParameter(word)) ? word : ".")).join(" "), column);
  }
  for (const [name, text] of known) put(records, name, text, column);
}

noteUnused(
  "requests that no header defines",
  [...LINUX_ARGUMENTS.keys()].filter((name) => !requests.has(name)),
);
const named = [
  ...calls.flatMap(({ parameters }) => parameters.map((word) => typeOfParameter(word) ?? "")),
  ...[...LINUX_ARGUMENTS.values()].map(({ type }) => type),
];
noteUnused(
  "records that no header declares",
  named.flatMap(recordsIn).filter((name) => !records.has(name)),
);

const source = `${versionOf(kernels[0].compiler)}, ziglang ${ZIG_VERSION}, ${X_SYS} ${X_SYS_VERSION}`;
const ports = kernels.map(({ id }) => id);
const table = (kind, rows) => encodeColumnTable({ kind, source, packages: ["kernel"], ports, rows });
writeOrCheckAll({
  "kernel/linux.records.txt": table("records", records),
  "kernel/linux.requests.txt": table("requests", requests),
  "kernel/linux.calls.txt": table("calls", callRows),
});

/** What is written by hand and matches nothing is a slip. */
function noteUnused(what, names) {
  if (names.length > 0) throw new Error(`${what}: ${[...new Set(names)].join(" ")}`);
}

function put(rows, name, text, column) {
  const cell = JSON.stringify({ type: "", text });
  if (!rows.has(name)) rows.set(name, new Map());
  const cells = rows.get(name);
  if (!cells.has(cell)) cells.set(cell, []);
  cells.get(cell).push(column);
}

/**
 * What is known to stand behind the pointer. A record in a number is what the kernel copies; an integer there is
 * often not what is passed, nor by address, so those count only where the manual says so.
 */
function argumentType(name, facts) {
  const byHand = LINUX_ARGUMENTS.get(name);
  if (byHand !== undefined) return byHand.type;
  const type = facts.typedefs.get(`__argument_${name}`);
  const text = type === undefined ? undefined : typeText(type);
  return text !== undefined && /^(?:S\w+|A\d+c)$/.test(text) ? text : undefined;
}

/** The records that some names stand for and all that they hold, as texts by name; what cannot be written down is left out. */
function closure(roots, facts) {
  const texts = new Map();
  const pending = [...roots];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const record = facts.records.get(name);
    const text = record === undefined || texts.has(name) ? undefined : recordText(record);
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

/** A request has 14 bits for the size, 13 where three say the direction (asm/ioctl.h of mips and powerpc). */
function sizeMask(port) {
  return /mips|ppc/.test(port) ? 0x1fff : 0x3fff;
}

/** `r5413.8 Swinsize`, `=5413 rSwinsize` (data/README.md). */
function requestCell({ number, direction }, byHand, type, mask) {
  const coded = direction === "" ? `=${number.toString(16)}` : `${direction}${(number & 0xffff).toString(16)}.${(number >>> 16) & mask}`;
  const argument = type === undefined ? "" : ` ${byHand === undefined || byHand === direction ? "" : byHand}${type}`;
  return coded + argument;
}
