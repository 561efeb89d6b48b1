/**
 * Makes data/syscallNumbers.json: the SYS_ constants of package syscall and of golang.org/x/sys/unix on every port.
 * `--check` derives again and fails on any difference.
 */
import { execFileSync } from "node:child_process";
import { listPorts } from "./lib/ports.mjs";
import { addValue, SetTable } from "./lib/sets.mjs";
import { ROOT, toLines, writeOrCheck } from "./lib/table.mjs";

const X_SYS = "golang.org/x/sys";
const X_SYS_VERSION = "v0.49.0";

const go = (...args) => execFileSync("go", args, { encoding: "utf8", maxBuffer: 1 << 26 }).trim();

const ids = listPorts()
  .filter((port) => port.variant === undefined)
  .map((port) => port.id);
const folders = {
  syscall: `${go("env", "GOROOT")}/src/syscall`,
  [`${X_SYS}/unix`]: `${JSON.parse(go("mod", "download", "-json", `${X_SYS}@${X_SYS_VERSION}`)).Dir}/unix`,
};

const packer = new SetTable();
const packages = {};
for (const [name, folder] of Object.entries(folders)) {
  const rows = new Map();
  const ports = JSON.parse(go("run", `${ROOT}scripts/facts/syscallNumbers.go`, folder, ...ids));
  for (const [index, id] of ids.entries()) {
    for (const [constant, value] of Object.entries(ports[id] ?? {})) addValue(rows, constant, value, index);
  }
  packages[name] = packer.pack(rows);
}

const sources = { syscall: go("env", "GOVERSION"), [`${X_SYS}/unix`]: `${X_SYS} ${X_SYS_VERSION}` };
const table = { $schema: "./schemas/syscallNumbers.schema.json", version: 1, targets: ids, sources, sets: packer.sets, packages };
writeOrCheck("syscallNumbers.json", toLines(table, { sources: 1, packages: 2 }));
