/**
 * What ABI Lens says of records that the preamble of a Go file includes, through the engine and the loader as the
 * command line runs them, on this machine's files.
 */
import type { Engine, LayoutElement } from "../../../server/src/features/api.ts";
import { createEngine } from "../../../server/src/features/engine.ts";
import { FileCache, settle } from "../../../server/src/features/loader.ts";
import type { Host } from "../../../server/src/host.ts";
import { createNodeHost } from "../../../server/src/node/host.ts";
import { asset, engineParts, optionsFor } from "../../support/engine.ts";

export interface Preamble {
  readonly includes: readonly string[];
  /** As behind `#cgo CFLAGS:`. */
  readonly flags: readonly string[];
  /** As behind `#cgo pkg-config:`. */
  readonly modules?: readonly string[];
  /** By target id. */
  readonly sysroots?: Readonly<Record<string, string>>;
}

/** A reader of preambles. */
export class Tool {
  readonly #host: Host;
  readonly #engine: Engine;
  readonly #cache = new FileCache();
  #nPreambles = 0;

  private constructor(host: Host, engine: Engine) {
    this.#host = host;
    this.#engine = engine;
  }

  /** With `machine`, the target whose headers this machine has; without, none of its folders but those that flags name are seen. */
  static async create(machine: string | undefined): Promise<Tool> {
    const host = { ...createNodeHost("", () => undefined), asset: async (name: string) => asset(name) };
    return new Tool(host, createEngine({ ...(await engineParts()), host: machine }));
  }

  /** What is said of each of `names` on each of `targets`, by target and name. A name that is not found has no entry. */
  async layouts(
    preamble: Preamble,
    names: ReadonlySet<string>,
    targets: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, LayoutElement>>> {
    const path = `/abi-lens-oracle/p${this.#nPreambles++}/x.go`;
    const { modules = [], flags } = preamble;
    const cgo = [`CFLAGS: ${flags.join(" ")}`, ...(modules.length === 0 ? [] : [`pkg-config: ${modules.join(" ")}`])];
    const lines = [...cgo.map((line) => `#cgo ${line}`), ...preamble.includes.map((name) => `#include <${name}>`)];
    this.#cache.overlay(path, `package p\n\n${lines.map((line) => `// ${line}\n`).join("")}import "C"\n`);
    const options = { ...(await optionsFor(targets.join(","))), sysroots: preamble.sysroots ?? {} };
    const found = new Map(targets.map((target) => [target, new Map<string, LayoutElement>()]));
    for (const name of names) {
      const records = await settle(this.#host, this.#cache, () => this.#engine.layouts(this.#cache, path, options, name));
      for (const element of records.flatMap(({ layouts }) => layouts)) {
        for (const target of element.targets) found.get(target)?.set(name, element);
      }
    }
    this.#cache.removeOverlay(path);
    this.#engine.forget(path);
    return found;
  }
}
