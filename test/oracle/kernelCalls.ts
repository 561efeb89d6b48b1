/**
 * Holds the verdict on structs that go to the kernel to what Go's own wrappers pass: packages syscall and
 * golang.org/x/sys/unix, in copies where each system call and ioctl of theirs is made through the package as a user
 * makes it. Their structs are right on every port, but for those named here, which are too short for what the kernel
 * copies. Needs a built command line. Ends with `N passed, N failed`, in pairs of struct and record.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseColumnTable } from "../../server/src/system/columnTable.ts";
import { asset } from "../support/engine.ts";
import { repositoryRoot } from "../support/root.ts";

/** Structs that end before the record whose size stands in the request's number, or of which the driver copies all. */
const tooShort: Readonly<Record<string, string>> = {
  "syscall/bpf_bsd.go ivalue": "BIOCGETIF copies a struct ifreq",
  "syscall/lsf_linux.go iflags": "SIOCGIFFLAGS copies a struct ifreq",
  "unix/syscall_darwin.go IfreqMTU": "SIOCGIFMTU copies a struct ifreq",
};

/** Fewer pairs than these were looked at only if something no longer finds them. */
const leastPairs = 400;

interface Checked {
  readonly summary: { readonly pairs: number };
  readonly findings: readonly {
    readonly rule: string;
    readonly file: string;
    readonly message: string;
    readonly facts: { readonly go?: string };
  }[];
}

const scratch = mkdtempSync(join(tmpdir(), "abi-lens-kernel-calls-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

const version = /golang\.org\/x\/sys (\S+)/.exec(
  parseColumnTable(new TextDecoder().decode(asset("data/goPackages/functions.txt"))).source,
)?.[1];
writeFileSync(join(scratch, "go.mod"), `module calls\n\ngo 1.25.0\n\nrequire golang.org/x/sys ${version}\n`);
const goRoot = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
const { Dir: system } = JSON.parse(
  execFileSync("go", ["mod", "download", "-json", `golang.org/x/sys@${version}`], { encoding: "utf8" }),
) as { readonly Dir: string };
const calls = copy(join(goRoot, "src/syscall"), "syscall", "syscall") + copy(join(system, "unix"), "unix", "golang.org/x/sys/unix");

const { summary, findings } = check();
const found = new Set<string>();
let failed = 0;
for (const { rule, file, message, facts } of findings) {
  if (rule !== "struct-mirror-mismatch") continue;
  const key = `${file.split("/").slice(-2).join("/")} ${facts.go}`;
  found.add(key);
  if (key in tooShort) continue;
  failed++;
  console.log(`${key}: ${message}`);
}
for (const [key, reason] of Object.entries(tooShort)) {
  if (found.has(key)) continue;
  failed++;
  console.log(`${key} is not reported, but ${reason}`);
}
if (summary.pairs < leastPairs) {
  failed++;
  console.log(`only ${summary.pairs} pairs were found in ${calls} calls`);
}
console.log(`${summary.pairs - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Copies a package's files; calls that the package makes by its own functions are made through `importPath`. Gives their number. */
function copy(from: string, to: string, importPath: string): number {
  mkdirSync(join(scratch, to));
  let count = 0;
  const counted = (replacement: string): string => {
    count++;
    return replacement;
  };
  for (const name of readdirSync(from)) {
    if (!name.endsWith(".go") || name.endsWith("_test.go")) continue;
    const before = count;
    const text = readFileSync(join(from, name), "utf8")
      // Of generated files nothing is said.
      .replace(/^\/\/ Code generated .*$/gm, "//")
      .replace(/ioctlPtr\(([^,()\n]+), ([^,\n]+), unsafe\.Pointer\((.*)\)\)$/gm, (_, file: string, request: string, pointer: string) =>
        counted(`sys.Syscall(sys.SYS_IOCTL, uintptr(${file}), uintptr(${request}), uintptr(unsafe.Pointer(${pointer})))`),
      )
      .replace(/(?<![\w.])(r|R)aw(Syscall(?:6|NoError)?)\((?=SYS_)/g, (_, _letter: string, call: string) => counted(`sys.Raw${call}(`))
      .replace(/(?<![\w.])(Syscall(?:6|NoError)?)\((?=SYS_)/g, (_, call: string) => counted(`sys.${call}(`));
    const imports = count === before ? text : text.replace(/^package \w+$/m, (clause) => `${clause}\n\nimport sys "${importPath}"`);
    writeFileSync(join(scratch, to, name), imports);
  }
  return count;
}

function check(): Checked {
  const command = [join(repositoryRoot, "dist/node/cli.cjs"), "check", "--targets", "all", "--format", "json", "."];
  const { stdout, stderr } = spawnSync(process.execPath, command, { cwd: scratch, encoding: "utf8", maxBuffer: 2 ** 30 });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Checked;
}
