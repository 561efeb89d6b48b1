/**
 * Makes data/goPackages/: constants, types and functions of package syscall, golang.org/x/sys/unix and
 * golang.org/x/sys/windows on every port, and the exported types of the standard library. `--check` derives again and
 * fails on any difference.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { encodeColumnTable } from "./lib/columnTable.mjs";
import { ROOT, writeOrCheckAll } from "./lib/table.mjs";
import { X_SYS, X_SYS_VERSION, xSysFolder } from "./lib/xSys.mjs";

const PACKAGES = ["syscall", `${X_SYS}/unix`, `${X_SYS}/windows`];

/** Systems whose files are mostly those of another (go/build, matchTag and the _GOOS suffixes), and the two of wasm. */
const SYSTEM_OF = { android: "linux", ios: "darwin", illumos: "solaris", js: "wasm", wasip1: "wasm" };

/** System call numbers stand in a table of their own, for a rule needs them and nothing else. */
const isNumber = (name) => name.startsWith("SYS_");

const go = (...args) => execFileSync("go", args, { encoding: "utf8", maxBuffer: 1 << 28 }).trim();

const { shared, targets } = JSON.parse(readFileSync(`${ROOT}data/targets.json`, "utf8"));
const ports = targets.filter(({ id }) => !id.includes("+")).map(({ id, tags }) => `${id}:${(shared[tags] ?? tags).replaceAll(" ", ",")}`);
const folder = xSysFolder();
const facts = go("run", `${ROOT}scripts/facts/goPackages.go`, folder, ...ports)
  .split("\n")
  .map((line) => JSON.parse(line));
const source = `${go("env", "GOVERSION")}, ${X_SYS} ${X_SYS_VERSION}`;

const tables = {};
const systemOf = ({ port }) => {
  const [goos] = port.split("/");
  return SYSTEM_OF[goos] ?? goos;
};
for (const system of new Set(facts.map(systemOf))) {
  const here = facts.filter((one) => systemOf(one) === system);
  tables[`goPackages/${system}.constants.txt`] = tableOf("constants", here, (pkg) => constantsOf(pkg, (name) => !isNumber(name)));
  tables[`goPackages/${system}.types.txt`] = tableOf("types", here, (pkg) => textsOf(pkg.types));
}
tables["goPackages/syscallNumbers.txt"] = tableOf("constants", facts, (pkg) => constantsOf(pkg, isNumber));
tables["goPackages/functions.txt"] = tableOf("functions", facts, (pkg) => textsOf(pkg.functions));
tables["goPackages/syscallParameters.txt"] = tableOf("parameters", parameterFacts(), textsOf);
const standard = facts.map(({ port, standard }) => ({ port, packages: { std: standard } }));
tables["goPackages/standardTypes.txt"] = tableOf("types", standard, textsOf, ["std"]);
writeOrCheckAll(tables);

function parameterFacts() {
  const ids = facts.map(({ port }) => port);
  return go("run", `${ROOT}scripts/facts/syscallParameters.go`, folder, ...ids)
    .split("\n")
    .map((line) => JSON.parse(line));
}

function tableOf(kind, rowsOfPorts, entriesOf, among = PACKAGES) {
  const entries = (one, name) => (one.packages[name] === undefined ? [] : entriesOf(one.packages[name]));
  const packages = among.filter((name) => rowsOfPorts.some((one) => entries(one, name).length > 0));
  const rows = new Map();
  for (const [p, name] of packages.entries()) {
    for (const [i, one] of rowsOfPorts.entries()) {
      for (const [key, cell] of entries(one, name)) addCell(rows, key, JSON.stringify(cell), p * rowsOfPorts.length + i);
    }
  }
  return encodeColumnTable({ kind, source, packages, ports: rowsOfPorts.map(({ port }) => port), rows });
}

function addCell(rows, key, cell, column) {
  if (!rows.has(key)) rows.set(key, new Map());
  const cells = rows.get(key);
  if (!cells.has(cell)) cells.set(cell, []);
  cells.get(cell).push(column);
}

function constantsOf({ constants }, isWanted) {
  const wanted = Object.entries(constants).filter(([name]) => isWanted(name));
  return wanted.map(([name, [value, type]]) => [name, { type, text: /^-?\d+$/.test(value) ? value : encodeURIComponent(value) }]);
}

function textsOf(texts) {
  return Object.entries(texts).map(([name, text]) => [name, { type: "", text }]);
}
