/**
 * The release of golang.org/x/sys that tables are made from, and which C records its types stand for: what it hands to
 * `cgo -godefs` names them.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const X_SYS = "golang.org/x/sys";
export const X_SYS_VERSION = "v0.49.0";

/** The module's folder; downloads it on first use. */
export function xSysFolder() {
  const answer = execFileSync("go", ["mod", "download", "-json", `${X_SYS}@${X_SYS_VERSION}`], { encoding: "utf8" });
  return JSON.parse(answer).Dir;
}

/** The tags of structs and unions in the input of `cgo -godefs` for Linux. */
export function recordsOfLinux() {
  const text = readFileSync(join(xSysFolder(), "unix/linux/types.go"), "utf8");
  return [...new Set([...text.matchAll(/\bC\.(?:struct|union)_(\w+)/g)].map((match) => match[1]))].sort();
}
