/** Whom headers of the system's folders, of sysroots and of folders for one architecture serve. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { targetOfTriple, targetsOfFolder } from "../../../server/src/c/architectures.ts";
import { isKernelHeader } from "../../../server/src/c/kernelHeaders.ts";
import { CReader } from "../../../server/src/c/read.ts";
import { isLibraryHeader } from "../../../server/src/c/standardHeaders.ts";
import { systemFolders } from "../../../server/src/c/systemFolders.ts";
import type { COptions, CUnit } from "../../../server/src/c/unit.ts";
import { memoryView } from "../../support/engine.ts";
import { macros, noOptions, shape, targetsOf } from "./support.ts";

type Files = Readonly<Record<string, string>>;

/** What each target says of `struct s`, with the machine's folders and the given options. */
function shapes(text: string, files: Files, options: Partial<COptions>, targets: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const unit of units(text, files, options, targets))
    for (const target of unit.targets) found[target.id] = shape(unit, "struct s", target);
  return found;
}

function units(text: string, files: Files, options: Partial<COptions>, targets: string): readonly CUnit[] {
  const reader = new CReader(undefined, macros);
  const source = { path: "/p/a.h", text, isPreamble: false };
  const view = foldersView(files);
  const answer = reader.read(source, { ...noOptions, ...options }, targetsOf(targets.split(" ")), view);
  assert.ok(answer.done);
  return answer.value;
}

/** As `memoryView`, with the folders that paths go through. */
function foldersView(files: Files): ReturnType<typeof memoryView> {
  const paths = Object.keys(files);
  return {
    read: memoryView(new Map(Object.entries(files))).read,
    list: (folder) => {
      const below = paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
      const names = new Set(below.map((rest) => (rest.includes("/") ? rest.slice(0, rest.indexOf("/") + 1) : rest)));
      return names.size === 0 ? null : [...names].sort();
    },
  };
}

const HOST = { host: "linux/amd64" };

test("a third-party header of the system serves every target, the C library's only the machine's own", () => {
  const files = { "/usr/include/zed.h": "#include <resolv.h>\ntypedef long zed_t;", "/usr/include/resolv.h": "typedef int gone_t;" };
  const text = "#include <zed.h>\nstruct s { zed_t z; gone_t *g; };\nstruct t { gone_t g; };";
  assert.deepEqual(shapes(text, files, HOST, "linux/amd64 linux/386 windows/amd64"), {
    "linux/amd64": "16/8 z@0 g@64",
    "linux/386": "8/4 z@0 g@32",
    "windows/amd64": "16/8 z@0 g@64",
  });
  const [own, other] = units(text, files, HOST, "linux/amd64 linux/386");
  assert.ok(own !== undefined && other !== undefined);
  assert.equal(shape(own, "struct t"), "4/4 g@0");
  assert.match(
    shape(other, "struct t"),
    /^unknown: gone_t is not declared in what was read, and what <resolv.h>, which zed.h includes, declares is not fully known/,
  );
});

test("quoting a name beside a system header does not reach the C library", () => {
  const files = { "/usr/include/zed.h": '#include "unistd.h"', "/usr/include/unistd.h": "typedef int gone_t;" };
  const found = shapes("#include <zed.h>\nstruct s { gone_t g; };", files, HOST, "linux/amd64 linux/386");
  assert.equal(found["linux/amd64"], "4/4 g@0");
  assert.match(found["linux/386"] ?? "", /^unknown: /);
});

test("a multiarch folder serves its own architecture", () => {
  const files = {
    "/usr/include/zed.h": '#include "zconf.h"\n',
    "/usr/include/x86_64-linux-gnu/zconf.h": "typedef long wide_t;",
    "/usr/include/arm-linux-gnueabihf/zconf.h": "typedef short wide_t;",
  };
  const found = shapes("#include <zed.h>\nstruct s { wide_t w; };", files, HOST, "linux/amd64 linux/arm linux/arm64 darwin/amd64");
  assert.equal(found["linux/amd64"], "8/8 w@0");
  assert.equal(found["linux/arm"], "2/2 w@0");
  const missing = 'unknown: wide_t is not declared in what was read, and "zconf.h", which zed.h includes, is not found';
  assert.equal(found["linux/arm64"], missing);
  assert.equal(found["darwin/amd64"], missing);
});

test("a library folder named by an option serves the machine's own architecture", () => {
  const lib = "/usr/lib/x86_64-linux-gnu/glib-2.0/include";
  const files = { [`${lib}/glibconfig.h`]: "typedef long gint64;" };
  const options = { ...HOST, includeDirs: [lib] };
  const found = shapes("#include <glibconfig.h>\nstruct s { gint64 w; };", files, options, "linux/amd64 linux/386");
  assert.equal(found["linux/amd64"], "8/8 w@0");
  assert.match(found["linux/386"] ?? "", /<glibconfig.h> is not found/);
});

test("the kernel's neutral headers serve every Linux target and no other", () => {
  const files = {
    "/usr/include/linux/zed.h": "#include <asm/types.h>\ntypedef __u64 zed_t;",
    "/usr/include/asm/types.h": "typedef char __u64;",
  };
  const found = shapes(
    "#include <linux/zed.h>\nstruct s { zed_t z; };",
    files,
    HOST,
    "linux/amd64 linux/arm linux/amd64+musl windows/amd64",
  );
  assert.equal(found["linux/amd64"], "8/8 z@0");
  assert.equal(found["linux/arm"], "8/8 z@0");
  assert.equal(found["linux/amd64+musl"], "8/8 z@0");
  assert.match(found["windows/amd64"] ?? "", /<linux\/zed.h> is not found/);
});

test("without a machine no folder of a system is searched", () => {
  const files = { "/usr/include/zed.h": "typedef long zed_t;" };
  assert.match(shapes("#include <zed.h>\nstruct s { zed_t z; };", files, {}, "linux/amd64")["linux/amd64"] ?? "", /<zed.h> is not found/);
});

test("a folder of -idirafter has no C library, and comes behind the system's", () => {
  const files = {
    "/late/unistd.h": "typedef char gone_t;",
    "/late/zed.h": "typedef char zed_t;",
    "/late/own.h": "typedef char own_t;",
    "/usr/include/zed.h": "typedef short zed_t;",
  };
  const options = { ...HOST, laterDirs: ["/late"] };
  const text = "#include <zed.h>\n#include <own.h>\n#include <unistd.h>\nstruct s { zed_t z; own_t o; };\nstruct t { gone_t g; };";
  const [unit] = units(text, files, options, "linux/arm64");
  assert.ok(unit !== undefined);
  assert.equal(shape(unit, "struct s"), "4/2 z@0 o@16");
  assert.match(shape(unit, "struct t"), /^unknown: gone_t is not declared/);
});

test("a sysroot has the C library of its targets and takes the place of the machine's folders", () => {
  const files = {
    "/usr/include/zed.h": "typedef char zed_t;",
    "/tree/usr/include/zed.h": "#include <unistd.h>\ntypedef lib_t zed_t;",
    "/tree/usr/include/arm-linux-gnueabihf/bits/lib.h": "typedef short lib_t;",
    "/tree/include/unistd.h": "#include <bits/lib.h>",
  };
  const options = { ...HOST, sysroot: "/tree" };
  const text = "#include <zed.h>\nstruct s { zed_t z; };";
  assert.equal(shapes(text, files, options, "linux/arm")["linux/arm"], "2/2 z@0");
  assert.match(shapes(text, files, options, "linux/arm64")["linux/arm64"] ?? "", /^unknown: lib_t is not declared .* <bits\/lib.h>/);
  assert.equal(shapes("#include <stdint.h>\nstruct s { int32_t z; };", files, options, "linux/arm")["linux/arm"], "4/4 z@0");
});

test("every header of glibc is the C library's, those of linux-libc-dev the kernel's or the architecture's", () => {
  for (const name of "a.out.h argp.h stdio_ext.h bits/types.h sys/time.h gnu/stubs.h asm/kvm.h scsi/sg.h net/if.h crypt.h".split(" ")) {
    assert.ok(isLibraryHeader(name), name);
  }
  for (const name of "linux/if.h asm-generic/ioctl.h drm/drm.h mtd/mtd-abi.h rdma/rdma_netlink.h sound/asound.h scsi/fc/fc_els.h regulator/regulator.h".split(
    " ",
  )) {
    assert.ok(isKernelHeader(name) && !isLibraryHeader(name), name);
  }
});

test("triples and folders name targets", () => {
  assert.equal(targetOfTriple("x86_64-linux-gnu"), "linux/amd64");
  assert.equal(targetOfTriple("i686-pc-linux-gnu"), "linux/386");
  assert.equal(targetOfTriple("aarch64-alpine-linux-musl"), "linux/arm64+musl");
  assert.equal(targetOfTriple("mips64el-linux-gnuabi64"), "linux/mips64le");
  assert.equal(targetOfTriple("x86_64-w64-mingw32"), "windows/amd64");
  assert.equal(targetOfTriple("x86_64-linux-gnux32"), "");
  assert.equal(targetOfTriple("my-own-library"), undefined);
  assert.deepEqual(targetsOfFolder("/usr/lib64/dbus-1.0/include", "linux/amd64"), ["linux/amd64"]);
  assert.deepEqual(targetsOfFolder("/usr/lib64/dbus-1.0/include", undefined), []);
  assert.deepEqual(targetsOfFolder("C:/msys64/mingw32/include", "windows/amd64"), ["windows/386"]);
  assert.equal(targetsOfFolder("C:/msys64/ucrt64/include", "windows/amd64"), undefined);
  assert.equal(targetsOfFolder("/project/lib/include", "linux/amd64"), undefined);
  assert.equal(targetsOfFolder("/opt/homebrew/opt/zlib/include", "darwin/arm64"), undefined);
});

test("each system's folders are found by what stands there", () => {
  const paths = (host: string, ...files: string[]): string[] => {
    const answer = systemFolders(host, foldersView(Object.fromEntries(files.map((path) => [path, ""]))));
    assert.ok(answer.done);
    return answer.value.map(({ path, only, library }) => `${path} ${only?.join() ?? "all"} ${library.join() || "-"}`);
  };
  const gcc = "/usr/lib/gcc/x86_64-linux-gnu";
  assert.deepEqual(
    paths(
      "linux/amd64",
      `${gcc}/9/include/a.h`,
      `${gcc}/12/include/a.h`,
      "/usr/include/i386-linux-gnu/a.h",
      "/usr/include/x86_64-linux-gnu/a.h",
    ),
    [
      `${gcc}/12/include linux/amd64 linux/amd64`,
      "/usr/local/include all -",
      "/usr/include/x86_64-linux-gnu linux/amd64 linux/amd64",
      "/usr/include/i386-linux-gnu linux/386 -",
      "/usr/include all linux/amd64",
    ],
  );
  assert.deepEqual(paths("darwin/arm64", "/Library/Developer/CommandLineTools/SDKs/MacOSX.sdk/usr/include/a.h"), [
    "/usr/local/include all -",
    "/Library/Developer/CommandLineTools/SDKs/MacOSX.sdk/usr/include darwin/arm64 darwin/arm64",
    "/opt/homebrew/include all -",
    "/opt/local/include all -",
  ]);
  assert.equal(paths("windows/amd64")[0], "C:/msys64/mingw64/include all windows/amd64");
  assert.ok(paths("windows/amd64").includes("C:/msys64/mingw32/include windows/386 -"));
});
