/**
 * The seed corpus: records as people write them, and every mismatch that was found. Each is compared with all
 * compilers in every run, and with recorded answers where there is none.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../support/root.ts";
import type { Sample } from "./samples.ts";

const path = "test/oracle/layout/corpus.txt";

/** `@` in the text stands for the sample's number, which keeps names apart in one text. */
export function corpus(): readonly Sample[] {
  const text = readFileSync(join(repositoryRoot, path), "utf8");
  const blocks = text.split(/^-{4}.*\n/m).filter((block) => block.trim() !== "");
  return blocks.map((block, index) => {
    const lines = block.trim().replaceAll("@", `c${index}`).split("\n");
    return { lines, named: namesIn(lines) };
  });
}

/** The records that a sample defines at file level and names: `struct R {`, and `} T;` behind `typedef struct {`. */
function namesIn(lines: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const line of lines) {
    const tag = /^(?:typedef )?((?:struct|union)) (?:(?:__attribute__\(\(.*?\)\)|\[\[.*?\]\]|__declspec\(.*?\)\)|[A-Z_]+) )*(\w+) \{/.exec(
      line,
    );
    if (tag !== null) names.push(`${tag[1]} ${tag[2]}`);
    const alias = /^\} ?(?:__attribute__\(\(.*\)\) )?(\w+);$/.exec(line)?.[1];
    if (alias !== undefined && tag === null) names.push(alias);
  }
  return names;
}
