/**
 * The functions of Go's system packages that make a system call by its number and pass on what they are given. Knows
 * nothing of what the calls take.
 */

const rawCalls: Readonly<Record<string, ReadonlySet<string>>> = {
  syscall: new Set(["Syscall", "Syscall6", "Syscall9", "RawSyscall", "RawSyscall6"]),
  "golang.org/x/sys/unix": new Set(["Syscall", "Syscall6", "Syscall9", "RawSyscall", "RawSyscall6", "SyscallNoError", "RawSyscallNoError"]),
};

/** Whether the first argument of the function is the number of a system call, and the others are its parameters. */
export function isRawCall(importPath: string, name: string): boolean {
  return rawCalls[importPath]?.has(name) === true;
}
