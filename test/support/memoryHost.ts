/** A host and a terminal in memory: what a test puts in as files, and what comes out as text. */
import type { FileKind, Host, Terminal } from "../../server/src/host.ts";

export interface MemoryFiles {
  readonly [path: string]: string | Uint8Array;
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

/** Folders exist where files are below them. A clock that never moves makes every run the same. */
export function memoryHost(files: MemoryFiles): Host {
  const paths = Object.keys(files);
  const kindOf = (path: string): FileKind => {
    if (files[path] !== undefined) return "file";
    const root = path.endsWith("/") ? path : `${path}/`;
    return paths.some((other) => other.startsWith(root)) ? "folder" : "absent";
  };
  return {
    target: undefined,
    readFile: async (path) => {
      const content = files[path];
      return content === undefined ? undefined : bytesOf(content);
    },
    listFolder: async (path) => {
      if (kindOf(path) !== "folder") return undefined;
      const root = path.endsWith("/") ? path : `${path}/`;
      const below = paths.filter((other) => other.startsWith(root)).map((other) => other.slice(root.length));
      return [...new Set(below.map((rest) => (rest.includes("/") ? rest.slice(0, rest.indexOf("/") + 1) : rest)))];
    },
    kind: async (path) => kindOf(path),
    realPath: async (path) => path,
    asset: async (name) => {
      throw new Error(`no asset ${name}`);
    },
    timer: () => () => undefined,
    now: () => 0,
    log: () => undefined,
  };
}

export interface MemoryTerminal extends Terminal {
  readonly written: { out: string; error: string };
}

export function memoryTerminal(overrides: Partial<Terminal> & { readonly stdin?: string } = {}): MemoryTerminal {
  const written = { out: "", error: "" };
  return {
    folder: "/w",
    isTerminal: false,
    errorIsTerminal: false,
    columns: 80,
    environment: {},
    out: (text) => {
      written.out += text;
    },
    error: (text) => {
      written.error += text;
    },
    input: async () => bytesOf(overrides.stdin ?? ""),
    ...overrides,
    written,
  };
}
