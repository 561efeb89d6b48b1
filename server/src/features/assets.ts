/** Loads what an engine is made of from the files of the installation. The only place that knows their names. */
import type { Host } from "../host.ts";
import { Syntax } from "../syntax/syntax.ts";
import { createSyscallNumbers } from "../system/syscallNumbers.ts";
import { createPredefinedMacros } from "../target/predefinedMacros.ts";
import { createRegistry, type TargetRegistry } from "../target/registry.ts";
import type { EngineParts } from "./engine.ts";
import { findGoPlaces } from "./goPlaces.ts";

declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

/** Rejects with a readable reason when the installation is broken. */
export async function loadEngineParts(host: Pick<Host, "asset"> & Partial<Host>): Promise<EngineParts> {
  const [core, go, c, targets, macros, numbers, places] = await Promise.all([
    host.asset("web-tree-sitter.wasm"),
    host.asset("tree-sitter-go.wasm"),
    host.asset("tree-sitter-c.wasm"),
    host.asset("data/targets.json"),
    host.asset("data/predefinedMacros.json"),
    host.asset("data/goPackages/syscallNumbers.txt"),
    findGoPlaces(host),
  ]);
  const registry = createRegistry(json(targets));
  return {
    syntax: await Syntax.load({ core, go, c }),
    registry,
    macros: createPredefinedMacros(json(macros)),
    syscallNumbers: createSyscallNumbers(new TextDecoder().decode(numbers)),
    places,
    host: host.target,
  };
}

/** The table of targets alone, for what needs no engine. Rejects when the installation is broken. */
export async function loadRegistry(host: Pick<Host, "asset">): Promise<TargetRegistry> {
  return createRegistry(json(await host.asset("data/targets.json")));
}

function json(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
