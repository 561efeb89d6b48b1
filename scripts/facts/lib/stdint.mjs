/**
 * What <stdint.h> of each system says where it differs from the macros of the compiler (`__INT_FAST16_TYPE__` and its
 * kin): a program that includes the header gets the header's types. Facts read from the headers named here, and
 * compared with them by test/oracle/targetsStandardTypes.ts where they are at hand. Asks no compiler.
 */

const UNSIGNED = { char: "uchar", schar: "uchar", short: "ushort", int: "uint", long: "ulong", llong: "ullong" };

/** By system (or C library): the signed names that differ. `word` is `long` where pointers have 8 bytes, else `int`. */
const SYSTEMS = {
  // glibc: sysdeps/generic/stdint.h, by __WORDSIZE.
  glibc: (word) => ({ int_fast16_t: word, int_fast32_t: word, intptr_t: word }),
  // musl: include/stdint.h, arch/*/bits/stdint.h and alltypes.h.
  musl: (word) => ({ int_fast16_t: "int", int_fast32_t: "int", intptr_t: word }),
  // bionic: libc/include/stdint.h.
  bionic: (word) => ({ int_fast16_t: word, int_fast32_t: word }),
  // FreeBSD: sys/sys/_types.h and machine/_types.h.
  freebsd: () => ({ int_fast8_t: "int", int_fast16_t: "int" }),
  // DragonFly: sys/cpu/x86_64/include/stdint.h.
  dragonfly: () => ({ int_fast8_t: "int", int_fast16_t: "int" }),
  // OpenBSD: sys/arch/*/include/_types.h.
  openbsd: () => ({ int_fast8_t: "int", int_fast16_t: "int", int_least64_t: "llong", int_fast64_t: "llong" }),
  // illumos and Solaris: usr/src/uts/common/sys/int_types.h, where char is signed.
  solaris: () => ({ int8_t: "char", int_least8_t: "char", int_fast8_t: "char", int_fast16_t: "int" }),
};
SYSTEMS.illumos = SYSTEMS.solaris;

/** A map from standard name to scalar for the port, with the names in which the header and the macros may differ. */
export function stdintOf(port, pointerSize) {
  const system = SYSTEMS[port.libc] ?? SYSTEMS[port.goos];
  const signed = Object.entries(system?.(pointerSize === 8 ? "long" : "int") ?? {});
  return new Map([...signed, ...signed.map(([name, scalar]) => [`u${name}`, UNSIGNED[scalar]])]);
}
