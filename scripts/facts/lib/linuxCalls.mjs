/**
 * What the pointers point to that Linux's system calls take, from section 2 of the manual pages (their "C
 * library/kernel differences" where the C library's record is another). Parameters in order:
 *
 *   .       no pointer, or one of which nothing is said: what it points to depends on another parameter
 *   s       text with a NUL behind it
 *   rT wT bT  the kernel writes, reads, or does both with a T, in the tables' notation
 *   T[2]    as many Ts as parameter 2 (from 0) says; of `v` bytes
 *   T[*2]   as many bytes as stand where parameter 2 points
 *   T~2     a T that may be shorter or longer: parameter 2 is its size in bytes; `T~` tells its size itself
 *
 * Names before a colon are `constants` without SYS_, `!ARCH` leaves out an architecture on which the name is another call.
 */
const CALLS = `
READ PREAD64: . rv[2]
WRITE PWRITE64: . wv[2]
READV PREADV PREADV2 WRITEV PWRITEV PWRITEV2 VMSPLICE PROCESS_MADVISE: . wSiovec[2]
PROCESS_VM_READV PROCESS_VM_WRITEV: . wSiovec[2] . wSiovec[4]
OPEN CREAT UNLINK RMDIR CHDIR MKDIR MKNOD CHMOD CHOWN LCHOWN CHOWN32 LCHOWN32 ACCESS CHROOT ACCT UMOUNT2 SWAPON SWAPOFF TRUNCATE TRUNCATE64 USELIB MEMFD_CREATE DELETE_MODULE: s
OPENAT UNLINKAT MKDIRAT MKNODAT FCHMODAT FCHMODAT2 FCHOWNAT FACCESSAT FACCESSAT2 EXECVEAT INOTIFY_ADD_WATCH FINIT_MODULE OPEN_TREE FSPICK: . s
LINK SYMLINK RENAME PIVOT_ROOT: s s
LINKAT RENAMEAT RENAMEAT2 MOVE_MOUNT: . s . s
SYMLINKAT: s . s
EXECVE: s
OPENAT2: . s wSopen_how~3
MOUNT: s s s
MOUNT_SETATTR: . s . wSmount_attr~4
READLINK: s rv[2]
READLINKAT: . s rv[3]
GETCWD: rv[1]
STAT LSTAT: s rSstat
FSTAT: . rSstat
NEWFSTATAT: . s rSstat
STAT64 LSTAT64: s rSstat64
FSTAT64: . rSstat64
FSTATAT64: . s rSstat64
OLDSTAT OLDLSTAT: s rS__old_kernel_stat
OLDFSTAT: . rS__old_kernel_stat
STATX: . s . . rSstatx
STATFS: s rSstatfs
FSTATFS: . rSstatfs
STATFS64: s . rSstatfs64
FSTATFS64: . . rSstatfs64
GETDENTS GETDENTS64: . rv[2]
GETXATTR LGETXATTR: s s rv[3]
FGETXATTR: . s rv[3]
SETXATTR LSETXATTR: s s wv[3]
FSETXATTR: . s wv[3]
LISTXATTR LLISTXATTR: s rv[2]
FLISTXATTR: . rv[2]
REMOVEXATTR LREMOVEXATTR: s s
FREMOVEXATTR: . s
PIPE!mips!mipsle!mips64!mips64le PIPE2: rA2i
SOCKETPAIR: . . . rA2i
BIND CONNECT: . wv[2]
ACCEPT ACCEPT4 GETSOCKNAME GETPEERNAME: . rv[*2] bi
RECVFROM: . rv[2] . . rv[*5] bi
SENDTO: . wv[2] . . wv[5]
SENDMSG: . wSmsghdr
RECVMSG: . bSmsghdr
SENDMMSG: . bSmmsghdr[2]
RECVMMSG: . bSmmsghdr[2] . . bS__kernel_old_timespec
RECVMMSG_TIME64: . bSmmsghdr[2] . . bS__kernel_timespec
GETSOCKOPT: . . . rv[*4] bi
SETSOCKOPT: . . . wv[4]
EPOLL_CTL: . . . wSepoll_event
EPOLL_WAIT: . rSepoll_event[2]
EPOLL_PWAIT: . rSepoll_event[2] . . wv[5]
EPOLL_PWAIT2: . rSepoll_event[2] . wS__kernel_timespec wv[5]
POLL: bSpollfd[1]
PPOLL: bSpollfd[1] . bS__kernel_old_timespec wv[4]
PPOLL_TIME64: bSpollfd[1] . bS__kernel_timespec wv[4]
SELECT!386 _NEWSELECT: . bS__kernel_fd_set bS__kernel_fd_set bS__kernel_fd_set bS__kernel_old_timeval
PSELECT6: . bS__kernel_fd_set bS__kernel_fd_set bS__kernel_fd_set bS__kernel_old_timespec
PSELECT6_TIME64: . bS__kernel_fd_set bS__kernel_fd_set bS__kernel_fd_set bS__kernel_timespec
GETTIMEOFDAY: rS__kernel_old_timeval rStimezone
SETTIMEOFDAY: wS__kernel_old_timeval wStimezone
TIME: rl
UTIME: s wSutimbuf
UTIMES: s wA2S__kernel_old_timeval
FUTIMESAT: . s wA2S__kernel_old_timeval
UTIMENSAT: . s wA2S__kernel_old_timespec
UTIMENSAT_TIME64: . s wA2S__kernel_timespec
NANOSLEEP: wS__kernel_old_timespec rS__kernel_old_timespec
CLOCK_GETTIME CLOCK_GETRES: . rS__kernel_old_timespec
CLOCK_SETTIME: . wS__kernel_old_timespec
CLOCK_NANOSLEEP: . . wS__kernel_old_timespec rS__kernel_old_timespec
CLOCK_GETTIME64 CLOCK_GETRES_TIME64: . rS__kernel_timespec
CLOCK_SETTIME64: . wS__kernel_timespec
CLOCK_NANOSLEEP_TIME64: . . wS__kernel_timespec rS__kernel_timespec
ADJTIMEX: bStimex
CLOCK_ADJTIME: . bStimex
CLOCK_ADJTIME64: . bS__kernel_timex
GETITIMER: . rS__kernel_old_itimerval
SETITIMER: . wS__kernel_old_itimerval rS__kernel_old_itimerval
TIMER_CREATE: . wSsigevent ri
TIMER_GETTIME TIMERFD_GETTIME: . rSitimerspec
TIMER_SETTIME TIMERFD_SETTIME: . . wSitimerspec rSitimerspec
TIMER_GETTIME64 TIMERFD_GETTIME64: . rS__kernel_itimerspec
TIMER_SETTIME64 TIMERFD_SETTIME64: . . wS__kernel_itimerspec rS__kernel_itimerspec
SCHED_RR_GET_INTERVAL: . rS__kernel_old_timespec
SCHED_RR_GET_INTERVAL_TIME64: . rS__kernel_timespec
GETRLIMIT UGETRLIMIT: . rSrlimit
SETRLIMIT: . wSrlimit
PRLIMIT64: . . wSrlimit64 rSrlimit64
GETRUSAGE: . rSrusage
WAIT4: . ri . rSrusage
WAITID: . . rSsiginfo . rSrusage
SYSINFO: rSsysinfo
UNAME: rSnew_utsname
OLDUNAME: rSold_utsname
TIMES: rStms
RT_SIGACTION!386!arm: . wSsigaction rSsigaction
RT_SIGPROCMASK: . wv[3] rv[3]
RT_SIGPENDING: rv[1]
RT_SIGSUSPEND: wv[1]
RT_SIGTIMEDWAIT: wv[3] rSsiginfo wS__kernel_old_timespec
RT_SIGTIMEDWAIT_TIME64: wv[3] rSsiginfo wS__kernel_timespec
RT_SIGQUEUEINFO: . . wSsiginfo
RT_TGSIGQUEUEINFO: . . . wSsiginfo
PIDFD_SEND_SIGNAL: . . wSsiginfo
SIGALTSTACK: wSsigaltstack rSsigaltstack
SIGNALFD SIGNALFD4: . wv[2]
CLONE3: wSclone_args~1
SCHED_SETATTR: . wSsched_attr~
SCHED_GETATTR: . rSsched_attr~2
SCHED_SETAFFINITY: . . wv[1]
SCHED_GETAFFINITY: . . rv[1]
CAPGET: bS__user_cap_header_struct rS__user_cap_data_struct
CAPSET: bS__user_cap_header_struct wS__user_cap_data_struct
GETRANDOM: rv[1]
FUTEX_WAITV: wSfutex_waitv[1] . . wS__kernel_timespec
SET_ROBUST_LIST: wSrobust_list_head
MQ_OPEN: s . . wSmq_attr
MQ_UNLINK: s
MQ_TIMEDSEND: . wv[2] . wS__kernel_old_timespec
MQ_TIMEDRECEIVE: . rv[2] rj wS__kernel_old_timespec
MQ_TIMEDSEND_TIME64: . wv[2] . wS__kernel_timespec
MQ_TIMEDRECEIVE_TIME64: . rv[2] rj wS__kernel_timespec
MQ_GETSETATTR: . wSmq_attr rSmq_attr
MQ_NOTIFY: . wSsigevent
SEMOP: . wSsembuf[2]
SEMTIMEDOP: . wSsembuf[2] . wS__kernel_old_timespec
SEMTIMEDOP_TIME64: . wSsembuf[2] . wS__kernel_timespec
NAME_TO_HANDLE_AT: . s bSfile_handle
OPEN_BY_HANDLE_AT: . wSfile_handle
IO_URING_SETUP: . bSio_uring_params
IO_GETEVENTS: . . . rSio_event[2] wS__kernel_old_timespec
IO_CANCEL: . wSiocb rSio_event
PERF_EVENT_OPEN: wSperf_event_attr~
BPF: . bSbpf_attr~2
LANDLOCK_CREATE_RULESET: wSlandlock_ruleset_attr~1
KEXEC_LOAD: . . wSkexec_segment[1]
INIT_MODULE: wv[1] . s
ADD_KEY: s s wv[3]
REQUEST_KEY: s s s
SETHOSTNAME SETDOMAINNAME: wv[1]
SYSLOG: . rv[2]
GETGROUPS!386!arm GETGROUPS32: . rj[0]
SETGROUPS!386!arm SETGROUPS32: . wj[0]
GETGROUPS!amd64!arm64!loong64!mips!mipsle!mips64!mips64le!ppc64!ppc64le!riscv64!s390x: . rt[0]
SETGROUPS!amd64!arm64!loong64!mips!mipsle!mips64!mips64le!ppc64!ppc64le!riscv64!s390x: . wt[0]
GETRESUID!386!arm GETRESGID!386!arm GETRESUID32 GETRESGID32: rj rj rj
GETCPU: rj rj
SENDFILE: . . bl
SENDFILE64: . . bx
COPY_FILE_RANGE SPLICE: . bx . bx
_LLSEEK: . . . rx
CACHESTAT: . wScachestat_range rScachestat
RSEQ: bSrseq~1
`;

/** Rows `{ name, without, parameters }`, with the constant's whole name. */
export function listCalls() {
  return CALLS.trim()
    .split("\n")
    .flatMap((line) => {
      const [names, parameters] = line.split(": ");
      return names.split(" ").map((word) => {
        const [name, ...without] = word.split("!");
        return { name: `SYS_${name}`, without: without.filter((arch) => arch !== ""), parameters: parameters.split(" ") };
      });
    });
}

/** The type within a parameter; undefined where there is none. */
export function typeOfParameter(word) {
  return /^[rwb]([^[~]+)/.exec(word)?.[1];
}
