/**
 * Compares what the engine says of cgo's Go structs with what `go tool cgo` generates for foreign ports.
 */
import { cgoView } from "../../../server/src/layout/cgo.ts";
import type { Compiler } from "./compilers.ts";
import { runCgo, structsOf } from "./goTool.ts";
import type { Sample } from "./records.ts";
import { float128 } from "./spellings.ts";

export interface CgoTally {
  compared: number;
  refused: number;
  readonly mismatches: { readonly sample: Sample; readonly what: string }[];
}

/** Samples whose records the C engine knows; what the engine thinks cgo refuses is run alone. */
export function compareCgo(compiler: Compiler, samples: readonly Sample[], tally: CgoTally): void {
  const { target, model } = compiler;
  const environment = { sizes: target.go, c: model };
  const accepted: Sample[] = [];
  for (const sample of samples) {
    // cgo takes unnamed structs for one type when they have the same members, and unnamed bit-fields do not count.
    if ([...sample.unnamed.values()].some((record) => record.fields?.every((field) => field.name === ""))) continue;
    const view = cgoView(sample.record, environment);
    if (view.known) {
      accepted.push(sample);
      continue;
    }
    if (!view.reason.startsWith("cgo refuses")) continue;
    // One in four is enough: each costs a run of cgo.
    if (tally.refused++ % 4 !== 0) continue;
    const { goTypes } = runCgo(goFile([sample], compiler), target.goos, target.goarch, commandOf(compiler));
    if (goTypes !== undefined) tally.mismatches.push({ sample, what: `the engine says "${view.reason}", cgo accepts it` });
  }
  runAll(compiler, accepted, tally);
}

/** Runs cgo on samples that it should accept; what it refuses without saying where is found by halving. */
function runAll(compiler: Compiler, samples: readonly Sample[], tally: CgoTally): void {
  let left = samples;
  while (left.length > 0) {
    const { goTypes, messages } = runCgo(goFile(left, compiler), compiler.target.goos, compiler.target.goarch, commandOf(compiler));
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
    tally.mismatches.push({ sample: bad, what: `cgo refuses: ${messages.split("\n")[0]}` });
    left = left.filter((sample) => sample !== bad);
  }
}

function commandOf(compiler: Compiler): string {
  return [compiler.command, ...compiler.args, "-w"].join(" ");
}

function goFile(samples: readonly Sample[], compiler: Compiler): string {
  const lines = ["package p", "/*", ...samples.flatMap((sample) => sample.lines), "*/", 'import "C"'];
  for (const sample of samples) lines.push(`var _ C.${goName(sample)}`);
  return `${lines.join("\n").replaceAll(float128, compiler.kind === "clang" ? "__float128" : "_Float128")}\n`;
}

/** The sample each line of `goFile` belongs to. */
function lineOwners(samples: readonly Sample[]): (Sample | undefined)[] {
  const owners: (Sample | undefined)[] = [undefined, undefined];
  for (const sample of samples) for (const _ of sample.lines) owners.push(sample);
  owners.push(undefined, undefined);
  for (const sample of samples) owners.push(sample);
  return owners;
}

function goName(sample: Sample): string {
  return sample.record.name.replace(" ", "_");
}

function compareStructs(compiler: Compiler, samples: readonly Sample[], goTypes: string, tally: CgoTally): void {
  const { target, model } = compiler;
  const structs = structsOf(goTypes, [target.goarch]).get(target.goarch) ?? new Map();
  for (const sample of samples) {
    let what: string | undefined;
    for (const record of sample.named) {
      const view = cgoView(record, { sizes: target.go, c: model });
      const name = `_Ctype_${record.name.replace(" ", "_")}`;
      if (record.union) {
        const size = new RegExp(`^type ${name} = \\[(\\d+)\\]byte$`, "m").exec(goTypes)?.[1];
        if (size === undefined) continue;
        tally.compared++;
        if (!view.known || view.size !== Number(size))
          what ??= `${record.name}: cgo [${size}]byte, engine ${view.known ? view.size : view.reason}`;
        continue;
      }
      const answer = structs.get(name);
      // Records that are only named on the way are generated when something needs them.
      if (answer === undefined) continue;
      tally.compared++;
      if (!view.known && view.reason.startsWith("cgo gives the types _BitInt")) continue;
      if (!view.known) {
        what ??= `${record.name}: the engine says "${view.reason}"`;
        continue;
      }
      const ours = `size ${view.size} align ${view.align} ${view.fields.map((field) => `${field.name}@${field.bitOffset / 8} ${plain(field.type)}`).join("; ")}`;
      const theirs = `size ${answer.size} align ${answer.align} ${answer.fields.map((field: { name: string; offset: number; type: string }) => `${field.name}@${field.offset} ${plain(field.type)}`).join("; ")}`;
      if (ours !== theirs) what ??= `${record.name}:\n      engine ${ours}\n      cgo    ${theirs}`;
    }
    if (what !== undefined) tally.mismatches.push({ sample, what });
  }
}

/** Type texts without what cannot be compared: the numbers of unnamed structs. */
function plain(type: string): string {
  return type.replace(/_Ctype_struct___\d+/g, "_Ctype_struct___N");
}
