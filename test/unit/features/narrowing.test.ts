/** A finding inside code that a platform decides names only the targets that can reach it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { done, memoryView, newEngine, optionsFor } from "../../support/engine.ts";

const head = `package p

/*
#include <stdint.h>
struct event { int32_t kind; int64_t stamp; };
*/
import "C"

import (
	"math/bits"
	"runtime"
	"unsafe"
)

type Event struct {
	Kind  int32
	Stamp int64
}

const (
	is64      = unsafe.Sizeof(uintptr(0)) == 8
	onWindows = runtime.GOOS == "windows"
)

var (
	windows = runtime.GOOS == "windows"
	known   = map[string]bool{}
	names   = map[string][]int{}
	_       = bits.UintSize
)

func isWindows() bool       { return runtime.GOOS == "windows" }
func use(e any) bool        { return e != nil }
`;

const conversion = "_ = (*C.struct_event)(unsafe.Pointer(e))";
const engine = await newEngine();
// Without a condition the layouts differ on linux/arm and windows/386.
const options = await optionsFor("linux/arm,windows/386,linux/amd64");

/** The targets of the mismatch that the conversion in a function body shows. */
function targetsOf(body: string): readonly string[] {
  const text = `${head}\nfunc f(e *Event) {\n${body.replaceAll("CALL", conversion)}\n}\n`;
  const reports = done(engine.check(memoryView(new Map([["/w/p.go", text]])), "/w", options));
  const findings = reports.flatMap((report) => report.findings);
  return findings.filter(({ rule }) => rule === "struct-mirror-mismatch").flatMap(({ targets }) => targets);
}

const decided: readonly (readonly [body: string, targets: readonly string[]])[] = [
  ["CALL", ["linux/arm", "windows/386"]],
  ['if runtime.GOOS == "windows" { CALL }', ["windows/386"]],
  ['if runtime.GOOS == "windows" { print() } else { CALL }', ["linux/arm"]],
  ['if runtime.GOOS == "plan9" { print() } else if runtime.GOARCH == "arm" { CALL }', ["linux/arm"]],
  ['if e == nil { print() } else if runtime.GOARCH == "arm" { CALL }', ["linux/arm"]],
  ['if runtime.GOOS == "windows" { return }\nCALL', ["linux/arm"]],
  ['if runtime.GOOS != "windows" { panic("no " + runtime.GOOS) }\nCALL', ["windows/386"]],
  ['if runtime.GOOS == "linux" { print() } else { return }\nCALL', ["linux/arm"]],
  ['if runtime.GOOS == "linux" { if runtime.GOARCH == "arm" { return } }\nCALL', ["windows/386"]],
  ['{ if runtime.GOOS == "linux" { return } }\nCALL', ["windows/386"]],
  ['switch runtime.GOOS { case "linux", "android": CALL; case "windows": }', ["linux/arm"]],
  ['switch runtime.GOARCH { case "arm": break; default: CALL }', ["windows/386"]],
  ['switch runtime.GOOS { case "windows": fallthrough; case "plan9": CALL }', ["windows/386"]],
  ['switch { case runtime.GOOS == "linux": return; case runtime.GOARCH == "386": break }\nCALL', ["windows/386"]],
  ['switch { case e == nil: print(); case runtime.GOOS == "linux": CALL }', ["linux/arm"]],
  ['if e != nil && runtime.GOOS == "linux" { CALL }', ["linux/arm"]],
  ['if runtime.GOOS == "windows" || e == nil { return }\nCALL', ["linux/arm"]],
  ['if !(runtime.GOOS == "windows") { CALL }', ["linux/arm"]],
  ['_ = runtime.GOOS == "windows" && use((*C.struct_event)(unsafe.Pointer(e)))', ["windows/386"]],
  ['_ = runtime.GOOS == "windows" || use((*C.struct_event)(unsafe.Pointer(e)))', ["linux/arm"]],
  ["if is64 { CALL }", []],
  ["if !is64 { CALL }", ["linux/arm", "windows/386"]],
  ["if onWindows { CALL }", ["windows/386"]],
  ["if bits.UintSize == 32 && onWindows { CALL }", ["windows/386"]],
  ["if ^uint(0)>>63 == 0 { CALL }", ["linux/arm", "windows/386"]],
  ["switch unsafe.Sizeof(e) { case 8: return }\nCALL", ["linux/arm", "windows/386"]],
  ['const here = runtime.GOOS\nif here == "windows" { CALL }', ["windows/386"]],
  ['for range 2 { if runtime.GOOS == "linux" { continue }\nCALL }', ["windows/386"]],
  ['for runtime.GOOS == "linux" { CALL }', ["linux/arm"]],
  ['func() { if runtime.GOOS == "linux" { CALL } }()', ["linux/arm"]],
  ['println("running on", runtime.GOOS)\nCALL', ["linux/arm", "windows/386"]],
  ['if runtime.GOOS == "plan9" { CALL }', []],
];

for (const [body, targets] of decided) {
  test(`decided: ${body.replaceAll("\n", "; ")}`, () => assert.deepEqual(targetsOf(body), targets));
}

const undecided = [
  "if windows { CALL }",
  "if isWindows() { CALL }",
  'here := runtime.GOOS\nif here == "windows" { return }\nCALL',
  'here := runtime.GOOS == "windows"\nthere := !here\nif there { CALL }',
  'var here bool\nfor range 2 { if here { CALL }\nhere = runtime.GOOS == "windows" }',
  "if use(runtime.GOOS) { CALL }",
  "if known[runtime.GOOS] { CALL }",
  "for range names[runtime.GOOS] { CALL }",
  'switch here := runtime.GOOS; here { case "windows": CALL }',
  "switch { case e == nil: print(); case isWindows(): return }\nCALL",
  "switch any(runtime.GOOS).(type) { case string: CALL }",
  "if e != nil && isWindows() { CALL }",
];

for (const body of undecided) {
  test(`undecided, so silent: ${body.replaceAll("\n", "; ")}`, () => assert.deepEqual(targetsOf(body), []));
}
