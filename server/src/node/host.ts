/**
 * The host on Node: files through `node:fs`, assets from a folder of the installation, and the terminal of the
 * command line. Paths go in and out with `/`, on Windows too. Knows nothing of Go, C or protocols.
 */
import { readFileSync } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { delimiter } from "node:path";
import { isatty } from "node:tty";
import type { FileKind, Host, Terminal } from "../host.ts";

/** What an error of the file system means, in a clause to put behind the file's name. */
function clauseOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known: Readonly<Record<string, string>> = {
    EACCES: "cannot be read: permission denied",
    EPERM: "cannot be read: permission denied",
    EISDIR: "is a folder",
    ELOOP: "cannot be read: too many symbolic links",
    EMFILE: "cannot be read: too many open files",
    ENAMETOOLONG: "cannot be read: the name is too long",
    ERR_FS_FILE_TOO_LARGE: "is too large to be read",
  };
  return known[code] ?? `cannot be read: ${code || (error instanceof Error ? error.message : String(error))}`;
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

function slashes(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}

/** Node's names of systems and processors that Go has other names for. */
const GOOS: Readonly<Record<string, string>> = { win32: "windows", sunos: "solaris" };
const GOARCH: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386", mipsel: "mipsle" };

/** The target that this process was built for, hence the machine's own. */
function ownTarget(): string {
  const { platform, arch } = process;
  const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  const goarch = arch === "ppc64" && isLittleEndian ? "ppc64le" : (GOARCH[arch] ?? arch);
  return `${GOOS[platform] ?? platform}/${goarch}${platform === "linux" && runsOnMusl() ? "+musl" : ""}`;
}

/** Whether the dynamic linker of this process is musl's. */
function runsOnMusl(): boolean {
  try {
    return /\/ld-musl-[^/]*$/m.test(readFileSync("/proc/self/maps", "latin1"));
  } catch {
    return false;
  }
}

/** A host whose assets lie in `assetFolder` (`dist/assets` of an installation) and whose log lines go to `log`. */
export function createNodeHost(assetFolder: string, log: (line: string) => void): Host {
  const kind = async (path: string): Promise<FileKind> => {
    try {
      const facts = await stat(path);
      return facts.isDirectory() ? "folder" : facts.isFile() ? "file" : "absent";
    } catch {
      return "absent";
    }
  };
  return {
    target: ownTarget(),
    kind,
    log,
    async readFile(path, onError) {
      try {
        // Opening a pipe or a device could wait for ever.
        if (!(await stat(path)).isFile()) return undefined;
        return await readFile(path);
      } catch (error) {
        if (!isAbsent(error)) onError?.(clauseOf(error));
        return undefined;
      }
    },
    async listFolder(path) {
      try {
        const entries = await readdir(path, { withFileTypes: true });
        return await Promise.all(
          entries.map(async (entry) => {
            const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await kind(`${path}/${entry.name}`)) === "folder");
            return isFolder ? `${entry.name}/` : entry.name;
          }),
        );
      } catch {
        return undefined;
      }
    },
    async realPath(path) {
      try {
        return slashes(await realpath(path));
      } catch {
        return path;
      }
    },
    variable: (name) => process.env[name],
    asset: (name) => readFile(`${assetFolder}/${name}`),
    timer(milliseconds, work) {
      const handle = setTimeout(work, milliseconds);
      return () => clearTimeout(handle);
    },
    now: () => performance.now(),
    folderList: (variable) =>
      process.env[variable]
        ?.split(delimiter)
        .filter((folder) => folder !== "")
        .map(slashes),
  };
}

/**
 * The terminal of this process. Writing to a pipe whose reader has gone away is no error: what is left to say is
 * dropped, and the exit status stays what it would have been.
 */
export function nodeTerminal(): Terminal {
  const writer = (stream: NodeJS.WriteStream): ((text: string) => void) => {
    let isOpen = true;
    stream.on("error", (error: NodeJS.ErrnoException) => {
      isOpen = false;
      if (error.code !== "EPIPE" && error.code !== "EOF") process.exitCode = 3;
    });
    return (text) => {
      if (isOpen) stream.write(text);
    };
  };
  return {
    folder: slashes(process.cwd()),
    isTerminal: isatty(1),
    errorIsTerminal: isatty(2),
    columns: process.stdout.columns ?? process.stderr.columns ?? 80,
    environment: process.env,
    out: writer(process.stdout),
    error: writer(process.stderr),
    async input() {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
      return Buffer.concat(chunks);
    },
  };
}
