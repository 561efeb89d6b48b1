/**
 * Compares the reading of C with compilers: preprocessing with `-E -P`, on written and on random cases, predefined
 * macros under several `-std`, random integer constants, the size and alignment of records in every spelling of
 * attributes, and random declarators. `--count N` random cases (10,000), `--constants N` (2,000), `--declarations N`
 * (1,000), `--seed S`.
 */
import { installedCompilers } from "./compilers.ts";
import { randomConstants } from "./constants.ts";
import { randomDeclarators } from "./declarators.ts";
import { randomMacros, writtenMacros } from "./macros.ts";
import { libraryBuiltins, predefinedMacros } from "./predefined.ts";
import { writtenRecords } from "./records.ts";

function argument(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

const compilers = installedCompilers();

let passed = 0;
let failed = 0;

function report(isRight: boolean, explain: () => string): void {
  if (isRight) passed++;
  else if (failed++ < 8) console.log(explain());
}

writtenMacros(compilers, report);
// The kinds of ports that differ: both compilers, 32 and 64 bits, char and wchar_t of either sign.
const kinds = new Set("linux/amd64 linux/arm windows/amd64 darwin/arm64".split(" "));
randomMacros(
  compilers.filter(({ target }) => kinds.has(target.id)),
  argument("--count", 10_000),
  argument("--seed", 1),
  report,
);
predefinedMacros(compilers, report);
libraryBuiltins(compilers, report);
randomConstants(compilers, argument("--constants", 2000), argument("--seed", 1), report);
writtenRecords(compilers, report);
randomDeclarators(
  compilers.filter(({ target }) => kinds.has(target.id)),
  argument("--declarations", 1000),
  argument("--seed", 1),
  report,
);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
