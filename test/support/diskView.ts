/** The files of this machine as an engine sees them, read when they are asked for. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import type { FileView } from "../../server/src/text/files.ts";

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** A view for which every file has been looked at. */
export function diskView(): FileView {
  const folders = new Map<string, readonly string[] | null>();
  return {
    read: (path) => (statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, "utf8") : null),
    list: (folder) => {
      let names = folders.get(folder);
      if (names === undefined) {
        names = isFolder(folder)
          ? readdirSync(folder)
              .map((name) => (isFolder(`${folder}/${name}`) ? `${name}/` : name))
              .sort()
          : null;
        folders.set(folder, names);
      }
      return names;
    },
  };
}
