/**
 * Preprocessing compared with `-E -P`, token by token: the written cases of macros.txt and random ones. Many random
 * cases go through one run of a compiler and one of ours, each ended by a line that finds its end; a case that differs
 * is looked at alone and made smaller before it is shown.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Random } from "../../support/random.ts";
import { ask, type Compiler } from "./compilers.ts";
import { preprocess, reachesLimit, type Surroundings, spellingsOf } from "./preprocess.ts";
import { FOLDERS, type RandomCase, randomCase } from "./randomCase.ts";
import { NAMES } from "./randomText.ts";
import { shrink } from "./shrink.ts";

export type Report = (isRight: boolean, explain: () => string) => void;

const BATCH = 500;
const STANDARDS = [undefined, undefined, "gnu99", "c11", "gnu2x", "c99"];
/** Ends a case; the parentheses end calls that were left open. */
const END = "\n@@@@ END )))))))\n";

/** The written cases, each ended by a line `----`; a comment in front, as `-std=c99`, says with what it is read. */
export function writtenMacros(compilers: readonly Compiler[], report: Report): void {
  const cases = readFileSync("test/oracle/c/macros.txt", "utf8").split("\n----\n");
  for (const compiler of compilers) {
    for (const text of cases) {
      const std = /^\W+std=(\S+)/.exec(text)?.[1];
      const mine = preprocess(text, compiler.target, { options: { std } }).join(" ");
      const theirs = spellingsOf(
        ask(compiler, ["-E", "-P", "-w", "-O2", ...(std === undefined ? [] : [`-std=${std}`]), "-x", "c", "-"], text).stdout,
        compiler.kind,
        std,
      ).join(" ");
      report(mine === theirs, () => `${compiler.target.id}\n${text}\n  here: ${mine}\n  there: ${theirs}\n`);
    }
  }
}

/** `count` random cases, each on every compiler. */
export function randomMacros(compilers: readonly Compiler[], count: number, seed: number, report: Report): void {
  console.log(`${count} random cases on ${compilers.length} targets, seed ${seed}`);
  const random = new Random(seed);
  for (let done = 0; done < count; done += BATCH) {
    const cases = Array.from({ length: Math.min(BATCH, count - done) }, (_, i) => randomCase(random, done + i));
    const std = STANDARDS[(done / BATCH) % STANDARDS.length];
    const session = new Session(std);
    try {
      session.write(new Map(cases.flatMap(({ files }) => [...files])));
      for (const compiler of compilers)
        compareBatch(session, compiler, cases, (i, isRight, explain) => {
          report(isRight, () => `${compiler.target.id}, case ${done + i}, -std=${std ?? "default"}\n${explain()}`);
        });
    } finally {
      session.close();
    }
  }
}

/** Compares case by case; behind one that differs everything may, so the rest is run again. */
function compareBatch(
  session: Session,
  compiler: Compiler,
  cases: readonly RandomCase[],
  report: (index: number, isRight: boolean, explain: () => string) => void,
): void {
  const clear = NAMES.map((name) => `#undef ${name}\n`).join("");
  for (let first = 0; first < cases.length; ) {
    const upTo = (end: number): RandomCase => merge(cases.slice(first, end), (main) => `#line 1 "case.c"\n${main}${END}${clear}`);
    const whole = upTo(cases.length);
    const theirs = parts(session.theirs(compiler, whole.main).tokens);
    const mine = parts(session.mine(compiler, whole));
    let i = first;
    for (; i < cases.length; i++) {
      const one = cases[i];
      if (one === undefined) return;
      const [here, there] = [mine, theirs].map((all) => all[i - first]?.join(" ") ?? "");
      const isRight = isSame(here ?? "", there ?? "");
      if (!isRight && session.reachesLimit(compiler, one)) {
        console.log(`${compiler.target.id}: one case expands to more than we read`);
        break;
      }
      report(
        i,
        isRight,
        () =>
          explained(session, compiler, one) ??
          `only behind others:\n${explained(session, compiler, upTo(i + 1)) ?? `${one.main}\n${difference(here ?? "", there ?? "")}`}`,
      );
      if (!isRight) break;
    }
    first = i + 1;
  }
}

function merge(cases: readonly RandomCase[], main: (text: string) => string): RandomCase {
  return { main: cases.map((one) => main(one.main)).join(""), files: new Map(cases.flatMap(({ files }) => [...files])) };
}

/** Tokens between the lines that end cases. */
function parts(tokens: readonly string[]): string[][] {
  const result: string[][] = [[]];
  for (const [i, token] of tokens.entries()) {
    if (token === "END" && tokens[i - 1] === "@") result.push([]);
    else result[result.length - 1]?.push(token);
  }
  return result;
}

/** A case that differs, as small as it gets; undefined when it is right on its own. */
function explained(session: Session, compiler: Compiler, one: RandomCase): string | undefined {
  const compare = (some: RandomCase): { readonly mine: string; readonly theirs: string; readonly errors: number } => {
    session.write(some.files);
    const { tokens, errors } = session.theirs(compiler, some.main);
    return { mine: session.mine(compiler, some).join(" "), theirs: tokens.join(" "), errors };
  };
  const first = compare(one);
  if (isSame(first.mine, first.theirs)) return undefined;
  const small = shrink(one, (some) => {
    const { mine, theirs, errors } = compare(some);
    return !isSame(mine, theirs) && errors <= first.errors && !mine.includes("__has_include");
  });
  const { mine, theirs } = compare(small);
  session.write(one.files);
  const files = [...small.files].filter(([, text]) => text.trim() !== "").map(([path, text]) => `-- ${path} --\n${text}`);
  return `${[small.main, ...files].join("\n")}\n${difference(mine, theirs)}`;
}

function difference(mine: string, theirs: string): string {
  return `  here: ${aroundDifference(mine, theirs)}\n  there: ${aroundDifference(theirs, mine)}\n`;
}

/** What of a long text stands where it begins to differ from another. */
function aroundDifference(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return `${at > 100 ? "…" : ""}${text.slice(Math.max(0, at - 100), at + 200)}`;
}

/** gcc prints two tokens without a space between them where a call does not end; that alone is no difference. */
function isSame(mine: string, theirs: string): boolean {
  return mine === theirs || mine.replaceAll(" ", "") === theirs.replaceAll(" ", "");
}

/** A folder with the generated files, read by the compilers from disk and by us from memory. */
class Session {
  readonly #folder = mkdtempSync(join(tmpdir(), "abi-lens-macros-"));
  readonly #std: string | undefined;

  constructor(std: string | undefined) {
    this.#std = std;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  write(files: ReadonlyMap<string, string>): void {
    for (const folder of Object.values(FOLDERS).flat()) mkdirSync(this.#path(folder), { recursive: true });
    for (const [name, text] of files) {
      mkdirSync(dirname(this.#path(name)), { recursive: true });
      writeFileSync(this.#path(name), text);
    }
  }

  theirs(compiler: Compiler, text: string): { readonly tokens: readonly string[]; readonly errors: number } {
    writeFileSync(this.#path("main.c"), text);
    const folders = (option: string, names: readonly string[]): string[] => names.flatMap((name) => [option, this.#path(name)]);
    const { stdout, stderr } = ask(
      compiler,
      [
        ...["-E", "-P", "-w", "-O2", ...(this.#std === undefined ? [] : [`-std=${this.#std}`])],
        ...(compiler.kind === "clang" ? ["-ferror-limit=0"] : []),
        ...folders("-iquote", FOLDERS.quote),
        ...folders("-I", FOLDERS.include),
        ...folders("-isystem", FOLDERS.system),
        this.#path("main.c"),
      ],
      "",
    );
    return {
      tokens: spellingsOf(stdout, compiler.kind, this.#std),
      errors: (stderr.match(/error:/g) ?? []).length + (/No such file|file not found/.test(stderr) ? 1000 : 0),
    };
  }

  mine(compiler: Compiler, one: RandomCase): readonly string[] {
    return preprocess(one.main, compiler.target, this.#surroundings(one));
  }

  reachesLimit(compiler: Compiler, one: RandomCase): boolean {
    return reachesLimit(one.main, compiler.target, this.#surroundings(one));
  }

  #surroundings({ files }: RandomCase): Surroundings {
    const all = (names: readonly string[]): string[] => names.map((name) => this.#path(name));
    return {
      path: this.#path("main.c"),
      files: new Map([...files].map(([name, text]) => [this.#path(name), text])),
      options: { quoteDirs: all(FOLDERS.quote), includeDirs: all(FOLDERS.include), systemDirs: all(FOLDERS.system), std: this.#std },
    };
  }
}
