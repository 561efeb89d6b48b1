/** The built command as a process: real files, real pipes, real exit statuses. Needs `dist/`, which npm ci builds. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { repositoryRoot } from "../../support/root.ts";

const command = join(repositoryRoot, "dist/node/cli.cjs");
const folder = mkdtempSync(join(tmpdir(), "abi-lens-cli-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function run(...args: string[]): { status: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { cwd: folder, encoding: "utf8" });
  return { status, out: stdout, error: stderr };
}

test("the command is executable and knows its version", () => {
  const { version } = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8"));
  assert.deepEqual(run("--version"), { status: 0, out: `abi-lens ${version}\n`, error: "" });
  if (process.platform !== "win32") assert.equal(spawnSync(command, ["--version"]).status, 0);
});

test("a finding is status 1, a clean package 0, nothing to read 2", () => {
  put("bad/a.go", 'package p\n\nimport "C"\n\n// export Space\nfunc Space() {}\n');
  put("good/a.go", "package p\n");
  put("empty/readme.md", "");
  const bad = run("check", "bad", "--format", "json");
  assert.equal(bad.error, "");
  assert.equal(bad.status, 1);
  const [finding] = JSON.parse(bad.out).findings;
  assert.deepEqual([finding.rule, finding.file, finding.range.start], ["export-directive-space", "bad/a.go", { line: 5, column: 1 }]);
  assert.equal(run("check", "good").status, 0);
  assert.equal(run("check", "empty").status, 2);
  assert.equal(run("check").status, 1);
});

test("unreadable, binary and odd files are one line each, and links make no circle", () => {
  put("odd/a.go", "package p\n");
  put("odd/binary.go", new Uint8Array([0, 1, 2, 255]));
  put("odd/latin.go", new Uint8Array([0x70, 0xe9]));
  put("odd/empty.go", "");
  put("odd/sub/b.go", "package sub\n");
  symlinkSync(join(folder, "odd"), join(folder, "odd/sub/circle"));
  symlinkSync(join(folder, "nowhere"), join(folder, "odd/dangling.go"));
  const lines = ["abi-lens: odd/binary.go: is binary: it holds a NUL byte", "abi-lens: odd/latin.go: is not UTF-8"];
  if (process.platform !== "win32") {
    spawnSync("mkfifo", [join(folder, "odd/pipe.go")]);
    put("odd/closed.go", "package p\n");
    chmodSync(join(folder, "odd/closed.go"), 0);
    // The administrator may read everything.
    if (process.getuid?.() !== 0) lines.splice(1, 0, "abi-lens: odd/closed.go: cannot be read: permission denied");
  }
  const { status, error } = run("check", "odd", "--quiet");
  assert.equal(error.trimEnd(), lines.join("\n"));
  assert.ok(status === 0 || status === 1);
});

test("a reader that leaves early is no error", async () => {
  const child = spawn(process.execPath, [command, "targets", "--format", "json"], { cwd: folder });
  child.stdout.destroy();
  let error = "";
  child.stderr.on("data", (chunk) => {
    error += String(chunk);
  });
  const status = await new Promise((resolve) => child.once("close", resolve));
  assert.equal(error, "");
  assert.equal(status, 0);
});

test("lsp --stdio answers initialize and ends when told", async () => {
  const child = spawn(process.execPath, [command, "lsp", "--stdio"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  let answer = "";
  const answered = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      answer += String(chunk);
      if (answer.includes('"capabilities"')) resolve();
    });
  });
  send({ id: 1, method: "initialize", params: { processId: process.pid, rootUri: null, capabilities: {} } });
  await answered;
  assert.match(answer, /"hoverProvider":true/);
  const ended = new Promise((resolve) => child.once("close", resolve));
  send({ id: 2, method: "shutdown" });
  send({ method: "exit" });
  assert.equal(await ended, 0);
});
