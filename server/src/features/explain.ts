/**
 * What a constant of the packages that speak to the kernel is on each target, and what a number means there. Answers
 * from the tables of the installation; plain data.
 */
import {
  constantTables,
  createGoPackages,
  type GoConstantFact,
  type GoPackages,
  type KernelPackage,
  kernelPackages,
  numberTable,
} from "../system/goPackages.ts";
import { createSyscallNumbers, type SyscallNumbers } from "../system/syscallNumbers.ts";
import { editDistance } from "../target/selectTargets.ts";
import type { Target } from "../target/target.ts";
import { type FileView, finished, needsFiles, type Resumable, tablePath } from "../text/files.ts";

/** One answer, and the targets that share it, in the order asked for. */
export type ConstantValue = { readonly targets: readonly Target[] } & (GoConstantFact | { readonly absent: true });

/** A constant as one package has it: `syscall.SYS_WRITE`. */
export interface ConstantOfPackage {
  readonly name: string;
  readonly package: KernelPackage;
  readonly values: readonly ConstantValue[];
}

export interface ConstantExplanation {
  readonly kind: "constant";
  /** As asked for, a full import path shortened to its last element. */
  readonly name: string;
  /** Where no package was named: on each target the value in the first package that has it. */
  readonly values: readonly ConstantValue[];
  readonly packages: readonly ConstantOfPackage[];
}

export type NumberKind = "system call" | "errno" | "signal" | "ioctl request" | "constant";

/** The names of a number on some targets; none where it is certainly nothing, undefined where that is not known. */
export interface NumberNames {
  readonly targets: readonly Target[];
  readonly names: readonly string[] | undefined;
}

export interface NumberExplanation {
  readonly kind: "number";
  readonly number: bigint;
  readonly meanings: readonly { readonly kind: NumberKind; readonly values: readonly NumberNames[] }[];
}

/** No constant of any port is called so; the nearest names, best first. */
export interface NotExplained {
  readonly kind: "none";
  readonly nearest: readonly string[];
}

export type Explanation = ConstantExplanation | NumberExplanation | NotExplained;

/** How many names are suggested. */
const MAX_NEAREST = 5;
const MAX_TYPOS = 3;
/** A number that more constants than this share on some target is a flag or a counter; then no ordinary constants are told. */
const MAX_CONSTANTS = 40;
/** Requests carry a group letter above their number (sys/ioccom.h, asm-generic/ioctl.h), so lesser numbers are none. */
const MIN_IOCTL = 0x100n;

/** How the packages name ioctl requests (x/sys mkerrors.sh lists these families). */
const IOCTL =
  /^(?:TIOC(?!M_|PKT_|FLAG_)|SIOC|FIO|TC(?:GET|SET|SBRK|XONC|FLSH)|BLK[A-Z]+$|FS_IOC|PPPIOC|HIDIOC|TUN(?:SET|GET|ATTACH|DETACH)|BIOC|DIOC|PERF_EVENT_IOC_(?!FLAG)|RTC_(?:[A-Z]+_)?(?:READ|SET|ON|OFF)|LOOP_(?:SET|CLR|GET|CHANGE|CONFIGURE|CTL)|UFFDIO|NS_GET_|EVIOC|USBDEVFS|VIDIOC|SECCOMP_IOCTL|F2FS_IOC|BTRFS_IOC|CTLIOC|WDIOC)/;

/** Answers one question after the other; every table is parsed once. */
export class Explainer {
  readonly #texts = new Map<string, string>();
  readonly #facts: GoPackages = createGoPackages((table) => this.#texts.get(table));

  /**
   * Explains `SYS_WRITE`, `syscall.SYS_WRITE`, `golang.org/x/sys/unix.EPOLLIN` or a number (decimal, hexadecimal, octal
   * or binary) on `asked`. Whether a name exists at all is looked up on `all` targets.
   */
  explain(word: string, asked: readonly Target[], all: readonly Target[], view: FileView): Resumable<Explanation> {
    const number = numberOf(word);
    if (number !== undefined) {
      const needs = this.#load(constantTables(asked), view);
      if (needs !== undefined) return needs;
      return finished(explainNumber(number, asked, this.#facts, createSyscallNumbers(this.#texts.get(numberTable) ?? "")));
    }
    const { packages, name } = splitName(word);
    const needs = this.#load(name.startsWith("SYS_") ? [numberTable] : constantTables(asked), view);
    if (needs !== undefined) return needs;
    const found = explainConstant(word, packages, name, asked, this.#facts);
    if (found.packages.length > 0) return finished(found);
    const further = this.#load(constantTables(all), view);
    if (further !== undefined) return further;
    const exists = packages.some((pkg) => this.#facts.ports(pkg, name, all).length > 0);
    return finished(exists ? found : { kind: "none", nearest: nearestNames(name, packages, all, this.#facts) });
  }

  /** What must be loaded before these tables are there; undefined when they are. */
  #load(tables: readonly string[], view: FileView): Resumable<never> | undefined {
    const missing: string[] = [];
    for (const table of tables) {
      const path = tablePath(table);
      const text = view.read(path);
      if (typeof text === "string") this.#texts.set(table, text);
      else missing.push(path);
    }
    return missing.length === 0 ? undefined : needsFiles(...missing);
  }
}

function numberOf(word: string): bigint | undefined {
  const match = /^(-?)(0[xX][\da-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|\d+)$/.exec(word.replaceAll("_", ""));
  if (match === null) return undefined;
  const digits = (match[2] ?? "").replace(/^0(?=[0-7]+$)/, "0o");
  return match[1] === "-" ? -BigInt(digits) : BigInt(digits);
}

/** The packages that a name may be of, and the name in them. */
function splitName(word: string): { readonly packages: readonly KernelPackage[]; readonly name: string } {
  const dot = word.lastIndexOf(".");
  if (dot < 0) return { packages: kernelPackages, name: word };
  const prefix = word.slice(0, dot);
  const packages = kernelPackages.filter((pkg) => pkg === prefix || shortName(pkg) === prefix);
  return packages.length === 0 ? { packages: kernelPackages, name: word } : { packages, name: word.slice(dot + 1) };
}

function shortName(pkg: string): string {
  return pkg.slice(pkg.lastIndexOf("/") + 1);
}

function explainConstant(
  word: string,
  packages: readonly KernelPackage[],
  name: string,
  asked: readonly Target[],
  facts: GoPackages,
): ConstantExplanation {
  const inPackage = (pkg: KernelPackage): ConstantOfPackage => ({
    name: `${shortName(pkg)}.${name}`,
    package: pkg,
    values: groupValues(asked, (target) => facts.constant(pkg, name, target)),
  });
  const having = packages.filter((pkg) => asked.some((target) => facts.constant(pkg, name, target) !== undefined));
  const [only] = packages;
  return {
    kind: "constant",
    name: packages.length === 1 && only !== undefined ? `${shortName(only)}.${name}` : word,
    values: groupValues(asked, (target) => {
      const pkg = packages.find((one) => facts.constant(one, name, target) !== undefined);
      return pkg === undefined ? undefined : facts.constant(pkg, name, target);
    }),
    packages: having.map(inPackage),
  };
}

/** Targets with the same value and type together, in the order of their first; those without last. */
function groupValues(asked: readonly Target[], factOn: (target: Target) => GoConstantFact | undefined): readonly ConstantValue[] {
  const groups = new Map<string, { readonly fact: GoConstantFact; readonly targets: Target[] }>();
  const absent: Target[] = [];
  for (const target of asked) {
    const fact = factOn(target);
    if (fact === undefined) {
      absent.push(target);
      continue;
    }
    const key = `${typeof fact.value} ${fact.value} ${fact.type}`;
    const group = groups.get(key) ?? { fact, targets: [] };
    group.targets.push(target);
    groups.set(key, group);
  }
  const values: ConstantValue[] = [...groups.values()].map(({ fact, targets }) => ({ targets, ...fact }));
  return absent.length === 0 ? values : [...values, { targets: absent, absent: true }];
}

function explainNumber(number: bigint, asked: readonly Target[], facts: GoPackages, numbers: SyscallNumbers): NumberExplanation {
  const namesOn = new Map<Target, ReadonlyMap<NumberKind, readonly string[]>>();
  for (const target of asked) namesOn.set(target, constantsWith(number, target, facts));
  const isTelling = [...namesOn.values()].every((names) => (names.get("constant") ?? []).length <= MAX_CONSTANTS);
  const callNames = (target: Target): readonly string[] | undefined =>
    number >= 0n && number <= BigInt(Number.MAX_SAFE_INTEGER) ? numbers.namesOf(Number(number), target) : [];
  const kinds: readonly NumberKind[] = ["errno", "signal", "ioctl request", ...(isTelling ? (["constant"] as const) : [])];
  const meanings = [
    { kind: "system call" as const, values: groupNames(asked, callNames) },
    ...kinds.map((kind) => ({ kind, values: groupNames(asked, (target) => namesOn.get(target)?.get(kind) ?? []) })),
  ];
  return { kind: "number", number, meanings: meanings.filter(({ values }) => values.some(({ names }) => (names ?? []).length > 0)) };
}

/** The names of a value on one target by what they are. */
function constantsWith(number: bigint, target: Target, facts: GoPackages): ReadonlyMap<NumberKind, readonly string[]> {
  const found = new Map<NumberKind, Set<string>>();
  for (const { name, type, pkg } of facts.constantsWith(number, target)) {
    if (name.startsWith("SYS_")) continue;
    const kind = kindOf(name, type, number);
    const shown = kind === "constant" ? `${shortName(pkg)}.${name}` : name;
    const names = found.get(kind) ?? new Set();
    names.add(shown);
    found.set(kind, names);
  }
  return new Map([...found].map(([kind, names]) => [kind, [...names].sort()]));
}

function kindOf(name: string, type: string, number: bigint): NumberKind {
  if (type.endsWith(".Errno")) return "errno";
  if (type.endsWith(".Signal")) return "signal";
  return IOCTL.test(name) && number >= MIN_IOCTL ? "ioctl request" : "constant";
}

function groupNames(asked: readonly Target[], namesOf: (target: Target) => readonly string[] | undefined): readonly NumberNames[] {
  const groups = new Map<string, { readonly targets: Target[]; readonly names: readonly string[] | undefined }>();
  for (const target of asked) {
    const names = namesOf(target);
    const key = names === undefined ? "?" : names.join();
    const group = groups.get(key) ?? { targets: [], names };
    group.targets.push(target);
    groups.set(key, group);
  }
  // Names first, in the order of their first target.
  return [...groups.values()].sort((a, b) => Number((b.names ?? []).length > 0) - Number((a.names ?? []).length > 0));
}

/** Constants that differ in capitals only, else in few letters. */
function nearestNames(name: string, packages: readonly KernelPackage[], all: readonly Target[], facts: GoPackages): readonly string[] {
  const wanted = name.toUpperCase();
  const allowed = Math.min(MAX_TYPOS, Math.floor(wanted.length / 3));
  const names = new Set(packages.flatMap((pkg) => facts.constantNames(pkg, all)));
  const near = [...names].flatMap((candidate) => {
    if (Math.abs(candidate.length - wanted.length) > allowed) return [];
    const distance = editDistance(candidate.toUpperCase(), wanted);
    return distance <= allowed ? [{ candidate, distance }] : [];
  });
  const best = near.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return best.slice(0, MAX_NEAREST).map(({ candidate }) => candidate);
}
