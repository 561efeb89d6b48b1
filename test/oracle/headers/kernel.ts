/** The kernel's `<linux/…>` headers, and the folders that stand for what a user without the system's folders sees. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const INCLUDE = "/usr/include";
/** Folders of `linux-libc-dev` that are the same for every architecture. */
const NEUTRAL = ["linux", "asm-generic", "drm", "mtd", "rdma", "sound", "video", "misc", "xen"];
/** Debian's package for the machine's own architecture leaves `<drm/…>` to libdrm-dev, those for cross compilers have it. */
const SOURCES = [INCLUDE, "/usr/i686-linux-gnu/include", "/usr/arm-linux-gnueabihf/include"];

const root = mkdtempSync(join(tmpdir(), "headers-oracle-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

/** `linux/NAME.h`, in order. */
export function kernelHeaders(): string[] {
  return readdirSync(join(INCLUDE, "linux"))
    .filter((name) => name.endsWith(".h"))
    .sort()
    .map((name) => `linux/${name}`);
}

/** A folder with the kernel's architecture-neutral headers and nothing else. */
export function kernelFolder(): string {
  const folder = join(root, "kernel");
  mkdirSync(folder, { recursive: true });
  for (const name of NEUTRAL) {
    const source = SOURCES.map((include) => join(include, name)).find((path) => existsSync(path));
    if (source !== undefined && !existsSync(join(folder, name))) symlinkSync(source, join(folder, name));
  }
  return folder;
}

/** A folder with some of a package's headers and nothing else. */
export function packageFolder(name: string, files: readonly string[]): string {
  const from = [INCLUDE, join(INCLUDE, "x86_64-linux-gnu"), join(INCLUDE, "libusb-1.0")];
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    const found = from.map((place) => join(place, file)).find((path) => existsSync(path));
    if (found === undefined) throw new Error(`${file} is in none of ${from.join(", ")}`);
    copyFileSync(found, join(folder, file));
  }
  return folder;
}

/** A sysroot whose headers are those of `library`. */
export function sysrootOf(target: string, library: string): string {
  const folder = join(root, "sysroots", target.replace("/", "-"));
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "include"))) symlinkSync(library, join(folder, "include"));
  return folder;
}
