/**
 * URIs of the protocol and paths of the engine, one to one. A local file's path is absolute with `/` (`/a/b.go`,
 * `c:/a/b.go`); anything else keeps its scheme and host and loses only its percent-encoding
 * (`vscode-vfs://github/o/r/a b.go`), so that paths can be joined and compared as text.
 */

const SCHEMED = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** True for paths that are no local files: only the client can read those. */
export function isRemotePath(path: string): boolean {
  return SCHEMED.test(path);
}

/**
 * The path of a URI. Drive letters become lower case, as editors do not agree on them. A `file:` URI with a host
 * (a Windows share) keeps its scheme, because a path that starts with two slashes is not portable. A URI without
 * an authority (`untitled:x`) gets an empty one.
 */
export function pathOfUri(uri: string): string {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(.*)$/s.exec(uri);
  if (match === null) return uri;
  const [, scheme = "", authority = "", encoded = "", rest = ""] = match;
  const path = decoded(encoded);
  if (scheme.toLowerCase() === "file" && authority === "") {
    const drive = /^\/?([A-Za-z]):(?=\/|$)/.exec(path);
    if (drive === null) return path + rest;
    return `${drive[1]?.toLowerCase()}:${path.slice(drive[0].length)}${rest}`;
  }
  return `${scheme.toLowerCase()}://${authority}${path.startsWith("/") ? "" : "/"}${path}${rest}`;
}

/** The URI of a path, encoded as VS Code encodes it. The inverse of `pathOfUri` for every path that it gives. */
export function uriOfPath(path: string): string {
  const schemed = SCHEMED.exec(path);
  if (schemed !== null) {
    const slash = path.indexOf("/", schemed[0].length);
    return slash < 0 ? path : path.slice(0, slash) + encoded(path.slice(slash));
  }
  return `file://${path.startsWith("/") ? "" : "/"}${encoded(path)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign is legal in a file name and some clients send it bare.
    return text;
  }
}

function encoded(path: string): string {
  return path
    .split("/")
    .map((part) => encodeURIComponent(part).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`))
    .join("/");
}
