/** Which folder an import means: standard library, workspace, vendor folder, replacements, module cache. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Asker } from "../../../server/src/go/asker.ts";
import { type GoPlaces, importPathOf, moduleContext, resolveImport } from "../../../server/src/go/modules.ts";
import { folderOf } from "../../../server/src/text/path.ts";

const places: GoPlaces = { roots: ["/go"], moduleCache: "/cache", work: undefined };
const standard = { "/go/VERSION": "go1.26.1\ntime x\n", "/go/src/os/file.go": "", "/go/src/vendor/golang.org/x/net/dns/d.go": "" };

/** Every folder and file of a listing of paths; all is known. */
function viewOf(files: Readonly<Record<string, string>>): ConstructorParameters<typeof Asker>[0] {
  const paths = Object.keys(files);
  return {
    read: (path) => files[path] ?? null,
    list: (folder) => {
      const below = paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
      return below.length === 0 ? null : [...new Set(below.map((rest) => rest.replace(/\/.*$/, "/")))];
    },
  };
}

/** The folder that an import means, or the reason that there is none, or `unknown`. */
function resolved(files: Readonly<Record<string, string>>, importer: string, path: string, from: GoPlaces = places): string {
  const asker = new Asker(viewOf({ ...standard, ...files }));
  const place = resolveImport(asker, moduleContext(asker, importer, from), importer, path);
  assert.equal(asker.needs, undefined);
  return place === undefined ? "unknown" : "folder" in place ? place.folder : place.unresolved;
}

test("the standard library, from outside and from inside", () => {
  assert.equal(resolved({}, "/w", "os"), "/go/src/os");
  assert.equal(resolved({}, "/w", "nothing"), "unknown");
  assert.equal(resolved({}, "/w", "os", { ...places, roots: [] }), "unknown");
  const own = { "/go/src/go.mod": "module std\ngo 1.26\n" };
  assert.equal(resolved(own, "/go/src/os", "golang.org/x/net/dns"), "/go/src/vendor/golang.org/x/net/dns");
  assert.equal(resolved(own, "/go/src/net/http", "os", { ...places, roots: [] }), "/go/src/os");
});

test("a GOROOT that is too old gives way to the toolchain in the cache", () => {
  const module = { "/w/go.mod": "module example.com/m\ngo 1.27.0\n" };
  assert.equal(resolved(module, "/w", "os"), "unknown");
  const toolchain = { "/cache/golang.org/toolchain@v0.0.1-go1.27.0.linux-amd64/src/os/file.go": "" };
  assert.equal(resolved({ ...module, ...toolchain }, "/w", "os"), "/cache/golang.org/toolchain@v0.0.1-go1.27.0.linux-amd64/src/os");
});

test("the module's own packages, and required ones in the cache", () => {
  const files = {
    "/w/go.mod":
      "module example.com/m\ngo 1.25\nrequire (\n\tgithub.com/Upper/Case v1.2.3\n\texample.com/a v1.0.0\n\texample.com/a/b v0.5.0\n)\n",
    "/w/sub/s.go": "",
    "/cache/github.com/!upper/!case@v1.2.3/Dir/x.go": "",
    "/cache/example.com/a@v1.0.0/b/old.go": "",
    "/cache/example.com/a@v1.0.0/c/c.go": "",
    "/cache/example.com/a/b@v0.5.0/new.go": "",
  };
  assert.equal(resolved(files, "/w/cmd", "example.com/m/sub"), "/w/sub");
  assert.equal(resolved(files, "/w", "github.com/Upper/Case/Dir"), "/cache/github.com/!upper/!case@v1.2.3/Dir");
  assert.equal(resolved(files, "/w", "example.com/a/b"), "/cache/example.com/a/b@v0.5.0");
  assert.equal(resolved(files, "/w", "example.com/a/c"), "/cache/example.com/a@v1.0.0/c");
  assert.equal(resolved(files, "/w", "example.com/missing"), "unknown");
  assert.equal(resolved(files, "/w", "example.com/a/c", { ...places, moduleCache: undefined }), "unknown");
  // A package of the cache imports what the main module's build has.
  assert.equal(resolved(files, "/w", "../x"), "../x is no import path");
});

test("replacements: by a folder, by another module, of one version only", () => {
  const files = {
    "/w/m/go.mod":
      "module example.com/m\ngo 1.25\nrequire (\n\texample.com/a v1.0.0\n\texample.com/b v1.0.0\n\texample.com/c v1.0.0\n)\nreplace example.com/a => ../a\nreplace example.com/b => example.com/fork v2.0.0\nreplace example.com/c v9.9.9 => ../c\n",
    "/w/a/a.go": "",
    "/cache/example.com/fork@v2.0.0/f.go": "",
    "/cache/example.com/c@v1.0.0/c.go": "",
  };
  assert.equal(resolved(files, "/w/m", "example.com/a"), "/w/a");
  assert.equal(resolved(files, "/w/m", "example.com/b"), "/cache/example.com/fork@v2.0.0");
  assert.equal(resolved(files, "/w/m", "example.com/c"), "/cache/example.com/c@v1.0.0");
});

test("a vendor folder holds all that is imported from elsewhere", () => {
  const files = {
    "/w/go.mod": "module example.com/m\ngo 1.25\nrequire example.com/a v1.0.0\n",
    "/w/vendor/modules.txt": "# example.com/a v1.0.0\n## explicit\nexample.com/a\n",
    "/w/vendor/example.com/a/a.go": "",
    "/w/vendor/example.com/unlisted/u.go": "",
    "/cache/example.com/a@v1.0.0/a.go": "",
  };
  assert.equal(resolved(files, "/w", "example.com/a"), "/w/vendor/example.com/a");
  assert.equal(resolved(files, "/w", "example.com/unlisted"), "unknown");
  const old = {
    ...files,
    "/w/go.mod": "module example.com/m\ngo 1.13\nrequire example.com/a v1.0.0\n",
    "/cache/cache/download/example.com/a/@v/v1.0.0.mod": "module example.com/a\n",
  };
  assert.equal(resolved(old, "/w", "example.com/a"), "/cache/example.com/a@v1.0.0");
});

test("a workspace joins its modules and takes the newest of what they require", () => {
  const files = {
    "/w/go.work": "go 1.25\nuse (\n\t./a\n\t./b\n)\n",
    "/w/a/go.mod": "module example.com/a\ngo 1.25\nrequire example.com/x v1.0.0\n",
    "/w/b/go.mod": "module example.com/b\ngo 1.25\nrequire example.com/x v1.1.0\n",
    "/w/c/go.mod": "module example.com/c\ngo 1.25\n",
    "/w/b/p/p.go": "",
    "/cache/cache/download/example.com/x/@v/v1.0.0.mod": "module example.com/x\ngo 1.20\n",
    "/cache/cache/download/example.com/x/@v/v1.1.0.mod": "module example.com/x\ngo 1.20\n",
    "/cache/example.com/x@v1.1.0/x.go": "",
    "/cache/example.com/x@v1.0.0/x.go": "",
  };
  assert.equal(resolved(files, "/w/a", "example.com/b/p"), "/w/b/p");
  assert.equal(resolved(files, "/w/a", "example.com/x"), "/cache/example.com/x@v1.1.0");
  assert.equal(resolved(files, "/w/c", "example.com/b/p"), "go.work does not use this module");
  assert.equal(resolved(files, "/w/a", "example.com/b/p", { ...places, work: "off" }), "unknown");
});

test("before Go 1.17 the requirements of requirements count", () => {
  const files = {
    "/w/go.mod": "module example.com/m\ngo 1.16\nrequire example.com/a v1.0.0\n",
    "/cache/cache/download/example.com/a/@v/v1.0.0.mod":
      "module example.com/a\nrequire example.com/b v1.0.0\nrequire example.com/c v1.2.0\n",
    "/cache/cache/download/example.com/b/@v/v1.0.0.mod": "module example.com/b\nrequire example.com/c v1.3.0\n",
    "/cache/cache/download/example.com/c/@v/v1.2.0.mod": "module example.com/c\n",
    "/cache/cache/download/example.com/c/@v/v1.3.0.mod": "module example.com/c\n",
    "/cache/example.com/c@v1.3.0/c.go": "",
  };
  assert.equal(resolved(files, "/w", "example.com/c"), "/cache/example.com/c@v1.3.0");
  const { "/cache/cache/download/example.com/b/@v/v1.0.0.mod": _gone, ...incomplete } = files;
  assert.equal(resolved(incomplete, "/w", "example.com/c"), "the go.mod of example.com/b v1.0.0 is not in the module cache");
});

test("a go.mod that does not parse says nothing of other modules", () => {
  const files = { "/w/go.mod": "module example.com/m\nrequire (\n", "/w/sub/s.go": "" };
  assert.equal(resolved(files, "/w", "example.com/x"), "go.mod: the block of require is not closed");
  assert.equal(resolved(files, "/w", "os"), "/go/src/os");
});

test("a package knows its own import path", () => {
  const pathOf = (files: Readonly<Record<string, string>>, folder: string): string | undefined =>
    importPathOf(moduleContext(new Asker(viewOf(files)), folder, places), folder);
  assert.equal(pathOf({ "/w/go.mod": "module example.com/m\n" }, "/w/a/b"), "example.com/m/a/b");
  assert.equal(pathOf({ "/w/go.mod": "module example.com/m\n" }, "/w"), "example.com/m");
  assert.equal(pathOf({ "/go/src/go.mod": "module std\n" }, "/go/src/sync/atomic"), "sync/atomic");
  assert.equal(pathOf({}, "/w"), undefined);
});

test("what nobody has looked at is asked for, all of a kind at once", () => {
  const asker = new Asker({ read: () => undefined, list: () => undefined });
  moduleContext(asker, "/w/a/b", places);
  const needs = asker.needs?.files ?? [];
  for (const path of ["/w/a/b/go.mod", "/w/a/go.mod", "/w/go.mod", "/go.mod"]) assert.ok(needs.includes(path), path);
  assert.equal(folderOf("/"), "/");
});
