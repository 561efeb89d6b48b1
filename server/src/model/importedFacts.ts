/**
 * Types, constants and functions of imported packages that are known without their source: those of syscall, golang.org/x/sys
 * and the standard library, from the tables of the installation. Notes which tables it would have needed.
 */
import { createGoPackages, type GoConstantFact, type GoPackages, tablesOfImport } from "../system/goPackages.ts";
import type { GoSignature } from "../system/typeNotation.ts";
import type { Target } from "../target/target.ts";
import type { FileView } from "../text/files.ts";
import type { GoType } from "../types/go.ts";
import { TableReader } from "./tableReader.ts";

/** What a model is told of packages whose source it does not read, on one target. */
export interface ImportedFacts {
  /** A type that a package exports; the same object for all targets on which it is declared alike. */
  type(path: string, name: string): GoType | undefined;
  /** A constant that a package exports. */
  constant(path: string, name: string): GoConstantFact | undefined;
  /** The types of what a function gives. */
  results(path: string, name: string): readonly GoType[] | undefined;
  /** What a function takes. */
  parameters(path: string, name: string): { readonly types: readonly GoType[]; readonly variadic: boolean } | undefined;
  /** Whether another target would have answered all that was asked so far the same. */
  agreesOn(other: Target): boolean;
}

/** The tables that were loaded so far, parsed; they never change while the program runs. */
export class FactStore {
  readonly #texts = new Map<string, string>();
  readonly #packages: GoPackages = createGoPackages((table) => this.#texts.get(table));

  /** The facts as far as `view` shows their tables. */
  on(view: FileView): ViewFacts {
    return new ViewFacts(new TableReader(view, this.#texts), this.#packages);
  }
}

/** Facts on one view. What stands in a table that the view does not show yet is unknown, and the table is needed. */
export class ViewFacts {
  readonly #tables: TableReader;
  readonly #packages: GoPackages;

  constructor(tables: TableReader, packages: GoPackages) {
    this.#tables = tables;
    this.#packages = packages;
  }

  /** Paths of tables; while there are any, nothing that was answered holds. */
  get missing(): readonly string[] {
    return this.#tables.missing;
  }

  /** The facts of one target, which note what is asked of them. */
  on(target: Target): ImportedFacts {
    return new TargetFacts(this, target);
  }

  type(path: string, name: string, target: Target): GoType | undefined {
    return this.#tables.load(tablesOfImport(path, "types", target)) ? this.#packages.type(path, name, target) : undefined;
  }

  constant(path: string, name: string, target: Target): GoConstantFact | undefined {
    return this.#tables.load(tablesOfImport(path, "constants", target)) ? this.#packages.constant(path, name, target) : undefined;
  }

  function(path: string, name: string, target: Target): GoSignature | undefined {
    return this.#tables.load(tablesOfImport(path, "functions", target)) ? this.#packages.func(path, name, target) : undefined;
  }
}

type Asked = Map<string, readonly [path: string, name: string]>;

/** The facts of one target, and which of them were asked for. */
class TargetFacts implements ImportedFacts {
  readonly #facts: ViewFacts;
  readonly #target: Target;
  readonly #types: Asked = new Map();
  readonly #constants: Asked = new Map();
  readonly #results: Asked = new Map();
  readonly #parameters: Asked = new Map();

  constructor(facts: ViewFacts, target: Target) {
    this.#facts = facts;
    this.#target = target;
  }

  type(path: string, name: string): GoType | undefined {
    this.#types.set(`${path}.${name}`, [path, name]);
    return this.#facts.type(path, name, this.#target);
  }

  constant(path: string, name: string): GoConstantFact | undefined {
    this.#constants.set(`${path}.${name}`, [path, name]);
    return this.#facts.constant(path, name, this.#target);
  }

  results(path: string, name: string): readonly GoType[] | undefined {
    this.#results.set(`${path}.${name}`, [path, name]);
    return this.#facts.function(path, name, this.#target)?.results;
  }

  parameters(path: string, name: string): { readonly types: readonly GoType[]; readonly variadic: boolean } | undefined {
    this.#parameters.set(`${path}.${name}`, [path, name]);
    const found = this.#facts.function(path, name, this.#target);
    return found === undefined ? undefined : { types: found.parameters, variadic: found.variadic };
  }

  agreesOn(other: Target): boolean {
    const facts = this.#facts;
    const both = [this.#target, other] as const;
    const areAlike = (asked: Asked, alike: (path: string, name: string) => boolean): boolean =>
      [...asked.values()].every(([path, name]) => alike(path, name));
    return (
      areAlike(this.#types, (path, name) => isOne(both.map((target) => facts.type(path, name, target)))) &&
      areAlike(this.#results, (path, name) => isOne(both.map((target) => facts.function(path, name, target)?.results))) &&
      areAlike(this.#parameters, (path, name) => {
        const found = both.map((target) => facts.function(path, name, target));
        return isOne(found.map((each) => each?.parameters)) && isOne(found.map((each) => each?.variadic));
      }) &&
      areAlike(this.#constants, (path, name) => {
        const found = both.map((target) => facts.constant(path, name, target));
        return isOne(found.map((fact) => fact?.value)) && isOne(found.map((fact) => fact?.type));
      })
    );
  }
}

function isOne(values: readonly unknown[]): boolean {
  return new Set(values).size === 1;
}
