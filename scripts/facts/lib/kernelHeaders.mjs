/**
 * Which of the Linux kernel's own headers are read for its tables, and under which options: one compiler per
 * architecture of Go, without a C library. Runs no compiler but for the few records that only the C library writes down.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ZIG_PROCESSORS, ZIG_VERSION, zigHeaders } from "./cEnvironments.mjs";
import { run } from "./compiler.mjs";
import { CLANG, listPorts } from "./ports.mjs";

/** In an order in which every header finds what it needs. */
export const KERNEL_HEADERS = [
  ..."types time time_types times timex stat resource sysinfo utsname eventpoll fcntl openat2 uio socket in in6 un".split(" "),
  ..."if_packet if_alg if_xdp if_ether if_arp if if_addr if_link if_tun if_vlan if_bridge if_bonding if_ppp ppp-ioctl".split(" "),
  ..."netlink rtnetlink genetlink neighbour fib_rules route ethtool sockios net_tstamp errqueue filter tcp udp ip ipv6".split(" "),
  ..."icmp icmpv6 vm_sockets can can/raw can/bcm tipc poll aio_abi io_uring perf_event bpf input uinput joystick".split(" "),
  ..."hidraw hiddev uhid videodev2 media v4l2-subdev fb kd vt keyboard loop hdreg fs fiemap fsmap fscrypt fsverity".split(" "),
  ..."blkpg blkzoned blktrace_api btrfs dm-ioctl major raid/md_u nbd nvme_ioctl cdrom mtio sed-opal spi/spidev i2c i2c-dev".split(" "),
  ..."gpio rtc watchdog pps ptp_clock serial random vhost kvm vfio iommufd usbdevice_fs usb/ch9 usb/functionfs".split(" "),
  ..."capability seccomp sched sched/types futex ptrace ipc msg sem shm mqueue quota signalfd timerfd inotify mman".split(" "),
  ..."fanotify userfaultfd landlock mount membarrier rseq keyctl kexec taskstats cn_proc connector dma-buf dma-heap".split(" "),
  ..."sync_file udmabuf memfd tee nsfs pidfd kcov fuse auto_fs rfkill wireless lirc cec dvb/frontend utime acct".split(" "),
  ..."sock_diag inet_diag unix_diag xfrm audit nl80211 netfilter_ipv4 netfilter/nfnetlink netfilter/nf_tables".split(" "),
  ..."netfilter_ipv4/ip_tables virtio_net nitro_enclaves sev-guest tdx-guest cachefiles ublk_cmd counter mempolicy fd".split(" "),
  ..."mei psp-sev tls mii hpet pkt_sched pkt_cls gen_stats mroute nfc vhost_types ntsync nsm pr prctl xattr".split(" "),
]
  .map((name) => `linux/${name}.h`)
  .concat(
    "stat statfs termbits termios siginfo signal ptrace msgbuf sembuf shmbuf ioctls sockios".split(" ").map((name) => `asm/${name}.h`),
    ["mtd/mtd-abi.h", "mtd/ubi-user.h", "drm/drm.h", "drm/drm_mode.h"],
  );

/** Records that system calls take and that no header of the kernel shows: glibc writes them as the kernel has them. */
const FROM_LIBRARY = ["sockaddr", "msghdr", "mmsghdr", "cmsghdr", "ucred", "linger", "file_handle", "user_regs_struct"];

/** The architectures: `{ id, system, compiler, unit }`, `unit` being C text that includes every header there is. */
export function listKernels() {
  const zig = zigHeaders();
  return listPorts()
    .filter(({ goos, variant }) => goos === "linux" && variant === undefined)
    .map((port) => {
      const [processor, kernel] = ZIG_PROCESSORS[port.goarch];
      const clang = port.reference.kind === "clang" ? port.reference : port.other;
      const folders = [`${kernel}-linux-any`, "any-linux-any"];
      const library = [
        `${{ loongarch64: "loongarch", x86_64: "x86" }[processor] ?? processor.replace(/64$/, "")}-linux-gnu`,
        "generic-glibc",
      ];
      if (processor === "aarch64") library[0] = "aarch64-linux-gnu";
      // 64-bit integers are long long everywhere, as on most architectures: the same layout, and one text for all.
      const flags = [...clang.flags, "-nostdlibinc", "-D__SANE_USERSPACE_TYPES__"];
      const search = (names) => names.flatMap((name) => ["-isystem", join(zig, name)]);
      const stub = stubFolder();
      const one = {
        id: port.id,
        system: "linux",
        compiler: { kind: "clang", command: CLANG, flags: [...flags, "-isystem", stub, ...search(folders)] },
        library: { kind: "clang", command: CLANG, flags: [...flags, "-D__GLIBC_MINOR__=36", ...search([...library, ...folders])] },
      };
      return { ...one, unit: unitOf(one) };
    });
}

/** The names that those records are written with, as the kernel has them. */
const BEFORE_LIBRARY = `#include <linux/types.h>
#include <linux/uio.h>
typedef unsigned short sa_family_t;
typedef unsigned int socklen_t;
typedef __kernel_size_t size_t;
typedef __kernel_pid_t pid_t;
typedef __kernel_uid32_t uid_t;
typedef __kernel_gid32_t gid_t;
#include <stdint.h>
`;

/** Some headers include those of a C library, for what the unit has declared by then. */
const OF_A_LIBRARY = [
  "sys/socket.h",
  "sys/time.h",
  "sys/types.h",
  "sys/ioctl.h",
  "stdlib.h",
  "string.h",
  "time.h",
  "endian.h",
  "byteswap.h",
];

function stubFolder() {
  const folder = join(tmpdir(), `abi-lens-kernel-${ZIG_VERSION}`);
  mkdirSync(join(folder, "sys"), { recursive: true });
  for (const name of OF_A_LIBRARY) writeFileSync(join(folder, name), "");
  const typedefs = [8, 16, 32, 64].map((bits) => `typedef __u${bits} uint${bits}_t;\ntypedef __s${bits} int${bits}_t;\n`);
  writeFileSync(join(folder, "stdint.h"), `#pragma once\n#include <linux/types.h>\n${typedefs.join("")}`);
  return folder;
}

/** C text that declares everything: the records of the C library first, then every header of the kernel there is. */
function unitOf(kernel) {
  const text = "#define _GNU_SOURCE\n#include <sys/socket.h>\n#include <sys/user.h>\n#include <fcntl.h>\n";
  const lines = printed(kernel.library, text).split("\n");
  const own = FROM_LIBRARY.flatMap((tag) => {
    const from = lines.findIndex((line) => new RegExp(`^struct (?:__attribute__\\(\\(may_alias\\)\\) )?${tag} \\{`).test(line));
    return from < 0 || (tag === "user_regs_struct" && kernelHasRegisters(kernel)) ? [] : lines.slice(from, lines.indexOf("};", from) + 1);
  });
  return `${BEFORE_LIBRARY}${own.join("\n")}\n${KERNEL_HEADERS.map(include).join("")}`;
}

/** Not every architecture has virtual machines. */
function include(header) {
  const line = `#include <${header}>\n`;
  return header === "linux/kvm.h" ? `#if __has_include(<asm/kvm.h>)\n${line}#endif\n` : line;
}

function kernelHasRegisters({ compiler }) {
  const text = "#include <asm/ptrace.h>\nstruct user_regs_struct registers;\n";
  return run(compiler.command, [...compiler.flags, "-w", "-fsyntax-only", "-x", "c", "-"], text).status === 0;
}

/** Shows the parts of a request instead of its number (asm-generic/ioctl.h). */
export const SHOW_LINUX_PARTS = `
#undef _IOC
#undef _IOC_NONE
#undef _IOC_READ
#undef _IOC_WRITE
#undef _IOC_TYPECHECK
#define _IOC(direction, type, number, size) @IOC direction @ type @ number @ size @END
#define _IOC_NONE NONE
#define _IOC_READ READ
#define _IOC_WRITE WRITE
#define _IOC_TYPECHECK(type) sizeof(type)
`;

/** The unit as clang prints it from its own tree. */
export function printed(compiler, text) {
  const flags = [...compiler.flags, "-w", "-fsyntax-only", "-Xclang", "-ast-print", "-x", "c", "-"];
  const { status, stdout, stderr } = run(compiler.command, flags, text);
  if (status !== 0) throw new Error(`${compiler.command} ${compiler.flags.join(" ")}: ${stderr}`);
  return stdout;
}

/** The unit preprocessed; `options` are those of the preprocessor. */
export function preprocessed(compiler, text, options) {
  const { status, stdout, stderr } = run(compiler.command, [...compiler.flags, "-w", "-E", ...options, "-x", "c", "-"], text);
  if (status !== 0) throw new Error(`${compiler.command} ${compiler.flags.join(" ")}: ${stderr}`);
  return stdout;
}
