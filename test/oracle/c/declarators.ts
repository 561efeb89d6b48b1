/**
 * Random declarations compared with compilers: the type that our reader prints for the declared name must be that of
 * the name to `__builtin_types_compatible_p`, behind a pointer so that qualifiers count, and records with members of
 * all forms must have the compiler's size and offsets. All declarations go through one run of a compiler. What we call
 * unknown is counted, not compared: functions in the old style, whose parameters our types leave unknown.
 */
import { readFileSync } from "node:fs";
import { CReader } from "../../../server/src/c/read.ts";
import type { CUnit } from "../../../server/src/c/unit.ts";
import { layoutC, layoutRecord } from "../../../server/src/layout/c.ts";
import { cTypeText } from "../../../server/src/layout/cTypeText.ts";
import { createPredefinedMacros } from "../../../server/src/target/predefinedMacros.ts";
import type { CType } from "../../../server/src/types/c.ts";
import { Random } from "../../support/random.ts";
import type { Compiler } from "./compilers.ts";
import { emittedNumbers, sayNumbers } from "./emitted.ts";
import type { Report } from "./macros.ts";
import { type RandomDeclaration, randomDeclaration } from "./randomDeclaration.ts";

const macros = createPredefinedMacros(JSON.parse(readFileSync("data/predefinedMacros.json", "utf8")));
const options = { quoteDirs: [], includeDirs: [], systemDirs: [], defines: [], undefines: [], preIncludes: [], std: undefined };

/** `count` declarations, each on every compiler. */
export function randomDeclarators(compilers: readonly Compiler[], count: number, seed: number, report: Report): void {
  console.log(`${count} random declarations on ${compilers.length} targets, seed ${seed}`);
  const random = new Random(seed);
  const declarations = Array.from({ length: count }, (_, i) => randomDeclaration(random, i));
  const text = declarations.map((one) => `${one.text}\n`).join("");
  const reader = new CReader(undefined, macros);
  let unknown = 0;
  let refused = 0;
  for (const compiler of compilers) {
    const answer = reader.read({ path: "/case.c", text, isPreamble: false }, options, [compiler.target], {
      read: () => null,
      list: () => null,
    });
    const unit = answer.done ? answer.value[0] : undefined;
    if (unit === undefined) throw new Error("the declarations need files");
    const mine = declarations.map((one) => facts(unit, compiler, one));
    const theirs = emittedNumbers(
      compiler,
      "",
      declarations.map((one, i) => `${one.text}\n${question(one, i, mine[i])}`),
    );
    for (const [i, one] of declarations.entries()) {
      const here = mine[i];
      const there = theirs.get(i);
      if (there === undefined) refused++;
      else if (here === undefined) unknown++;
      else {
        const [isCompatible, ...sizes] = there;
        const isRight = isCompatible === 1 && sizes.join() === here.sizes.join();
        report(isRight, () => {
          const [typed, sized] = [
            isCompatible === 1 ? "" : `\n  not ${here.type}`,
            sizes.join() === here.sizes.join() ? "" : `\n  here: ${here.sizes}\n  there: ${sizes}`,
          ];
          return `${compiler.target.id}: ${one.text}${typed}${sized}\n`;
        });
      }
    }
  }
  console.log(`${unknown} declarations are unknown here, ${refused} refused there`);
}

/** What we say of a declaration: its type as text; its size in bytes where it has one, then each record's size and offset of `last`. */
interface Facts {
  readonly type: string;
  readonly hasSize: boolean;
  readonly sizes: readonly number[];
}

function facts(unit: CUnit, { target }: Compiler, { name, kind, records }: RandomDeclaration): Facts | undefined {
  const type = typeOf(unit, name, kind);
  if (type === undefined || typeof target.c === "string") return undefined;
  const text = cTypeText(type);
  if (/[?…]/.test(text)) return undefined;
  const layout = layoutC(type, target.c);
  const sizes: number[] = layout.known ? [layout.size] : [];
  for (const record of records) {
    const found = unit.tags.get(`struct ${record}`);
    const placed = found?.kind === "record" ? layoutRecord(found, target.c) : undefined;
    const last = placed?.known === true ? placed.fields.find((field) => field.name === "last") : undefined;
    if (placed?.known !== true || last === undefined) return undefined;
    sizes.push(placed.size, last.bitOffset / 8);
  }
  return { type: text, hasSize: layout.known, sizes };
}

function typeOf(unit: CUnit, name: string, kind: RandomDeclaration["kind"]): CType | undefined {
  if (kind === "function") return unit.functions.get(name)?.type;
  return kind === "object" ? unit.variables.get(name)?.type : unit.typedefs.get(name)?.type.type;
}

/** A function that says whether our type is the name's, and the sizes. */
function question({ name, records }: RandomDeclaration, index: number, mine: Facts | undefined): string {
  // Asked of what we do not know too, to tell it from what the compiler refuses.
  if (mine === undefined) return `void ask${index}(void) { ${sayNumbers(index, [`sizeof(__typeof__(${name}) *)`])} }`;
  const sizes = records.flatMap((record) => [`sizeof(struct ${record})`, `__builtin_offsetof(struct ${record}, last)`]);
  const numbers = [
    `__builtin_types_compatible_p(__typeof__(${name}) *, __typeof__(${mine.type}) *)`,
    ...(mine.hasSize ? [`sizeof(${name})`] : []),
    ...sizes,
  ];
  return `void ask${index}(void) { ${sayNumbers(index, numbers)} }`;
}
