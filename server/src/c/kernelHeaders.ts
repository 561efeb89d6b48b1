/**
 * The few `<asm/…>` headers that the kernel's architecture-neutral `<linux/…>` headers stand on, as C text of our own
 * for every Linux port at once; what differs by architecture asks the compiler's macros (Linux kernel source,
 * arch folders, include/uapi/asm). The host's own copies say nothing about another architecture and are never read.
 */
import type { StandardHeader } from "./standardHeaders.ts";

// 64-bit types are `long` on mips64 and ppc64 unless the program asks otherwise (asm/types.h there).
const TYPES = `#ifndef __standard_asm_types
#define __standard_asm_types
typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
#if ((defined(__mips__) && _MIPS_SZLONG == 64) || defined(__powerpc64__)) && !defined(__SANE_USERSPACE_TYPES__)
typedef long __s64;
typedef unsigned long __u64;
#else
typedef long long __s64;
typedef unsigned long long __u64;
#endif
#endif
`;

const BITS_PER_LONG = `#ifndef __BITS_PER_LONG
#if __SIZEOF_LONG__ == 8
#define __BITS_PER_LONG 64
#else
#define __BITS_PER_LONG 32
#endif
#endif
#ifndef __BITS_PER_LONG_LONG
#define __BITS_PER_LONG_LONG 64
#endif
`;

const POSIX_TYPES = `#ifndef __standard_asm_posix_types
#define __standard_asm_posix_types
#include <asm/bitsperlong.h>
typedef long __kernel_long_t;
typedef unsigned long __kernel_ulong_t;
#ifdef __s390x__
typedef unsigned int __kernel_ino_t;
typedef unsigned long __kernel_sigset_t;
#else
typedef unsigned long __kernel_ino_t;
#endif
#if defined(__i386__) || defined(__arm__)
typedef unsigned short __kernel_mode_t;
typedef unsigned short __kernel_ipc_pid_t;
typedef unsigned short __kernel_uid_t;
typedef unsigned short __kernel_gid_t;
#else
typedef unsigned int __kernel_mode_t;
#if defined(__powerpc__) && !defined(__powerpc64__)
typedef short __kernel_ipc_pid_t;
#else
typedef int __kernel_ipc_pid_t;
#endif
typedef unsigned int __kernel_uid_t;
typedef unsigned int __kernel_gid_t;
#endif
typedef int __kernel_pid_t;
typedef long __kernel_suseconds_t;
#ifdef __mips__
typedef long __kernel_daddr_t;
#else
typedef int __kernel_daddr_t;
#endif
typedef unsigned int __kernel_uid32_t;
typedef unsigned int __kernel_gid32_t;
#if defined(__x86_64__) || defined(__aarch64__)
typedef unsigned short __kernel_old_uid_t;
typedef unsigned short __kernel_old_gid_t;
#else
typedef __kernel_uid_t __kernel_old_uid_t;
typedef __kernel_gid_t __kernel_old_gid_t;
#endif
#if defined(__x86_64__) || defined(__powerpc64__)
typedef unsigned long __kernel_old_dev_t;
#elif defined(__i386__) || defined(__arm__) || defined(__s390x__)
typedef unsigned short __kernel_old_dev_t;
#else
typedef unsigned int __kernel_old_dev_t;
#endif
#if __SIZEOF_LONG__ == 8
typedef unsigned long __kernel_size_t;
typedef long __kernel_ssize_t;
typedef long __kernel_ptrdiff_t;
#else
typedef unsigned int __kernel_size_t;
typedef int __kernel_ssize_t;
typedef int __kernel_ptrdiff_t;
#endif
typedef struct { int val[2]; } __kernel_fsid_t;
typedef long __kernel_off_t;
typedef long long __kernel_loff_t;
typedef long __kernel_old_time_t;
typedef long __kernel_time_t;
typedef long long __kernel_time64_t;
typedef long __kernel_clock_t;
typedef int __kernel_timer_t;
typedef int __kernel_clockid_t;
typedef char *__kernel_caddr_t;
typedef unsigned short __kernel_uid16_t;
typedef unsigned short __kernel_gid16_t;
#endif
`;

const BYTE_ORDER = `#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#include <linux/byteorder/big_endian.h>
#else
#include <linux/byteorder/little_endian.h>
#endif
`;

// mips and ppc64 keep three bits for the direction of an ioctl request.
const IOCTL = `#if defined(__mips__) || defined(__powerpc__)
#define _IOC_SIZEBITS 13
#define _IOC_DIRBITS 3
#define _IOC_NONE 1U
#define _IOC_READ 2U
#define _IOC_WRITE 4U
#endif
#include <asm-generic/ioctl.h>
`;

const KERNEL: Readonly<Record<string, string>> = {
  "asm/types.h": TYPES,
  "asm/bitsperlong.h": BITS_PER_LONG,
  "asm/posix_types.h": POSIX_TYPES,
  "asm/byteorder.h": BYTE_ORDER,
  "asm/ioctl.h": IOCTL,
  "asm/swab.h": "",
};

/** The kernel's own headers that are the same for every architecture. The rest of `<scsi/…>` is the C library's. */
const NEUTRAL =
  /^(?:(?:linux|asm-generic|drm|mtd|rdma|sound|video|xen|misc|cxl|fwctl|regulator)\/|scsi\/(?:fc\/|scsi_bsg_|scsi_netlink|cxlflash_))/;

/** The text of an `<asm/…>` header that is known for every Linux port; undefined for any other. */
export function kernelHeader(name: string): StandardHeader | undefined {
  const text = KERNEL[name];
  return text === undefined ? undefined : { text, complete: true };
}

/** Whether a header is one of the kernel's that serve every Linux port and no other. */
export function isKernelHeader(name: string): boolean {
  return NEUTRAL.test(name);
}
