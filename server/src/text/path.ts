/**
 * Paths as plain text with `/` separators, without a file system: Windows drives (`c:/x`), POSIX roots and
 * URIs (`vscode-vfs://host/x`) all work because only the part behind the root is ever touched. Imports nothing.
 */

/** The folder a path stands in, without a final `/` (except for a root itself). */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return ".";
  return slash === 0 ? "/" : path.slice(0, slash);
}

/** The last element of a path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** True for `/x`, `c:/x` and `scheme://host/x`. */
export function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:\/|[A-Za-z][A-Za-z0-9+.-]*:\/\/)/.test(path);
}

/** `folder` joined with `path` (which wins when it is absolute), with `.` and `..` resolved. */
export function join(folder: string, path: string): string {
  const whole = isAbsolute(path) ? path : `${folder}/${path}`;
  const root = /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/]*\/|[A-Za-z]:\/|\/)/.exec(whole)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of whole.slice(root.length).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts[parts.length - 1] !== "..") parts.pop();
    else if (part !== ".." || root === "") parts.push(part);
  }
  return root + parts.join("/") || ".";
}
