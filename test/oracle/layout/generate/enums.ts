/** Random enums: sized, packed, aligned, forward declared, with constant expressions and values beyond int. */
import fc, { type Arbitrary } from "fast-check";
import { enumAttributes } from "./attributes.ts";
import type { SampleOptions } from "./kinds.ts";
import { chance, maybe, pick, type Write, type Writer } from "./writer.ts";

/** An enum that can be named, and how many bits every bit-field of it may have. */
export interface MadeEnum {
  readonly name: string;
  readonly bits: number;
}

const usual: readonly string[] = [
  "3",
  "-1",
  "200",
  "-128",
  "127",
  "40000",
  "-200",
  "0x7fffffff",
  "1 << 4",
  "'a'",
  "0",
  "sizeof(int)",
  "~0",
];
const wide: readonly string[] = [
  "0xffffffff",
  "0x80000000u",
  "0x7ffffffffffffff0",
  "-0x7fffffffffffffffLL",
  "1ull << 40",
  "-1LL << 35",
  "0xffffffffffffffff",
];

const fixedTypes: readonly string[] = [
  "char",
  "unsigned char",
  "short",
  "int",
  "unsigned",
  "long",
  "long long",
  "unsigned long long",
  "_Bool",
];

type Enumerator = (writer: Writer, last: string | undefined) => string;

function enumerators(isFixed: boolean): Arbitrary<readonly Enumerator[]> {
  if (isFixed) return fc.constant([(writer) => `${writer.fresh("E")} = 0`, (writer) => writer.fresh("E")]);
  const value = pick<string | undefined>(
    [45, fc.constant(undefined)],
    [45, fc.constantFrom(...usual)],
    [5, fc.constantFrom(...wide)],
    [5, fc.constant("last + 1")],
  );
  const one = value.map((text): Enumerator => {
    return (writer, last) => {
      const name = writer.fresh("E");
      if (text === undefined) return name;
      return `${name} = ${text.replace("last", last ?? "5")}`;
    };
  });
  return fc.array(one, { minLength: 1, maxLength: 4 });
}

/** An enum definition, written where it is asked for. */
export function enumeration(options: SampleOptions): Arbitrary<Write<MadeEnum>> {
  const fixed = options.rareTypes ? maybe(15, fc.constantFrom(...fixedTypes)) : fc.constant(undefined);
  return fixed.chain((type) =>
    fc
      .tuple(
        enumerators(type !== undefined),
        enumAttributes(options),
        fc.constantFrom<"front" | "behind">("front", "behind"),
        maybe(4, fc.constant("enum @;")),
        pick<"tag" | "typedef" | "both">([80, fc.constant("tag")], [10, fc.constant("typedef")], [10, fc.constant("both")]),
        chance(20),
      )
      .map(([values, attributes, place, forward, form, comma]) => (writer: Writer) => {
        const tag = writer.fresh("e");
        const text = attributes(place === "front")(writer);
        let last: string | undefined;
        const body = values.map((write) => {
          const written = write(writer, last);
          [last] = written.split(" ");
          return written;
        });
        if (last !== undefined) writer.enumerators.push(last);
        if (forward !== undefined && type === undefined && form !== "typedef") writer.declare(forward.replace("@", tag));
        const shown = form === "typedef" ? "" : ` ${tag}`;
        const definition = `enum ${place === "front" ? text : ""}${shown}${type === undefined ? "" : ` : ${type}`} { ${body.join(", ")}${comma ? "," : ""} } ${place === "behind" ? text : ""}`;
        const bits = type === "_Bool" ? 1 : 8;
        if (form === "tag") {
          writer.declare(`${definition};`);
          return { name: `enum ${tag}`, bits };
        }
        const alias = writer.fresh("t");
        writer.declare(`typedef ${definition} ${alias};`);
        return { name: alias, bits };
      }),
  );
}
