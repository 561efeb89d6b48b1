/** Calls the compilers a target's data came from, as its row names them. For the oracle tests of targets only. */
import { spawnSync } from "node:child_process";
import type { CModel, Target } from "../../server/src/target/target.ts";

export interface OracleCompiler {
  readonly command: string;
  readonly flags: readonly string[];
}

/** The compiler behind the target's model, or behind its other one; undefined when the row names none of that kind. */
export function compilerOf(target: Target, model: CModel): OracleCompiler | undefined {
  if (model.compiler === "clang") return { command: "clang-19", flags: ["-target", target.triple] };
  const command = target.source?.split(", ").find((one) => !one.startsWith("clang"));
  return command === undefined ? undefined : { command: command.split(" ")[0] ?? command, flags: [] };
}

/** Whether the compiler takes the unit, and what it says. */
export function compile(compiler: OracleCompiler, text: string): { readonly ok: boolean; readonly message: string } {
  const args = [...compiler.flags, "-w", "-fsyntax-only", "-x", "c", "-"];
  const { status, stderr } = spawnSync(compiler.command, args, { input: text, encoding: "utf8" });
  if (status === null) throw new Error(`${compiler.command} cannot be run`);
  return { ok: status === 0, message: stderr };
}

/** Counts answers, shows the first wrong ones and ends with the line `N passed, N failed`. */
export class Tally {
  static readonly maxShown = 30;
  private nPassed = 0;
  private nFailed = 0;

  check(isRight: boolean, what: string): void {
    if (isRight) this.nPassed++;
    else if (this.nFailed++ < Tally.maxShown) console.log(what);
  }

  finish(): void {
    console.log(`${this.nPassed} passed, ${this.nFailed} failed`);
    process.exitCode = this.nFailed === 0 && this.nPassed > 0 ? 0 : 1;
  }
}
