/** Apple's C headers, from the PyPI package `ziglang`, which carries them; installed on first use into a temporary folder. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** As scripts that make facts have it, so that one installation serves all. */
const VERSION = "0.17.1";

/** The folder of Darwin's headers, or why there is none. */
export function darwinHeaders(): { readonly folder: string } | { readonly missing: string } {
  const home = join(tmpdir(), `abi-lens-ziglang-${VERSION}`);
  const folder = join(home, "ziglang/lib/libc/include/any-darwin-any");
  if (existsSync(folder)) return { folder };
  // Under a name of its own until it is whole: a half installation must not pass for one.
  const partial = `${home}-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const args = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", partial, `ziglang==${VERSION}`];
  const { status, stderr } = spawnSync("python3", args, { encoding: "utf8" });
  if (status === 0 && !existsSync(home)) renameSync(partial, home);
  rmSync(partial, { recursive: true, force: true });
  if (existsSync(folder)) return { folder };
  return { missing: `python3 -m pip install ziglang==${VERSION} fails: ${(stderr || "no python3").trim().split("\n").pop() ?? ""}` };
}
