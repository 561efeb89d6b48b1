/**
 * Compares what the engine says of cgo's Go structs, with the records as the C reader gives them, with what
 * `go tool cgo` generates for foreign ports.
 */
import { cgoView } from "../../../server/src/layout/cgo.ts";
import { freestanding } from "./ask.ts";
import { isAllKnown } from "./cOracle.ts";
import type { Compiler } from "./compilers.ts";
import { type GoAnswer, runCgo, structsOf } from "./goTool.ts";
import { type ReadSample, textOf } from "./reading.ts";
import type { Sample } from "./samples.ts";

export interface CgoTally {
  compared: number;
  refused: number;
  readonly mismatches: { readonly sample: Sample; readonly what: string }[];
}

/** Samples whose records the C engine knows; what the engine thinks cgo refuses is run alone. */
export function compareCgo(compiler: Compiler, reads: readonly ReadSample[], tally: CgoTally): void {
  const { target, model } = compiler;
  const environment = { sizes: target.go, c: model };
  const accepted: ReadSample[] = [];
  for (const read of reads) {
    const { sample, named, unnamed } = read;
    // cgo takes unnamed structs for one type when they have the same members, and unnamed bit-fields do not count.
    if ([...unnamed.values()].some((record) => record.fields?.every((field) => field.name === ""))) continue;
    // Where a pack lowers its alignment, gcc names a member of a restrict-qualified typedef by what is behind the name.
    if (compiler.kind === "gcc" && sample.lines.some((line) => /\brestrict\b/.test(line)) && sample.lines.some((line) => /pack/.test(line)))
      continue;
    const record = named.get(sample.named.at(-1) ?? "");
    if (record === undefined) continue;
    const view = cgoView(record, environment);
    if (view.known && isAllKnown(compiler, read)) {
      accepted.push(read);
      continue;
    }
    if (view.known || !view.reason.startsWith("cgo refuses")) continue;
    // One in four is enough: each costs a run of cgo.
    if (tally.refused++ % 4 !== 0) continue;
    const { goTypes } = runCgo(goFile([read]), target.goos, target.goarch, commandOf(compiler));
    if (goTypes !== undefined) tally.mismatches.push({ sample, what: `the engine says "${view.reason}", cgo accepts it` });
  }
  runAll(compiler, accepted, tally);
}

/** Runs cgo on samples that it should accept; what it refuses without saying where is found by halving. */
function runAll(compiler: Compiler, reads: readonly ReadSample[], tally: CgoTally): void {
  let left = reads;
  while (left.length > 0) {
    const { goTypes, messages } = runCgo(goFile(left), compiler.target.goos, compiler.target.goarch, commandOf(compiler));
    if (goTypes !== undefined) {
      compareStructs(compiler, left, goTypes, tally);
      return;
    }
    const line = Number(/x\.go:(\d+):\d+: /.exec(messages)?.[1] ?? "0");
    const bad = left.length === 1 ? left[0] : lineOwners(left)[line - 1];
    if (bad === undefined) {
      const half = Math.ceil(left.length / 2);
      runAll(compiler, left.slice(0, half), tally);
      runAll(compiler, left.slice(half), tally);
      return;
    }
    tally.mismatches.push({ sample: bad.sample, what: `cgo refuses: ${messages.split("\n")[0]}` });
    left = left.filter((read) => read !== bad);
  }
}

function commandOf(compiler: Compiler): string {
  return [compiler.command, ...compiler.args, ...freestanding(compiler), "-w"].join(" ");
}

const before = ["package p", "/*"];
const behind = ["*/", 'import "C"'];

function goFile(reads: readonly ReadSample[]): string {
  const { text } = textOf(reads.map(({ sample }) => sample));
  return [...before, text.trimEnd(), ...behind, ...reads.map((read) => `var _ C.${goName(read)}`), ""].join("\n");
}

/** The sample each line of `goFile` belongs to. */
function lineOwners(reads: readonly ReadSample[]): (ReadSample | undefined)[] {
  const { text, starts } = textOf(reads.map(({ sample }) => sample));
  const owners: (ReadSample | undefined)[] = [...before, ...text.trimEnd().split("\n"), ...behind].map(() => undefined);
  for (const read of reads) {
    const start = before.length + (starts.get(read.sample) ?? 0);
    for (const line of read.sample.lines.keys()) owners[start + line] = read;
    owners.push(read);
  }
  return owners;
}

function goName({ sample }: ReadSample): string {
  return (sample.named.at(-1) ?? "").replace(" ", "_");
}

function compareStructs(compiler: Compiler, reads: readonly ReadSample[], goTypes: string, tally: CgoTally): void {
  const { target, model } = compiler;
  const structs: ReadonlyMap<string, GoAnswer> = structsOf(goTypes, [target.goarch]).get(target.goarch) ?? new Map();
  for (const { sample, named } of reads) {
    let what: string | undefined;
    for (const [shown, record] of named) {
      if (record === undefined) continue;
      const view = cgoView(record, { sizes: target.go, c: model });
      const name = `_Ctype_${shown.replace(" ", "_")}`;
      if (record.union) {
        const size = new RegExp(`^type ${name} = \\[(\\d+)\\]byte$`, "m").exec(goTypes)?.[1];
        if (size === undefined) continue;
        tally.compared++;
        if (!view.known || view.size !== Number(size))
          what ??= `${shown}: cgo [${size}]byte, engine ${view.known ? view.size : view.reason}`;
        continue;
      }
      const answer = structs.get(name);
      // Records that are only named on the way are generated when something needs them.
      if (answer === undefined) continue;
      tally.compared++;
      if (!view.known && /^cgo gives the types _BitInt|^which typedef gcc names/.test(view.reason)) continue;
      if (!view.known) {
        what ??= `${shown}: the engine says "${view.reason}"`;
        continue;
      }
      const ours = `size ${view.size} align ${view.align} ${view.fields.map((field) => `${field.name}@${field.bitOffset / 8} ${plain(field.type)}`).join("; ")}`;
      const theirs = `size ${answer.size} align ${answer.align} ${answer.fields.map((field) => `${field.name}@${field.offset} ${plain(field.type)}`).join("; ")}`;
      if (ours !== theirs) what ??= `${shown}:\n      engine ${ours}\n      cgo    ${theirs}`;
    }
    if (what !== undefined) tally.mismatches.push({ sample, what });
  }
}

/** Type texts without what cannot be compared: the numbers of unnamed structs, and the one name of all `_BitInt`. */
function plain(type: string): string {
  return type.replace(/_Ctype_struct___\d+/g, "_Ctype_struct___N").replace(/\*_Ctype_\w*_BitInt\b/g, "*?");
}
