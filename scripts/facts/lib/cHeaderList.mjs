/**
 * The public headers whose facts are collected: ISO C, POSIX, what the systems add, and Windows. Names alone; which
 * of them a system has is found by looking.
 */

const words = (text) => text.trim().split(/\s+/);

const C_AND_POSIX = words(`
  assert ctype errno inttypes limits locale math setjmp signal stdint stdio stdlib string strings time wchar uchar
  threads alloca dirent dlfcn fcntl fnmatch getopt grp libgen libintl malloc memory mqueue netdb poll pthread pwd sched search
  semaphore spawn syslog termios ulimit unistd utime wordexp arpa/inet net/if net/if_dl netinet/in netinet/tcp netpacket/packet
  sys/cdefs sys/epoll sys/errno sys/event sys/eventfd sys/fcntl sys/file sys/filio sys/inotify sys/ioctl sys/ioccom sys/ipc
  sys/mman sys/mount sys/msg sys/param sys/personality sys/poll sys/random sys/reboot sys/resource
  sys/select sys/sem sys/sendfile sys/shm sys/signal sys/signalfd sys/socket sys/sockio sys/stat sys/statfs sys/statvfs sys/swap
  sys/sysinfo sys/syslog sys/sysmacros sys/termios sys/time sys/timeb sys/timerfd sys/times sys/ttycom
  sys/types sys/ucontext sys/ucred sys/uio sys/un sys/unistd sys/utsname sys/vfs sys/wait sys/xattr sys/endian sys/cpuset
  sys/syslimits err error execinfo features endian byteswap ifaddrs mntent paths pty pthread_np sysexits ucontext util libutil wait
`);

// Of one processor each; what the kernel has for all of them stands in <linux/...>, which every Linux target shares.
const LINUX = words(`
  asm/a.out asm/auxvec asm/bpf_perf_event asm/errno asm/fcntl asm/hwcap asm/ioctls asm/ipcbuf asm/kvm asm/kvm_para asm/mman asm/msgbuf asm/param
  asm/perf_regs asm/poll asm/ptrace asm/resource asm/sembuf asm/setup asm/shmbuf asm/sigcontext asm/siginfo asm/signal asm/socket asm/sockios
  asm/stat asm/statfs asm/termbits asm/termios
  asm/ldt asm/mtrr asm/prctl asm/ptrace-abi asm/reg asm/sgidefs asm/sigcontext32 asm/sve_context
`);

const DARWIN = words("TargetConditionals Availability libkern/OSByteOrder os/lock");

const WINDOWS = words(`
  windows winsock2 ws2tcpip iphlpapi tlhelp32 psapi io direct process conio share tchar sys/utime sys/locking
`);

const MACRO_ONLY = words("stdbool stddef stdarg float iso646 stdalign stdnoreturn");

/** The headers that are tried for a family, as include lines name them. */
export function headersOf(family) {
  const own = family.startsWith("linux") ? LINUX : family === "darwin" ? DARWIN : family === "windows" ? WINDOWS : [];
  return [...C_AND_POSIX, ...own, ...MACRO_ONLY].map((name) => `${name}.h`);
}
