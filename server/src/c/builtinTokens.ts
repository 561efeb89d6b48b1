/** Macros that the preprocessor itself gives their meaning, and the token that each stands for at one moment of a run. */
import { fixed, NUMBER, STRING } from "./atoms.ts";
import { TAKES_FILE } from "./expander.ts";
import { type BuiltinMacro, builtinMacro, type Macro } from "./macros.ts";
import type { Preprocessor } from "./preprocessor.ts";
import type { TokenList } from "./tokens.ts";

const NAMES: readonly (readonly [name: string, builtin: BuiltinMacro])[] = [
  ["__LINE__", "line"],
  ["__FILE__", "file"],
  ["__BASE_FILE__", "baseFile"],
  ["__FILE_NAME__", "fileName"],
  ["__COUNTER__", "counter"],
  ["__INCLUDE_LEVEL__", "level"],
  ["__DATE__", "date"],
  ["__TIME__", "date"],
  ["__TIMESTAMP__", "date"],
  ["_Pragma", "pragma"],
];

/** The macros that every run starts with. */
export const BUILTINS: readonly Macro[] = NAMES.map(([name, builtin]) => builtinMacro(fixed(name), builtin));

/** The token of a macro that the preprocessor gives its meaning, for a call from `start` to `end`. */
export function builtinToken(run: Preprocessor, macro: Macro, start: number, end: number): number {
  const { atoms, file, files, input } = run;
  const string = (text: string): number => atoms.intern(`"${text.replace(/["\\]/g, "\\$&")}"`, STRING);
  const number = (value: number): number => atoms.intern(String(value), NUMBER);
  const main = files[0];
  switch (macro.builtin) {
    case "line":
      return number(lineOfCall(run, start, end));
    case "counter":
      run.replay.spoil();
      return number(run.counter++);
    case "level":
      run.replay.spoil();
      return number(files.length - 1);
    case "file":
      return string(file?.named ?? file?.source.path ?? "");
    case "baseFile":
      run.replay.spoil();
      // clang goes by the name that #line gave the main file.
      return string((main?.named !== undefined && run.compiler === "clang" ? main.named : undefined) ?? input.source.path);
    case "fileName":
      return string((file?.source.path ?? "").replace(/^.*\//, ""));
    default:
      // The moment of compilation is nobody's business here; the answer must not depend on it.
      return string("??? ?? ????");
  }
}

/** Within a call that spans lines gcc counts the first, clang the last; a macro's name begins with a splice before it to clang. */
function lineOfCall(run: Preprocessor, start: number, end: number): number {
  const last = run.sources.spliceBefore(end, "__LINE__");
  return run.lineOf(start !== last && run.compiler === "clang" ? last : start);
}

/** The token of `__has_attribute(…)` or its like in text. */
export function operatorToken(run: Preprocessor, operator: number, operand: TokenList): number {
  const { atoms, directives } = run;
  const name = operand.atoms.map((atom) => atoms.text(atom)).join("");
  if (TAKES_FILE.has(operator)) {
    const isThere = directives.hasInclude(operator, name.slice(1, -1), name.startsWith('"'));
    return atoms.intern(isThere ? "1" : "0", NUMBER);
  }
  const value = directives.has(atoms.text(operator), name);
  return atoms.intern(value > 1n && run.compiler === "clang" ? `${value}L` : value.toString(), NUMBER);
}
