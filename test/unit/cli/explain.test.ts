/** `explain`: constants, numbers and rules, in text and JSON, and names that are none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeRules } from "../../support/fakeEngine.ts";
import { run } from "./run.ts";

/** Value by target, of the JSON of a constant. */
async function valuesOf(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { status, out } = await run(["explain", ...args, "--format", "json"]);
  assert.equal(status, 0);
  const { values } = JSON.parse(out) as { values: { targets: string[]; value?: unknown; absent?: boolean }[] };
  return Object.fromEntries(values.flatMap(({ targets, value, absent }) => targets.map((id) => [id, absent === true ? "absent" : value])));
}

test("a constant of a package, by target", async () => {
  const { out } = await run([
    "explain",
    "syscall.SYS_WRITE",
    "--targets",
    "linux/386,linux/amd64,darwin/arm64,windows/386",
    "--format=json",
  ]);
  assert.deepEqual(JSON.parse(out), {
    version: 1,
    name: "syscall.SYS_WRITE",
    values: [
      { targets: ["darwin/arm64", "linux/386"], value: 4, type: "untyped int" },
      { targets: ["linux/amd64"], value: 1, type: "untyped int" },
      { targets: ["windows/386"], absent: true },
    ],
    packages: [
      {
        name: "syscall.SYS_WRITE",
        package: "syscall",
        values: [
          { targets: ["darwin/arm64", "linux/386"], value: 4, type: "untyped int" },
          { targets: ["linux/amd64"], value: 1, type: "untyped int" },
          { targets: ["windows/386"], absent: true },
        ],
      },
    ],
  });
});

test("a package may be named by its path, or not at all", async () => {
  const targets = ["--targets", "freebsd/amd64,linux/mips64le"];
  assert.deepEqual(await valuesOf("golang.org/x/sys/unix.SYS_KEVENT", ...targets), { "freebsd/amd64": 560, "linux/mips64le": "absent" });
  assert.deepEqual(await valuesOf("unix.SYS_KEVENT", ...targets), { "freebsd/amd64": 560, "linux/mips64le": "absent" });
  assert.deepEqual(await valuesOf("SYS_KEVENT", ...targets), { "freebsd/amd64": 363, "linux/mips64le": "absent" });
  assert.deepEqual(await valuesOf("SYS_STATX", ...targets), { "freebsd/amd64": "absent", "linux/mips64le": 5326 });
});

test("a variant has the constants of its port, and every port an answer", async () => {
  assert.deepEqual(await valuesOf("O_DIRECT", "--targets", "linux/arm64+musl,windows/amd64+msvc"), {
    "linux/arm64+musl": 0x10000,
    "windows/amd64+msvc": "absent",
  });
  assert.equal(Object.keys(await valuesOf("EAGAIN", "--targets", "all")).length, 47);
});

test("values beyond 2^53 are decimal strings", async () => {
  const values = await valuesOf("unix.RLIM_INFINITY", "--targets", "linux/amd64,freebsd/amd64");
  assert.deepEqual(values, { "freebsd/amd64": "9223372036854775807", "linux/amd64": "18446744073709551615" });
});

test("text groups targets, and packages that agree", async () => {
  const { out } = await run(["explain", "SYS_WRITE"]);
  assert.equal(
    out,
    `syscall.SYS_WRITE, unix.SYS_WRITE
  untyped int
          4  darwin/amd64, darwin/arm64, freebsd/amd64, linux/386, linux/arm
          1  linux/amd64
  64 (0x40)  linux/arm64
     absent  all windows targets
`,
  );
  const { out: apart } = await run(["explain", "SYS_KEVENT", "--targets", "freebsd/amd64"]);
  assert.match(apart, /^syscall\.SYS_KEVENT\n[\s\S]*363[\s\S]*\n\nunix\.SYS_KEVENT\n[\s\S]*560/);
});

test("a constant of other targets says so", async () => {
  const { status, out } = await run(["explain", "unix.EPOLLIN", "--targets", "darwin/arm64"]);
  assert.equal(status, 0);
  assert.match(out, /^unix\.EPOLLIN\n {2}exists on none of the targets asked for/);
});

test("a number is what is called so on each target", async () => {
  const { out } = await run(["explain", "1"]);
  assert.equal(
    out,
    `1

as a system call
  darwin/amd64, darwin/arm64, freebsd/amd64, linux/386, linux/arm
      SYS_EXIT
  linux/amd64
      SYS_WRITE
  linux/arm64
      SYS_IO_DESTROY
  all windows targets
      not known

as an errno
  all targets but windows/386, windows/amd64, windows/arm64
      EPERM
  all windows targets
      ERROR_INVALID_FUNCTION, SEVERITY_ERROR

as a signal
  all targets
      SIGHUP
`,
  );
  const { out: json } = await run(["explain", "0x5413", "--format=json", "--targets", "linux/amd64,linux/mips"]);
  assert.deepEqual(JSON.parse(json), {
    version: 1,
    name: "0x5413",
    number: 21523,
    meanings: [
      {
        kind: "ioctl request",
        values: [
          { targets: ["linux/amd64"], names: ["TIOCGWINSZ"] },
          { targets: ["linux/mips"], absent: true },
        ],
      },
    ],
  });
});

test("ordinary constants are told when they are few everywhere", async () => {
  const kinds = async (number: string, targets: string): Promise<readonly string[]> => {
    const { out } = await run(["explain", number, "--format=json", "--targets", targets]);
    return JSON.parse(out).meanings.map(({ kind }: { kind: string }) => kind);
  };
  assert.deepEqual(await kinds("2", "plan9/386"), ["system call", "constant"]);
  assert.deepEqual(await kinds("2", "plan9/386,linux/amd64"), ["system call", "errno", "signal"]);
  assert.deepEqual(await kinds("0x958458f6", "linux/amd64,darwin/arm64"), ["constant"]);
});

test("what a terminal does not show is escaped", async () => {
  assert.match((await run(["explain", "unix.ELFMAG"])).out, /^ {2}"\\x7fELF" {2}all linux targets$/m);
  assert.deepEqual(await valuesOf("unix.ELFMAG", "--targets", "linux/amd64"), { "linux/amd64": "\u007fELF" });
});

test("numbers of any form and size have an answer", async () => {
  for (const number of ["0", "007", "0b1", "0xFFFFFFFFFFFFFFFFFFFF", "99999999999999999999999", "536870918"]) {
    const { status, out } = await run(["explain", number]);
    assert.equal(status, 0, number);
    assert.notEqual(out, "");
  }
  assert.equal((await run(["explain", "--", "-100"])).status, 0);
});

test("a rule's documentation", async () => {
  const [rule] = fakeRules;
  assert.ok(rule !== undefined);
  const { status, out } = await run(["explain", rule.id]);
  assert.equal(status, 0);
  assert.ok(out.startsWith(`${rule.id}: ${rule.title}\n`));
  const { out: json } = await run(["explain", rule.id, "--format=json"]);
  assert.equal(JSON.parse(json).rule.doc, rule.doc);
});

test("what nobody knows is wrong usage, with the nearest names", async () => {
  const { status, out, error } = await run(["explain", "sys_writ"]);
  assert.deepEqual([status, out], [2, ""]);
  assert.match(error, /^abi-lens: nothing is called sys_writ: .*; nearest: SYS_WRITE, /);
  for (const word of ["unix.NO_SUCH_NAME_AT_ALL", "no-such-rule", "é", "..", "toString", "syscall.", "__proto__", "0x"]) {
    assert.equal((await run(["explain", word])).status, 2, word);
  }
});
