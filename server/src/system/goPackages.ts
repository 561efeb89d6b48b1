/**
 * What is declared in package syscall, golang.org/x/sys/unix and golang.org/x/sys/windows on each port, and the
 * exported types of the standard library, from the tables of `data/goPackages/`. Is handed the tables' texts and
 * reads no file; a table is parsed when something in it is first asked for.
 */
import type { Target } from "../target/target.ts";
import type { GoNamed, GoType } from "../types/go.ts";
import { type Cell, type ColumnTable, parseColumnTable } from "./columnTable.ts";
import { basicNamed, type GoSignature, readSignature, readType } from "./typeNotation.ts";

/** The packages whose constants, types and functions are known, by import path. */
export type KernelPackage = "syscall" | "golang.org/x/sys/unix" | "golang.org/x/sys/windows";

export const kernelPackages: readonly KernelPackage[] = ["syscall", "golang.org/x/sys/unix", "golang.org/x/sys/windows"];

/** A constant on one port. `type` is `untyped int`, a basic type (`uint8`), or a defined type as `syscall.Errno`. */
export interface GoConstantFact {
  readonly value: bigint | string | boolean;
  readonly type: string;
}

/** What the tables say; everything is undefined where it does not exist, or where its table is not loaded. */
export interface GoPackages {
  constant(pkg: string, name: string, target: Target): GoConstantFact | undefined;
  /** The same object for all targets on which the type, and all that it mentions, is declared alike. */
  type(pkg: string, name: string, target: Target): GoType | undefined;
  /** A function, or a method as `Type.Method`; its results are the same object for all targets, as types are. Undefined for generic ones. */
  func(pkg: string, name: string, target: Target): GoSignature | undefined;
  /** The constants of all kernel packages that are this number on the target, `SYS_` ones apart. */
  constantsWith(value: bigint, target: Target): readonly { readonly pkg: KernelPackage; readonly name: string; readonly type: string }[];
  /** Every constant of some port in the tables of the given targets, each once, sorted. */
  constantNames(pkg: string, targets: readonly Target[]): readonly string[];
  /** The ports, among all, that have a constant, type or function of the name. */
  ports(pkg: string, name: string, targets: readonly Target[]): readonly string[];
}

const STANDARD = "goPackages/standardTypes.txt";
const NUMBERS = "goPackages/syscallNumbers.txt";
const FUNCTIONS = "goPackages/functions.txt";

/** Systems that share a table. */
const systems: Readonly<Record<string, string>> = { android: "linux", ios: "darwin", illumos: "solaris", js: "wasm", wasip1: "wasm" };

export function isKernelPackage(path: string): path is KernelPackage {
  return (kernelPackages as readonly string[]).includes(path);
}

/** The tables (names for `tablePath`) that hold the constants of the kernel packages on these targets. */
export function constantTables(targets: readonly Target[]): readonly string[] {
  return [...new Set([NUMBERS, ...targets.map((target) => systemTable(target, "constants"))])];
}

/** The tables that say what a type, constant or function of the package is on the target; none where no table knows. */
export function tablesOfImport(path: string, kind: "types" | "constants" | "functions", target: Target): readonly string[] {
  if (isKernelPackage(path)) {
    if (kind === "constants") return [NUMBERS, systemTable(target, kind)];
    return [STANDARD, systemTable(target, "types"), ...(kind === "functions" ? [FUNCTIONS] : [])];
  }
  return kind === "types" && isStandard(path) ? [STANDARD] : [];
}

/** The table that holds the constants whose names start with `SYS_`. */
export const numberTable: string = NUMBERS;

/** A path whose first element has no dot is the standard library's (cmd/go, "Import paths"). */
function isStandard(path: string): boolean {
  return path !== "C" && path !== "unsafe" && /^[^./]+(?:\/|$)/.test(path);
}

function systemTable(target: Target, kind: "constants" | "types"): string {
  return `goPackages/${systems[target.goos] ?? target.goos}.${kind}.txt`;
}

function portOf(target: Target): string {
  return `${target.goos}/${target.goarch}`;
}

/** `read` answers the text of a table, undefined when it is not loaded. */
export function createGoPackages(read: (table: string) => string | undefined): GoPackages {
  const parsed = new Map<string, ColumnTable>();
  const table = (name: string): ColumnTable | undefined => {
    const known = parsed.get(name);
    if (known !== undefined) return known;
    const text = read(name);
    if (text === undefined) return undefined;
    const fresh = parseColumnTable(text);
    parsed.set(name, fresh);
    return fresh;
  };
  const constantTable = (name: string, target: Target): ColumnTable | undefined =>
    table(name.startsWith("SYS_") ? NUMBERS : systemTable(target, "constants"));
  const typeText = (pkg: string, name: string, target: Target): string | undefined => {
    const cell = isKernelPackage(pkg)
      ? table(systemTable(target, "types"))?.cell(name, pkg, portOf(target))
      : table(STANDARD)?.cell(`${pkg}.${name}`, "std", portOf(target));
    return cell?.text;
  };
  const types = new TypeReader(typeText);
  const constant = (pkg: string, name: string, target: Target): GoConstantFact | undefined => {
    const cell = constantTable(name, target)?.cell(name, pkg, portOf(target));
    return cell === undefined ? undefined : constantOf(cell, pkg);
  };
  const func = (pkg: string, name: string, target: Target): GoSignature | undefined => {
    const cell = table(FUNCTIONS)?.cell(name, pkg, portOf(target));
    return cell === undefined ? undefined : types.signature(pkg, cell.text, target);
  };
  return {
    constant,
    type: (pkg, name, target) => types.type(pkg, name, target),
    func,
    constantsWith: (value, target) => {
      const one = table(systemTable(target, "constants"));
      const text = String(value);
      const port = portOf(target);
      return [...(one?.names ?? [])].flatMap((name) =>
        (one?.cells(name) ?? []).flatMap((cell) =>
          cell.text !== text
            ? []
            : kernelPackages
                .filter((pkg) => one?.holds(cell.set, pkg, port) === true)
                .map((pkg) => ({ pkg, name, type: constantOf(cell, pkg).type })),
        ),
      );
    },
    constantNames: (pkg, targets) => {
      const names = new Set<string>();
      for (const tableName of constantTables(targets)) {
        const one = table(tableName);
        if (one === undefined || !one.packages.includes(pkg)) continue;
        for (const name of one.names) {
          if (one.packages.length === 1 || one.cells(name).some((cell) => one.ports.some((port) => one.holds(cell.set, pkg, port)))) {
            names.add(name);
          }
        }
      }
      return [...names].sort();
    },
    ports: (pkg, name, targets) => {
      const has = (target: Target): boolean =>
        constantTable(name, target)?.cell(name, pkg, portOf(target)) !== undefined ||
        typeText(pkg, name, target) !== undefined ||
        table(FUNCTIONS)?.cell(name, pkg, portOf(target)) !== undefined;
      return targets.filter(has).map((target) => target.id);
    },
  };
}

/** Types that x/sys has from syscall under the same name. */
const fromSyscall = new Set(["Errno", "Signal"]);

function constantOf({ type, text }: Cell, pkg: string): GoConstantFact {
  return { value: valueOfText(text), type: constantType(type, pkg) };
}

function valueOfText(text: string): GoConstantFact["value"] {
  if (text.startsWith("%22")) return decodeURIComponent(text).slice(1, -1);
  return text === "true" || text === "false" ? text === "true" : BigInt(text);
}

/** `~rune` is untyped; the rest are types in the tables' notation. */
function constantType(type: string, pkg: string): string {
  if (type === "") return "untyped int";
  if (type.startsWith("~")) return `untyped ${type.slice(1)}`;
  const basic = basicNamed(type);
  if (basic !== undefined) return basic;
  const owner = fromSyscall.has(type) ? "syscall" : pkg.slice(pkg.lastIndexOf("/") + 1);
  return `${owner}.${type}`;
}

/** Builds types from their texts, one object for all targets on which a type is declared alike. */
class TypeReader {
  readonly #textOf: (pkg: string, name: string, target: Target) => string | undefined;
  readonly #closures = new Map<string, string>();
  /** By everything that the type mentions, in full. */
  readonly #types = new Map<string, GoType>();
  readonly #signatures = new Map<string, GoSignature | undefined>();

  constructor(textOf: (pkg: string, name: string, target: Target) => string | undefined) {
    this.#textOf = textOf;
  }

  type(pkg: string, name: string, target: Target): GoType | undefined {
    const text = this.#textOf(pkg, name, target);
    if (text === undefined) return undefined;
    const key = this.#closure(pkg, name, target);
    const known = this.#types.get(key);
    if (known !== undefined) return known;
    const resolve = this.#resolver(pkg, target);
    if (text.startsWith("=")) {
      const type = readType(text.slice(1), resolve);
      this.#types.set(key, type);
      return type;
    }
    // Known before its parts are read: types may mention themselves behind pointers.
    const named: GoNamed = { kind: "named", name, pkg, underlying: { kind: "unknown", reason: "the type could not be read" } };
    this.#types.set(key, named);
    named.underlying = readType(text, resolve);
    return named;
  }

  signature(pkg: string, text: string, target: Target): GoSignature | undefined {
    const whole = this.#interned(pkg, text, target);
    // Results are one object by themselves: most calls differ between systems in what they take only.
    const results = this.#interned(pkg, `()${text.slice(text.lastIndexOf(")") + 1)}`, target)?.results;
    return whole === undefined || results === undefined ? undefined : { ...whole, results };
  }

  #interned(pkg: string, text: string, target: Target): GoSignature | undefined {
    const closures: string[] = [];
    readSignature(text, (path = pkg, name) => {
      closures.push(this.#closure(path, name, target));
      return { kind: "interface" };
    });
    const key = `${pkg} ${text}\n${closures.join("\n")}`;
    if (!this.#signatures.has(key)) this.#signatures.set(key, readSignature(text, this.#resolver(pkg, target)));
    return this.#signatures.get(key);
  }

  #resolver(within: string, target: Target): (path: string | undefined, name: string) => GoType {
    return (path = within, name) =>
      this.type(path, name, target) ?? { kind: "unknown", reason: `${path}.${name} is not known on ${target.id}` };
  }

  /** The texts of a type and of all that it mentions, which decide everything about it. */
  #closure(pkg: string, name: string, target: Target): string {
    const id = `${pkg}.${name} ${portOf(target)}`;
    const known = this.#closures.get(id);
    if (known !== undefined) return known;
    const texts = new Map<string, string | undefined>();
    const pending: (readonly [string, string])[] = [[pkg, name]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [path, one] = next;
      const key = `${path}.${one}`;
      if (texts.has(key)) continue;
      const text = this.#textOf(path, one, target);
      texts.set(key, text);
      readType((text ?? "").replace(/^=/, ""), (other = path, mentioned) => {
        pending.push([other, mentioned]);
        return { kind: "interface" };
      });
    }
    const closure = [...texts].map(([key, text]) => `${key} ${text ?? ""}`).join("\n");
    // What is missing now may stand in a table that is loaded later.
    if (![...texts.values()].includes(undefined)) this.#closures.set(id, closure);
    return closure;
  }
}
