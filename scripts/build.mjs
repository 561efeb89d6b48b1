/**
 * Bundles the entries into `dist/` and puts the grammars and facts beside them. Every output is written under a
 * temporary name and renamed, so that two builds at once, or a build under a running server, never show half a file.
 * `node scripts/build.mjs [--dev]`; with `--dev` the bundles are readable and have source maps.
 */
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const dist = join(root, "dist");

const require = createRequire(import.meta.url);

/** What is bundled: for which platform, and what the surroundings bring themselves. */
export const entries = [
  { from: "server/src/node/cli.ts", to: "node/cli.cjs", platform: "node", isCommand: true },
  { from: "server/src/node/server.ts", to: "node/server.cjs", platform: "node" },
  { from: "client/src/node/extension.ts", to: "node/extension.cjs", platform: "node", external: ["vscode"] },
  // The parser's runtime names the two modules in a branch that a browser never takes.
  {
    from: "server/src/browser/server.ts",
    to: "browser/server.js",
    platform: "browser",
    format: "iife",
    external: ["module", "fs/promises"],
  },
  { from: "client/src/browser/extension.ts", to: "browser/extension.cjs", platform: "browser", external: ["vscode"] },
];

/** Files of packages that are read at run time. */
const grammars = {
  "web-tree-sitter.wasm": () => require.resolve("web-tree-sitter/tree-sitter.wasm"),
  "tree-sitter-go.wasm": () => require.resolve("tree-sitter-wasms/out/tree-sitter-go.wasm"),
  "tree-sitter-c.wasm": () => require.resolve("tree-sitter-wasms/out/tree-sitter-c.wasm"),
};

/** Everything a build reads, as paths from the root: folders are taken with all below them. */
export const inputs = ["server/src", "client/src", "data", "scripts/build.mjs", "package.json", "package-lock.json", "tsconfig.base.json"];

/** The signature of all inputs: equal as long as no input was added, removed or touched. */
export async function inputSignature() {
  const lines = [];
  const visit = async (path) => {
    const facts = await stat(join(root, path)).catch(() => undefined);
    if (facts === undefined) return;
    if (!facts.isDirectory()) {
      lines.push(`${path} ${facts.size} ${facts.mtimeMs}`);
      return;
    }
    const names = await readdir(join(root, path));
    await Promise.all(names.map((name) => visit(`${path}/${name}`)));
  };
  await Promise.all(inputs.map(visit));
  return `${process.argv.includes("--dev") ? "dev" : "release"}\n${lines.sort().join("\n")}\n`;
}

/** The signature of the inputs that `dist/` was last built from; undefined when something of it is missing. */
export async function builtSignature() {
  const outputs = [...entries.map((entry) => entry.to), ...Object.keys(grammars).map((name) => `assets/${name}`)];
  const present = await Promise.all(
    outputs.map((path) =>
      stat(join(dist, path)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return present.includes(false) ? undefined : readFile(join(dist, ".inputs"), "utf8").catch(() => undefined);
}

/** Builds everything; rejects when an entry does not bundle. */
export async function build() {
  const signature = await inputSignature();
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const isDev = process.argv.includes("--dev");
  const esbuild = await import("esbuild");
  const bundles = await Promise.all(entries.map((entry) => bundle(esbuild, entry, version, isDev)));
  await Promise.all([
    ...bundles.flatMap((result) => result.outputFiles).map((file) => put(file.path, file.contents)),
    ...Object.entries(grammars).map(async ([name, find]) => put(join(dist, "assets", name), await readFile(find()))),
    copyFacts(),
    put(join(dist, "THIRD-PARTY-NOTICES.txt"), await notices(bundles)),
  ]);
  await Promise.all(entries.filter((entry) => entry.isCommand).map((entry) => chmod(join(dist, entry.to), 0o755)));
  await put(join(dist, ".inputs"), signature);
}

function bundle(esbuild, entry, version, isDev) {
  return esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry.from],
    outfile: join(dist, entry.to),
    bundle: true,
    write: false,
    metafile: true,
    logLevel: "error",
    platform: entry.platform,
    format: entry.format ?? "cjs",
    target: entry.platform === "node" ? "node20" : "es2022",
    minify: !isDev,
    sourcemap: isDev ? "linked" : false,
    legalComments: "none",
    external: entry.external ?? [],
    define: { ABI_LENS_VERSION: JSON.stringify(version) },
    // The parser's ES module asks for its own address, which a CommonJS bundle does not have.
    alias: entry.platform === "node" ? { "web-tree-sitter": require.resolve("web-tree-sitter") } : {},
    banner: entry.isCommand ? { js: "#!/usr/bin/env node" } : {},
  });
}

async function put(path, contents) {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

/** Copies the tables of `data/`, JSON without its indentation, and removes what is no longer there. */
async function copyFacts() {
  const isTable = (name) => /\.(?:json|txt)$/.test(name) && !name.endsWith(".schema.json");
  const tablesIn = async (folder) =>
    (await readdir(folder, { recursive: true }).catch(() => [])).map((name) => name.replaceAll("\\", "/")).filter(isTable);
  const names = await tablesIn(join(root, "data"));
  const folder = join(dist, "assets", "data");
  await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(root, "data", name), "utf8");
      await put(join(folder, name), name.endsWith(".json") ? JSON.stringify(JSON.parse(text)) : text);
    }),
  );
  const stale = (await tablesIn(folder)).filter((name) => !names.includes(name));
  await Promise.all(stale.map((name) => unlink(join(folder, name)).catch(() => undefined)));
}

/** The licenses of every package whose code or files are shipped. */
async function notices(bundles) {
  const packages = new Set(["web-tree-sitter", "tree-sitter-wasms"]);
  for (const path of bundles.flatMap((result) => Object.keys(result.metafile.inputs))) {
    const name = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    if (name !== undefined) packages.add(name);
  }
  const parts = await Promise.all([...packages].sort().map(notice));
  return `ABI Lens contains code of these packages.\n\n${parts.join("\n")}`;
}

async function notice(name) {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? `License: ${license}\n` : await readFile(join(folder, file), "utf8");
  return `== ${name} ${version}\n\n${text.trim()}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await build();
  } catch (error) {
    process.stderr.write(`abi-lens: the build failed: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
