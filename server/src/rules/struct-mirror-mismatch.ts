/**
 * A Go struct that stands for a C record and is laid out differently on some target. Reads the pairs of the
 * package and compares their layouts; knows nothing of how pairs were found.
 */
import { explicitPadding } from "../fixes/explicitPadding.ts";
import { fieldTypes } from "../fixes/fieldTypes.ts";
import type { PackageModel } from "../model/package.ts";
import { isKernelPackage } from "../system/goPackages.ts";
import type { Finding, Fix } from "./finding.ts";
import { mirrorReports, pairOf } from "./mirrorCases.ts";
import type { Report, Rule } from "./rule.ts";

export const structMirrorMismatch: Rule = {
  id: "struct-mirror-mismatch",
  title: "Go struct is laid out differently from its C record",
  severity: "error",
  group: "layout",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

A Go struct whose memory is used as a C record must have every field at the offset, and of the size, that the C compiler of each target gives it.
A Go struct and a C record are a pair when a pointer to one is converted to a pointer to the other through \`unsafe.Pointer\`, directly, through a variable, by a small function of the package such as a generic \`cast[T](p)\`, or in another file of the package, or when a comment \`//abi-lens:mirrors struct foo\` says so.
So are they when the struct's address goes to \`syscall.Syscall\` or one of its kin, of \`syscall\` or \`golang.org/x/sys/unix\`, and the call, or for \`SYS_IOCTL\` the request, says which record the kernel takes it for.
There the kernel's own record counts, not the C library's: the message says \`struct stat (kernel)\`.

Fields correspond by name (upper and lower case, underscores and a prefix that all C names share do not count), else by order.
The first field that differs is reported, with both offsets and the targets on which they are so; where the sizes differ, with both types.
Where all fields agree but one side is larger, the sizes are reported if memory of the smaller side is written, copied as a whole or walked as an array through the larger one.
A struct that is shorter than what the kernel copies is reported too, whatever its fields stand for, where the struct is a variable of its own or what \`new\` or a literal gave.
A struct of another package is spoken of where it is converted, and only if its fields correspond by name; those of \`syscall\` and \`golang.org/x/sys\` that C gets are [stdlib-struct-as-c-struct](stdlib-struct-as-c-struct.md)'s.

## Why it matters

Go aligns 64-bit integers and floats to 4 bytes on 386, arm, mips and mipsle.
C aligns them to 8 on arm, mips and windows/386, and to 4 on 386 elsewhere.
So the same two declarations agree on the machine they were written on and disagree on another: C then reads bytes that Go never wrote, or writes past the end of Go's memory.
The kernel's records differ by port in more than alignment: \`struct epoll_event\` is packed on amd64 alone, \`struct stat\` differs from port to port, \`struct ifreq\` is larger than any one of its uses.
A Go \`int\` is 8 bytes on 64-bit targets and a C \`int\` 4 everywhere; a C \`long\` is 4 bytes on Windows.

## Example

\`\`\`go bad
package p

/*
#include <stdint.h>
struct event { int32_t kind; int64_t stamp; };
static void handle(struct event *e) { (void)e; }
*/
import "C"
import "unsafe"

type Event struct {
	Kind  int32
	Stamp int64
}

func Send(e *Event) { C.handle((*C.struct_event)(unsafe.Pointer(e))) }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <stdint.h>
struct event { int32_t kind; int64_t stamp; };
static void handle(struct event *e) { (void)e; }
*/
import "C"
import "unsafe"

type Event struct {
	Kind  int32
	_     [unsafe.Offsetof(C.struct_event{}.stamp) - 4]byte
	Stamp int64
}

func Send(e *Event) { C.handle((*C.struct_event)(unsafe.Pointer(e))) }
\`\`\`

Or use \`C.struct_event\` itself.
A compile-time guard keeps the two together from then on:

\`\`\`go
var _ = [1]struct{}{}[unsafe.Sizeof(Event{})-unsafe.Sizeof(C.struct_event{})]
\`\`\`

## When it stays silent

- On a target where one of the two layouts is unknown, for instance because a header was not found.
- When the fields do not certainly correspond: other names and another number of fields.
- When the Go struct is a prefix of the C record and is only used to look at C memory.
- For fields named as padding or reserved, and for bytes or a union at the end that C does not fill.
- On targets where a compile-time guard of the struct (a package-level constant or array length made of \`unsafe.Sizeof\`, \`Alignof\` or \`Offsetof\`) does not compile: there is no such build.
- For conversions in a function that takes an \`unsafe.Pointer\` and does not run through all its statements at every call.
- For system calls whose number is no constant, for calls and requests that the tables do not know, for unions, and where something was added to the address.
- For a request that is written as a number, unless its fields correspond by name: devices share numbers.
- For the size of a record that tells its own size or is read in parts (\`clone_args\`, \`perf_event_attr\`, \`siginfo\`), and of a struct that is part of something larger.
- For a Go struct that is larger than what the kernel copies.
- For bit-fields, which have no counterpart in Go.
- On targets that a condition such as \`runtime.GOOS == "linux"\` keeps out; and where a variable or a function's answer decides for which platform the code is.
- In generated files, and where \`//abi-lens:ignore struct-mirror-mismatch reason\` says so.

## References

- cmd/cgo, "Go references to C"
- Go specification, "Size and alignment guarantees"; \`go/types\`, \`gcsizes.go\`
- ioctl(2), syscall(2), and the kernel's headers
- Procedure Call Standard for the Arm Architecture, section 5; System V ABI, Intel386 supplement, section 2.1`,

  check(model: PackageModel): readonly Report[] {
    return model.pairs.flatMap((pair) =>
      // Those of the system packages are another rule's.
      pair.cgoName !== undefined && pair.importedFrom !== undefined && isKernelPackage(pair.importedFrom) ? [] : mirrorReports(pair, model),
    );
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const pair = pairOf(finding, model);
    return pair === undefined ? [] : [...explicitPadding(pair, model, finding.targets), ...fieldTypes(pair, model)];
  },
};
