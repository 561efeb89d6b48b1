/**
 * The folders a compiler searches without being told: where a system, its package managers and its compilers keep
 * headers, and whom what stands there may serve. Third-party headers serve every target, the C library's only the
 * target whose library the folder holds. Folders are found by listing what their parents hold, through a view.
 */
import { type FileView, finished, type Resumable } from "../text/files.ts";
import { join } from "../text/path.ts";
import { targetOfTriple, targetsOfFolder } from "./architectures.ts";

/** A folder of headers and whom it serves. */
export interface SystemFolder {
  readonly path: string;
  /** The targets that anything in it serves; undefined for all. */
  readonly only: readonly string[] | undefined;
  /** The targets whose C library it holds. */
  readonly library: readonly string[];
  /** It is a compiler's own: what is known of its headers comes first. */
  readonly isCompilers?: true;
}

/** Lists folders, and remembers those that nobody has looked at yet. */
class Lister {
  readonly #view: FileView;
  readonly needs: string[] = [];

  constructor(view: FileView) {
    this.#view = view;
  }

  /** The names of the folders in a folder, without the final `/`. */
  folders(path: string): readonly string[] {
    const names = this.#view.list(path);
    if (names === undefined) this.needs.push(path);
    return (names ?? []).flatMap((name) => (name.endsWith("/") ? [name.slice(0, -1)] : []));
  }
}

/** The folders of the machine whose own target is `host`, in the order they are searched. None without a host. */
export function systemFolders(host: string | undefined, view: FileView): Resumable<readonly SystemFolder[]> {
  if (host === undefined) return finished([]);
  const lister = new Lister(view);
  const folders = foldersOf(host, lister);
  return lister.needs.length > 0 ? { done: false, needs: { files: [], folders: lister.needs } } : finished(folders);
}

function foldersOf(host: string, lister: Lister): readonly SystemFolder[] {
  const own = (path: string): SystemFolder => ({ path, only: [host], library: [host] });
  const compilers = (path: string): SystemFolder => ({ ...own(path), isCompilers: true });
  const shared = (path: string, library: readonly string[] = []): SystemFolder => ({ path, only: targetsOfFolder(path, host), library });
  switch (host.split("/")[0]) {
    case "linux":
      return [
        ...gccFolders("/usr/lib/gcc", [host], lister),
        shared("/usr/local/include"),
        ...multiarchFolders(host, lister),
        shared("/usr/include", [host]),
      ];
    case "darwin":
      return appleFolders(lister, shared, own, compilers);
    case "windows":
      return ["mingw64", "ucrt64", "clang64", "mingw32", "clangarm64"].map((prefix) => {
        const path = `C:/msys64/${prefix}/include`;
        return shared(path, targetsOfFolder(path, host) === undefined ? [host] : []);
      });
    case "netbsd":
      return [shared("/usr/include", [host]), shared("/usr/pkg/include")];
    default:
      return [...clangFolders("/usr/lib/clang", lister).map(compilers), shared("/usr/include", [host]), shared("/usr/local/include")];
  }
}

/** Folders of one architecture each, as Debian has them: the host's first, as its compiler does. */
function multiarchFolders(host: string, lister: Lister): readonly SystemFolder[] {
  const found = lister.folders("/usr/include").flatMap((name): SystemFolder[] => {
    const target = targetOfTriple(name);
    if (target === undefined || target === "") return [];
    return [{ path: `/usr/include/${name}`, only: [target], library: target === host ? [host] : [] }];
  });
  const isHosts = ({ library }: SystemFolder): boolean => library.length > 0;
  return [...found.filter(isHosts), ...found.filter((folder) => !isHosts(folder))];
}

/** The folders of gcc's own headers (`<immintrin.h>`) for some targets, of the newest version there is. */
function gccFolders(root: string, targets: readonly string[], lister: Lister): readonly SystemFolder[] {
  return lister.folders(root).flatMap((triple): SystemFolder[] => {
    const target = targetOfTriple(triple);
    if (target === undefined || !targets.includes(target)) return [];
    const version = newest(lister.folders(`${root}/${triple}`));
    const path = `${root}/${triple}/${version}/include`;
    return version === undefined ? [] : [{ path, only: [target], library: [target], isCompilers: true }];
  });
}

type FolderMaker = (path: string) => SystemFolder;

/** clang's own headers and the system's are Apple's command-line tools' or else Xcode's. */
function appleFolders(lister: Lister, shared: FolderMaker, own: FolderMaker, compilers: FolderMaker): readonly SystemFolder[] {
  const tools = "/Library/Developer/CommandLineTools";
  const xcode = "/Applications/Xcode.app/Contents/Developer";
  const [sdks, usr] = lister.folders(`${tools}/SDKs`).includes("MacOSX.sdk")
    ? [`${tools}/SDKs`, `${tools}/usr`]
    : [`${xcode}/Platforms/MacOSX.platform/Developer/SDKs`, `${xcode}/Toolchains/XcodeDefault.xctoolchain/usr`];
  return [
    shared("/usr/local/include"),
    ...clangFolders(`${usr}/lib/clang`, lister).map(compilers),
    own(`${sdks}/MacOSX.sdk/usr/include`),
    shared("/opt/homebrew/include"),
    shared("/opt/local/include"),
  ];
}

function clangFolders(folder: string, lister: Lister): readonly string[] {
  const version = newest(lister.folders(folder));
  return version === undefined ? [] : [`${folder}/${version}/include`];
}

/** The greatest of names that are version numbers (`12`, `12.2.0`, `12-win32`), part by part. */
function newest(names: readonly string[]): string | undefined {
  const parts = (name: string): readonly number[] => name.replace(/-.*/, "").split(".").map(Number);
  const compare = (a: readonly number[], b: readonly number[]): number => {
    const at = a.findIndex((part, i) => part !== b[i]);
    return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
  };
  return names
    .filter((name) => /^\d+(?:\.\d+)*(?:-\w+)?$/.test(name))
    .sort((a, b) => compare(parts(a), parts(b)))
    .pop();
}

/**
 * The folders of a sysroot: a tree that holds the C library and all other headers of the given targets, in its
 * `usr/include` or `include`; a multiarch folder in it serves the target of its triple. What stands with the compiler
 * (`<immintrin.h>`) comes from the gcc for the target that is installed on a Linux machine.
 */
export function sysrootFolders(
  root: string,
  targets: readonly string[],
  host: string | undefined,
  view: FileView,
): Resumable<readonly SystemFolder[]> {
  const lister = new Lister(view);
  const include = join(root, "usr/include");
  const whole = (path: string): SystemFolder => ({ path: join(root, path), only: undefined, library: targets });
  const multiarch = lister.folders(include).flatMap((name): SystemFolder[] => {
    const target = targetOfTriple(name);
    return target === undefined ? [] : [{ path: join(include, name), only: [target], library: targets }];
  });
  const roots = host?.startsWith("linux/") === true ? ["/usr/lib/gcc", "/usr/lib/gcc-cross"] : [];
  const compilers = roots.flatMap((folder) => gccFolders(folder, targets, lister));
  if (lister.needs.length > 0) return { done: false, needs: { files: [], folders: lister.needs } };
  return finished([whole("usr/local/include"), ...multiarch, whole("usr/include"), whole("include"), ...compilers]);
}

/** Folders that hold some host's C library, as a compiler's option may name them. */
const LIBRARY_FOLDERS =
  /^(?:\/usr(?:\/local)?)?\/include$|\/lib\/(?:gcc|clang)\/|^[A-Za-z]:\/msys(?:32|64)\/[a-z0-9]+\/include$|\.sdk\/usr\/include$/;

/**
 * A folder that an option named (`-I`, `-isystem`), when it is one of the system's; undefined for one of the user's
 * own. Naming it does not make its C library anybody's.
 */
export function namedSystemFolder(path: string, host: string | undefined): SystemFolder | undefined {
  const only = targetsOfFolder(path, host);
  return only === undefined && !LIBRARY_FOLDERS.test(path) ? undefined : { path, only, library: [] };
}
