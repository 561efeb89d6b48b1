/**
 * Makes data/dlls/: what functions of Windows' DLLs take and answer, where a pointer to a record or a value that is no
 * word is among it, and those records. `--check` derives again and fails on any difference, `--list` says what is left out.
 */
import { ZIG_VERSION } from "./lib/cEnvironments.mjs";
import { encodeColumnTable, put } from "./lib/columnTable.mjs";
import { constants, versionOf } from "./lib/compiler.mjs";
import { readPrinted } from "./lib/cPrinted.mjs";
import { recordsOf, signatureOf, stackBytes } from "./lib/dllFunctions.mjs";
import { DLLS, EARLIER_RELEASES, exportsOf, listWindows, NOT_CALLED, unitOf } from "./lib/dllHeaders.mjs";
import { Records, WORDS } from "./lib/dllRecords.mjs";
import { preprocessed, printed } from "./lib/kernelHeaders.mjs";
import { writeOrCheckAll } from "./lib/table.mjs";

const ports = listWindows();
const functions = new Map();
const records = new Map();
const mismatches = new Set();
for (const [column, port] of ports.entries()) addPort(column, port);
// Where a header and the DLL disagree on 386, the header is not believed elsewhere.
for (const name of mismatches) functions.delete(name);
if (process.argv.includes("--list")) console.log(`not as the DLL exports it: ${[...mismatches].join(" ")}`);

shareTwins(functions);
shareTwins(records);
const common = {
  source: `${versionOf(ports[0].compiler)}, ziglang ${ZIG_VERSION}`,
  ports: ports.map(({ id }) => id),
};
writeOrCheckAll({
  "dlls/windows.functions.txt": encodeColumnTable({ ...common, kind: "functions", packages: DLLS, rows: functions }),
  "dlls/windows.records.txt": encodeColumnTable({ ...common, kind: "records", packages: ["windows"], rows: records }),
});

function addPort(column, port) {
  const { declared, all } = readUnit(port, port.unit);
  const earlier = EARLIER_RELEASES.map((release) => readUnit(port, unitOf(release)).all);
  const grew = (name) => earlier.some((one) => one.text(name) !== undefined && !isAlike(one.closure(name), all.closure(name)));
  const signatures = new Map();
  for (const [name, declaration] of declared.functions) {
    const signature = signatureOf(declaration, all, grew);
    if (signature !== undefined && !NOT_CALLED.test(name)) signatures.set(name, signature);
  }
  const sizeOf = port.arch === "386" ? sizes(port, [...signatures.values()], all) : undefined;
  const used = new Set();
  for (const [i, dll] of DLLS.entries()) {
    const exported = exportsOf(dll, port);
    if (exported.size === 0) throw new Error(`no definition of ${dll} on ${port.id}`);
    for (const [name, bytes] of exported) {
      // The kernel's name for the same function, and kernel32's for one of psapi.
      const signature = signatures.get(name) ?? signatures.get(name.replace(/^Zw/, "Nt").replace(/^K32/, ""));
      if (signature === undefined) continue;
      if (sizeOf !== undefined && bytes !== undefined && bytes !== stackBytes(signature, sizeOf)) {
        mismatches.add(name);
        continue;
      }
      for (const one of recordsOf(signature)) used.add(one);
      const isCdecl = port.arch === "386" && bytes === undefined;
      put(functions, name, isCdecl ? `C ${signature}` : signature, i * ports.length + column);
    }
  }
  const texts = new Map([...used].flatMap((name) => [...all.closure(name)]));
  for (const [name, text] of texts) put(records, name, text, column);
}

function readUnit({ compiler }, unit) {
  const declared = readPrinted(printed(compiler, unit), WORDS);
  return { declared, all: new Records(declared, preprocessed(compiler, unit, ["-P"])) };
}

/** Whether two closures are the same texts; a record that is not known now was not asked about. */
function isAlike(before, now) {
  return before !== undefined && [...now].every(([name, text]) => before.get(name) === text);
}

/** The sizes in bytes of the records that signatures pass by value. */
function sizes({ compiler, unit }, signatures, all) {
  const names = [...new Set(signatures.flatMap((one) => one.split(" ").flatMap((word) => (word.startsWith("S") ? [word.slice(1)] : []))))];
  const values = constants(
    compiler,
    unit,
    names.map((name) => `sizeof(${all.spelled(name)})`),
  );
  const known = new Map(names.map((name, i) => [name, values[i]]));
  return (name) => known.get(name);
}

/** Where what is told of `FooA` is what is told of `FooW` but for its characters, `W` says so. */
function shareTwins(rows) {
  const full = new Map(rows);
  for (const [name, cells] of full) {
    const twin = name.endsWith("A") ? full.get(`${name.slice(0, -1)}W`) : undefined;
    if (twin === undefined) continue;
    const byColumn = (of, how) =>
      new Map([...of].flatMap(([cell, columns]) => columns.map((column) => [column, how(JSON.parse(cell).text)])));
    const ofTwin = byColumn(twin, narrowed);
    const own = [...byColumn(cells, (text) => text)];
    if (!own.every(([column, text]) => ofTwin.get(column) === text)) continue;
    rows.set(name, new Map([[JSON.stringify({ type: "", text: "W" }), own.map(([column]) => column).sort((a, b) => a - b)]]));
  }
}

/** The text of a record or function of wide characters as its twin of bytes has it. */
function narrowed(text) {
  const tagged = text.replace(/^(\w+)W(?=[{<])/, "$1A");
  return tagged.replace(/(?<=[ A]\d+)t\b/g, "c").replace(/(?<=[ \dPKA]S)(\w+)W\b/g, "$1A");
}
