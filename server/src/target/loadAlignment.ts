/**
 * What the Go compiler counts on where it loads and stores: the processors for which not any address will do. From
 * cmd/internal/sys, arch.go, `Alignment`; test/oracle/go/loadAlignment.ts compares the two.
 */

const mostNeeded: ReadonlyMap<string, number> = new Map([
  ["arm", 4],
  ["loong64", 8],
  ["mips", 4],
  ["mipsle", 4],
  ["mips64", 8],
  ["mips64le", 8],
  ["riscv64", 8],
]);

/** The most that a load or store needs on a GOARCH, in bytes; smaller ones need their own size. 1 where any address will do. */
export function loadAlignment(goarch: string): number {
  return mostNeeded.get(goarch) ?? 1;
}
