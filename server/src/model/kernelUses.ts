/**
 * The Go structs whose addresses go to the kernel by a raw system call or an ioctl, and the records that the kernel takes
 * them for. Only what is certain; whether the two agree is mirror.ts's question.
 */
import type { CallArgument, ForeignCall, GoView, PointerSource } from "../go/facts.ts";
import { isRawCall } from "../system/rawCalls.ts";
import type { SyscallNumbers } from "../system/syscallNumbers.ts";
import type { Extent } from "../system/systemCallPointers.ts";
import type { Target } from "../target/target.ts";
import type { Site } from "../text/range.ts";
import { type CRecord, type CType, unwrapC } from "../types/c.ts";
import { type GoNamed, type GoStruct, type GoType, underlyingGo } from "../types/go.ts";
import type { KernelTables } from "./kernelTables.ts";
import type { Correspondence, MirrorUse } from "./mirror.ts";

/** A struct that the kernel takes for a record, on the targets on which it is this record. */
export interface KernelUse {
  readonly targets: readonly Target[];
  readonly goType: GoNamed | GoStruct;
  readonly record: CRecord;
  readonly use: MirrorUse;
  /** What may say which fields correspond: names alone, where the record was told by a number alone. */
  readonly correspondence: Correspondence;
  /** The argument. */
  readonly site: Site;
}

/** What the kernel finds behind a pointer. */
interface Expected {
  readonly type: CType;
  readonly extent: Extent;
  readonly correspondence: Correspondence;
}

/** Targets as far as the answers of the tables differ between them. */
export function kernelUses(go: GoView, targets: readonly Target[], tables: KernelTables, numbers: SyscallNumbers): readonly KernelUse[] {
  const uses: KernelUse[] = [];
  for (const call of go.crossings) {
    if (call.kind !== "call" || call.narrowed || call.spreads || !isRawCall(call.package, call.name)) continue;
    for (const [i, argument] of call.arguments.entries()) {
      const struct = i === 0 ? undefined : structBehind(argument.source);
      if (struct !== undefined) uses.push(...usesOf(call, i - 1, argument, struct, targets, tables, numbers));
    }
  }
  return uses;
}

/** What a pointer points to that nothing was added to: a struct, or an array of structs. */
function structBehind(source: PointerSource | undefined): { readonly type: GoNamed | GoStruct; readonly isArray: boolean } | undefined {
  if (source === undefined || source.added.length > 0) return undefined;
  let type: GoType = source.pointee;
  let isArray = false;
  for (let under = underlyingGo(type); under.kind === "array"; under = underlyingGo(type)) {
    type = under.of;
    isArray = true;
  }
  const isStruct = type.kind === "struct" || (type.kind === "named" && underlyingGo(type).kind === "struct");
  return isStruct ? { type: type as GoNamed | GoStruct, isArray } : undefined;
}

function usesOf(
  call: ForeignCall,
  parameter: number,
  argument: CallArgument,
  struct: { readonly type: GoNamed | GoStruct; readonly isArray: boolean },
  targets: readonly Target[],
  tables: KernelTables,
  numbers: SyscallNumbers,
): readonly KernelUse[] {
  const uses = new Map<string, KernelUse>();
  const ids = new Map<CRecord, number>();
  for (const target of targets) {
    const expected = expectedBy(call, parameter, target, tables, numbers);
    const found = expected === undefined ? undefined : recordIn(expected.type);
    if (expected === undefined || found === undefined) continue;
    const use = useOf(expected, found, argument.source, struct.isArray, call);
    if (use === undefined) continue;
    const { record } = found;
    const id = ids.get(record) ?? ids.size;
    ids.set(record, id);
    const key = JSON.stringify([id, use, expected.correspondence]);
    const known = uses.get(key);
    uses.set(key, {
      targets: [...(known?.targets ?? []), target],
      goType: struct.type,
      record,
      use,
      correspondence: expected.correspondence,
      site: { path: call.site.path, ...argument.range },
    });
  }
  return [...uses.values()];
}

/** Undefined where that is not known, or not certain. */
function expectedBy(
  call: ForeignCall,
  parameter: number,
  target: Target,
  tables: KernelTables,
  numbers: SyscallNumbers,
): Expected | undefined {
  const number = call.arguments[0]?.value;
  const names = number === undefined ? undefined : numbers.namesOf(Number(number), target, call.package);
  if (names === undefined) return undefined;
  if (names.includes("SYS_IOCTL")) return parameter === 2 ? expectedByRequest(call.arguments[2], target, tables) : undefined;
  let expected: Expected | undefined;
  for (const name of names) {
    const pointer = tables.pointersOf(name, target)?.[parameter];
    if (pointer?.kind !== "pointer") continue;
    const { to, extent } = pointer;
    if (expected !== undefined && recordIn(expected.type)?.record !== recordIn(to)?.record) return undefined;
    expected = { type: to, extent, correspondence: "order" };
  }
  return expected;
}

/**
 * Devices share numbers. The request is certain where the constant has its name; by its number alone it is taken for
 * what all requests of the table agree on, and what names of fields do not confirm is not claimed.
 */
function expectedByRequest(request: CallArgument | undefined, target: Target, tables: KernelTables): Expected | undefined {
  if (request?.value === undefined) return undefined;
  const all = tables.requests(Number(BigInt.asUintN(32, request.value)), target);
  const written = request.spelled.kind === "name" ? plainName(request.spelled.name.replace(/^.*\./, "")) : undefined;
  const named = all.filter(({ name }) => plainName(name) === written);
  const meant = named.length > 0 ? named : all;
  const [first] = meant;
  if (first?.argument === undefined || first.direction === undefined) return undefined;
  const record = recordIn(first.argument)?.record;
  if (meant.some(({ argument }) => argument === undefined || recordIn(argument)?.record !== record)) return undefined;
  return {
    type: first.argument,
    extent: { kind: "one" },
    correspondence: named.length > 0 ? "order" : "name",
  };
}

/** `_TIOCGWINSZ` and `tunSetIff` as the headers have them, but for underscores. */
function plainName(name: string): string {
  return name.replaceAll("_", "").toUpperCase();
}

/** The record of a type, or of an array of more than one. Which member of a union counts is not known here. */
function recordIn(type: CType): { readonly record: CRecord; readonly isArray: boolean } | undefined {
  let at = unwrapC(type);
  let isArray = false;
  while (at.kind === "array") {
    at = unwrapC(at.of);
    isArray = true;
  }
  return at.kind === "record" && !at.union ? { record: at, isArray } : undefined;
}

/** Records of which the kernel reads or writes only members that it needs, in some of its calls. */
const inParts: ReadonlySet<string> = new Set(["siginfo", "siginfo_t", "sigevent", "iocb"]);

/** What difference of size counts; undefined where the struct does not stand for the record. */
function useOf(
  { extent, correspondence }: Expected,
  found: { readonly record: CRecord; readonly isArray: boolean },
  source: PointerSource | undefined,
  isArray: boolean,
  call: ForeignCall,
): MirrorUse | undefined {
  const steps = source?.address?.steps ?? [];
  const isElement = isArray || steps[steps.length - 1]?.kind === "index";
  const silent: MirrorUse = { goToC: false, cToGo: true, wholeSize: false, copies: false };
  if (extent.kind === "versioned") return silent;
  if (found.isArray) return isElement ? { ...silent, wholeSize: true } : undefined;
  if (extent.kind === "elements") {
    const count = call.arguments[extent.parameter + 1]?.value;
    if (isElement && count !== 1n) return { ...silent, wholeSize: true };
  }
  // A part of something larger may be followed by what the struct lacks.
  const isWhole = source?.address !== undefined && steps.length === 0 && !isArray;
  if (!isWhole || inParts.has(found.record.tag ?? found.record.name)) return silent;
  const isCertain = correspondence === "order" && (source.address.storage === "variable" || source.address.storage === "allocated");
  // Whether it reads or writes, the kernel goes past the end of a shorter struct.
  return { goToC: true, cToGo: false, wholeSize: false, copies: false, ...(isCertain ? { isWhole: true } : {}) };
}
