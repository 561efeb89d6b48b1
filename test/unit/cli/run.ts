/** Runs the command line in memory, over a fake engine and the real tables. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCli } from "../../../server/src/cli/main.ts";
import type { Terminal } from "../../../server/src/host.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import { fakeEngine, fakeRules } from "../../support/fakeEngine.ts";
import { type MemoryFiles, memoryHost, memoryTerminal } from "../../support/memoryHost.ts";
import { repositoryRoot } from "../../support/root.ts";

const registry = createRegistry(JSON.parse(readFileSync(join(repositoryRoot, "data/targets.json"), "utf8")));

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

export async function run(
  args: readonly string[],
  files: MemoryFiles = {},
  terminal: Partial<Terminal> & { readonly stdin?: string } = {},
): Promise<Ran> {
  const memory = memoryTerminal(terminal);
  const host = { ...memoryHost(files), asset: async (name: string) => readFileSync(join(repositoryRoot, name)) };
  const status = await runCli(args, memory, host, {
    version: "1.2.3",
    rules: fakeRules,
    createRegistry: async () => registry,
    createEngine: async () => fakeEngine(),
    serve: async () => 42,
  });
  return { status, ...memory.written };
}
