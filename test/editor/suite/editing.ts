/** A user's session: the squiggle, the hover, the fix, other targets, a restart, a crash. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  type CodeAction,
  CodeActionKind,
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  extensions,
  type Hover,
  languages,
  MarkdownString,
  Position,
  Selection,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";

const EXTENSION = "abi-lens.abi-lens";
const MISMATCH = "struct-mirror-mismatch";

suite("a cgo file in the editor", () => {
  let document: TextDocument;
  let original: string;

  suiteSetup(async () => {
    const [folder] = workspace.workspaceFolders ?? [];
    assert.ok(folder, "the fixture is open as a folder");
    document = await workspace.openTextDocument(Uri.joinPath(folder.uri, "hdr.go"));
    original = document.getText();
    await window.showTextDocument(document);
  });

  teardown(async () => {
    if (document.getText() !== original) await replaceText(document, original);
    await configure(undefined);
  });

  test("a struct that C sees differently has a squiggle with targets and offsets", async () => {
    const diagnostic = await eventually("the mismatch", () => mismatch(document));
    assert.equal(diagnostic.source, "abi-lens");
    assert.equal(diagnostic.severity, DiagnosticSeverity.Error);
    assert.equal(
      diagnostic.message,
      "field Stamp of Hdr is at offset 4, C field stamp of struct hdr is at offset 8 (linux/arm, windows/386)",
    );
    assert.equal(document.getText(diagnostic.range), "Stamp");
    assert.equal(document.lineAt(diagnostic.range.start.line).text, "\tStamp int64");
    const [related] = diagnostic.relatedInformation ?? [];
    assert.ok(related, "the C side is named");
    assert.equal(related.location.uri.toString(), document.uri.toString());
    assert.equal(document.getText(related.location.range), "stamp");
  });

  test("an edit takes the squiggle away and brings it back", async () => {
    await eventually("the mismatch", () => mismatch(document));
    await replaceText(document, original.replace("Stamp int64", "Stamp [8]byte").replace("int64_t stamp;", "uint8_t stamp[8];"));
    await eventually("no mismatch", () => (mismatch(document) === undefined ? true : undefined));
    await replaceText(document, original);
    await eventually("the mismatch again", () => mismatch(document));
  });

  test("hovers show offsets in Go and in the preamble", async () => {
    await eventually("the mismatch", () => mismatch(document));
    for (const word of ["Stamp int64", "int64_t stamp;"]) {
      const offset = original.indexOf(word) + (word.startsWith("int64_t") ? "int64_t ".length : 0);
      const text = await eventually(`a hover on ${word}`, () => hoverText(document, document.positionAt(offset + 1)));
      assert.match(text, /offset/i, word);
      assert.match(text, /\|/, `${word}: a table`);
    }
    const text = await eventually("a hover on Hdr", () => hoverText(document, document.positionAt(original.indexOf("Hdr struct") + 1)));
    assert.match(text, /size/i);
    assert.match(text, /padding/i);
  });

  test("the light bulb inserts padding that is right everywhere", async () => {
    const diagnostic = await eventually("the mismatch", () => mismatch(document, /windows\/386/));
    const action = await eventually("the code action", async () => {
      const actions = await commands.executeCommand<CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        diagnostic.range,
        CodeActionKind.QuickFix.value,
      );
      return actions.find(({ title }) => title === "Insert explicit padding");
    });
    assert.ok(action.edit);
    assert.equal(await workspace.applyEdit(action.edit), true);
    assert.equal(
      document.getText(),
      original.replace(
        "\tKind  int32\n\tStamp int64\n",
        "\tKind  int32\n\t_     [unsafe.Offsetof(C.struct_hdr{}.stamp) - 4]byte\n\tStamp int64\n",
      ),
    );
    await eventually("no mismatch", () => (mismatch(document) === undefined ? true : undefined));
  });

  test("other targets, other findings", async () => {
    await eventually("the mismatch", () => mismatch(document));
    await configure(["linux/amd64", "linux/386"]);
    await eventually("no mismatch", () => (mismatch(document) === undefined ? true : undefined));
    await configure(["linux/amd64", "linux/arm"]);
    const diagnostic = await eventually("the mismatch on one target", () => mismatch(document));
    assert.doesNotMatch(diagnostic.message, /windows/);
  });

  test("the restart command brings a new server and the same findings", async () => {
    await eventually("the mismatch on all targets", () => mismatch(document, /windows\/386/));
    await commands.executeCommand("abiLens.restartServer");
    assert.equal(extensions.getExtension(EXTENSION)?.isActive, true);
    await eventually("the mismatch on all targets", () => mismatch(document, /windows\/386/));
    const text = await eventually("a hover", () => hoverText(document, document.positionAt(original.indexOf("Hdr struct") + 1)));
    assert.match(text, /size/i);
  });

  // Windows has no ps; what recovers from a crash is the same there.
  if (process.platform !== "win32") {
    test("a server that crashes is started again", async () => {
      await eventually("the mismatch", () => mismatch(document));
      const before = serverProcesses();
      assert.equal(before.length, 1, "one server runs as a child of the extension host");
      for (const pid of before) process.kill(pid, "SIGKILL");
      await eventually("another server", () => serverProcesses().find((pid) => !before.includes(pid)));
      await replaceText(document, `// moved\n${original}`);
      await eventually("the mismatch at its new place", () => {
        const line = mismatch(document)?.range.start.line ?? 0;
        return document.lineAt(line).text.startsWith("\t") || document.lineAt(line).text.startsWith("type Hdr") ? line : undefined;
      });
      await eventually("a hover", () => hoverText(document, document.positionAt(document.getText().indexOf("Hdr struct") + 1)));
    });
  }
});

function mismatch(document: TextDocument, text = /./): Diagnostic | undefined {
  const all = languages.getDiagnostics(document.uri);
  return all.find(({ code, message }) => (typeof code === "object" ? code.value : code) === MISMATCH && text.test(message));
}

async function hoverText(document: TextDocument, position: Position): Promise<string | undefined> {
  const hovers = await commands.executeCommand<Hover[]>("vscode.executeHoverProvider", document.uri, position);
  const texts = hovers.flatMap(({ contents }) => contents).map((content) => (content instanceof MarkdownString ? content.value : ""));
  return texts.find((text) => /offset|size/i.test(text));
}

async function replaceText(document: TextDocument, text: string): Promise<void> {
  const editor = await window.showTextDocument(document);
  const end = document.positionAt(document.getText().length);
  assert.equal(await editor.edit((edit) => edit.replace(new Selection(new Position(0, 0), end), text)), true);
}

async function configure(targets: readonly string[] | undefined): Promise<void> {
  await workspace.getConfiguration("abiLens").update("targets", targets, false);
}

/** The first answer that is not undefined; fails with `what` when none comes. */
async function eventually<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 300; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const seen = languages.getDiagnostics().flatMap(([uri, all]) => all.map(({ message }) => `${uri.path}: ${message}`));
  throw new Error(`did not come: ${what}; diagnostics: ${JSON.stringify(seen)}`);
}

function serverProcesses(): number[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === process.pid && args.includes("dist/node/server.cjs") ? [Number(pid)] : [];
  });
}
