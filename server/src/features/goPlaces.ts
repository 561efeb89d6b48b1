/**
 * Where this machine keeps Go code: what the go command would take from its environment and its own settings file
 * (`go env -w`), and the usual places of installations. Looks, and starts nothing.
 */
import type { GoPlaces } from "../go/modules.ts";
import type { Host } from "../host.ts";
import { isAbsolute, join } from "../text/path.ts";

// Every platform this runs on has it; the language's own library does not declare it.
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

/** Where installers, distributions and Homebrew put Go. */
const usualRoots = [
  "/usr/local/go",
  "/usr/lib/go",
  "/usr/lib/golang",
  "/opt/homebrew/opt/go/libexec",
  "/usr/local/opt/go/libexec",
  "C:/Program Files/Go",
  "C:/Go",
];

/** A platform without an environment has no places. */
export async function findGoPlaces(host: Partial<Host>): Promise<GoPlaces> {
  const own = (name: string): string | undefined => host.variable?.(name) || undefined;
  const settings = await settingsOf(host, own);
  const variable = (name: string): string | undefined => own(name) ?? settings.get(name);
  const absolute = (path: string | undefined): string | undefined => {
    const slashes = path === undefined || !/^[A-Za-z]:\\/.test(path) ? path : path.replaceAll("\\", "/");
    return slashes !== undefined && isAbsolute(slashes) ? slashes : undefined;
  };
  if (host.variable === undefined) return { roots: [], moduleCache: undefined, work: undefined };
  const home = absolute(own("HOME") ?? own("USERPROFILE"));
  const goPath =
    absolute(variable("GOPATH")?.split(/^[A-Za-z]:\\/.test(variable("GOPATH") ?? "") ? ";" : ":")[0]) ?? (home && join(home, "go"));
  const goRoot = absolute(variable("GOROOT"));
  const work = variable("GOWORK");
  return {
    roots: goRoot === undefined ? usualRoots : [goRoot],
    moduleCache: absolute(variable("GOMODCACHE")) ?? (goPath && join(goPath, "pkg/mod")),
    work: work === "off" ? work : absolute(work),
  };
}

/** The file that `go env -w` writes (cmd/go/internal/cfg, EnvFile). */
async function settingsOf(host: Partial<Host>, own: (name: string) => string | undefined): Promise<ReadonlyMap<string, string>> {
  const [home, roaming, config] = [own("HOME"), own("APPDATA"), own("XDG_CONFIG_HOME")];
  const folder = roaming?.replaceAll("\\", "/") ?? config ?? (home === undefined ? undefined : `${home}/.config`);
  const candidates = [own("GOENV"), folder && `${folder}/go/env`, home && `${home}/Library/Application Support/go/env`];
  const found = new Map<string, string>();
  for (const path of candidates) {
    if (path === "off") return found;
    const bytes = path === undefined ? undefined : await host.readFile?.(path);
    if (bytes === undefined) continue;
    for (const line of new TextDecoder().decode(bytes).split(/\r?\n/)) {
      const [, name, value] = /^([A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) found.set(name, value);
    }
    return found;
  }
  return found;
}
