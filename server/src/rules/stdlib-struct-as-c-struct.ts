/**
 * A struct of syscall or golang.org/x/sys taken for a record of the C library that has another layout: Go declares
 * what the kernel reads, C what its library does. Reads the pairs of the package; knows nothing of how they were found.
 */
import type { PackageModel } from "../model/package.ts";
import { isKernelPackage } from "../system/goPackages.ts";
import { mirrorReports } from "./mirrorCases.ts";
import type { Report, Rule } from "./rule.ts";

export const stdlibStructAsCStruct: Rule = {
  id: "stdlib-struct-as-c-struct",
  title: "Struct of syscall or x/sys is not C's of that name",
  severity: "error",
  group: "layout",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

A pointer to a struct of \`syscall\`, \`golang.org/x/sys/unix\` or \`golang.org/x/sys/windows\` is converted to a pointer to a C record, or the other way round, and the two are laid out differently on some target.
The first field that differs is reported with both offsets or sizes, at the conversion.

## Why it matters

The structs of these packages are what the kernel reads and writes.
A C library often has a struct of the same name and another layout, and translates between the two: glibc's \`struct stat\` is smaller than the kernel's on 32-bit Linux, its \`struct termios\` is larger than the kernel's everywhere.
A C function that fills such a struct writes past the end of the Go variable, or leaves fields where Go does not look for them.

## Example

\`\`\`go bad
package p

/*
#include <termios.h>
*/
import "C"
import (
	"unsafe"

	"golang.org/x/sys/unix"
)

func Raw(t *unix.Termios) { C.cfmakeraw((*C.struct_termios)(unsafe.Pointer(t))) }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <termios.h>
*/
import "C"

func Raw(t *C.struct_termios) { C.cfmakeraw(t) }
\`\`\`

Use one side only: the C record with C functions, the Go struct with Go's.

## When it stays silent

- When the two agree, as \`struct timespec\` and \`syscall.Timespec\` do on most targets.
- On a target where the C record is not known.
- When the fields do not correspond by name: a \`syscall.RawSockaddrAny\` is meant to hold more than a \`struct sockaddr\`.
- When the Go struct goes to a system call and no C record is involved.
- On targets that a condition such as \`runtime.GOOS == "linux"\` keeps out.

## References

- getdents(2), stat(2), "C library/kernel differences"
- golang.org/x/sys/unix, \`ztypes_linux_*.go\``,

  check(model: PackageModel): readonly Report[] {
    return model.pairs.flatMap((pair) =>
      pair.cgoName !== undefined && pair.importedFrom !== undefined && isKernelPackage(pair.importedFrom) ? mirrorReports(pair, model) : [],
    );
  },
};
