/**
 * The headers of the C library as far as they are the same everywhere, as C text of our own. The host's headers
 * are never read in their place: they would be right for the host alone. What a type of theirs is on a target is
 * left to the target's model (`__standard_size_t` and its like), what a limit is to its predefined macros.
 */

/** What is known of a library header. */
export interface StandardHeader {
  readonly text: string;
  /** The text has everything the header declares; otherwise names that are not found may come from it. */
  readonly complete: boolean;
  /** What the text has that a table of the target's library lacks (macros with parameters); undefined for all of it. */
  readonly besidesTable?: string;
  /** The compiler brings the header, the same for every library: no table is asked. */
  readonly isCompilers?: true;
  /** It says something each time it is included. */
  readonly isRepeated?: true;
}

const STANDARD_PREFIX = "__standard_";

/** The standard type that a name in these texts stands for, without its prefix; undefined for any other name. */
export function standardTypeName(name: string): string | undefined {
  return name.startsWith(STANDARD_PREFIX) ? name.slice(STANDARD_PREFIX.length) : undefined;
}

function typedefs(names: string): string {
  return names
    .split(" ")
    .map((name) => `typedef ${STANDARD_PREFIX}${name} ${name};\n`)
    .join("");
}

const SIZE_AND_NULL = `#ifndef NULL
#define NULL ((void *)0)
#endif
${typedefs("size_t")}`;

const INTEGER_TYPES = `${[8, 16, 32, 64]
  .map((bits) => typedefs(`int${bits}_t uint${bits}_t int_least${bits}_t uint_least${bits}_t int_fast${bits}_t uint_fast${bits}_t`))
  .join("")}${typedefs("intptr_t uintptr_t intmax_t uintmax_t")}`;

/** The limits of a signed and unsigned pair of types, from the compiler's own macros (C23 7.22.2). */
function limits(stem: string, suffix: string): string {
  return `#define ${stem}${suffix}_MAX __${stem}${suffix}_MAX__
#define ${stem}${suffix}_MIN (-__${stem}${suffix}_MAX__ - 1)
#define U${stem}${suffix}_MAX __U${stem}${suffix}_MAX__
`;
}

function constantMacro(name: string): string {
  return `#define ${name}(c) __standard_constant_${name}(c)\n`;
}

const INTEGER_CONSTANTS = "INT8 INT16 INT32 INT64 UINT8 UINT16 UINT32 UINT64 INTMAX UINTMAX"
  .split(" ")
  .map((stem) => constantMacro(`${stem}_C`))
  .join("");

const STDINT = `${INTEGER_TYPES}
${["8", "16", "32", "64"].map((bits) => limits("INT", bits) + limits("INT_LEAST", bits) + limits("INT_FAST", bits)).join("")}
${limits("INT", "PTR")}${limits("INT", "MAX")}
#define PTRDIFF_MAX __PTRDIFF_MAX__
#define PTRDIFF_MIN (-__PTRDIFF_MAX__ - 1)
#define SIZE_MAX __SIZE_MAX__
#define SIG_ATOMIC_MAX __SIG_ATOMIC_MAX__
#define SIG_ATOMIC_MIN (-__SIG_ATOMIC_MAX__ - 1)
#define WCHAR_MAX __WCHAR_MAX__
#define WINT_MAX __WINT_MAX__
${INTEGER_CONSTANTS}`;

const STDDEF = `${SIZE_AND_NULL}${typedefs("ptrdiff_t wchar_t max_align_t")}
#define offsetof(type, member) __builtin_offsetof(type, member)
`;

const STDARG = `typedef __builtin_va_list va_list;
typedef __builtin_va_list __gnuc_va_list;
#define va_start(v, l) __builtin_va_start(v, l)
#define va_end(v) __builtin_va_end(v)
#define va_arg(v, l) __builtin_va_arg(v, l)
#define va_copy(d, s) __builtin_va_copy(d, s)
#define __va_copy(d, s) __builtin_va_copy(d, s)
`;

const STDBOOL = `#define bool _Bool
#define true 1
#define false 0
#define __bool_true_false_are_defined 1
`;

const LIMITS = `#define CHAR_BIT __CHAR_BIT__
#define SCHAR_MAX __SCHAR_MAX__
#define SCHAR_MIN (-__SCHAR_MAX__ - 1)
#define UCHAR_MAX (__SCHAR_MAX__ * 2 + 1)
#ifdef __CHAR_UNSIGNED__
#define CHAR_MIN 0
#define CHAR_MAX UCHAR_MAX
#else
#define CHAR_MIN SCHAR_MIN
#define CHAR_MAX __SCHAR_MAX__
#endif
#define SHRT_MAX __SHRT_MAX__
#define SHRT_MIN (-__SHRT_MAX__ - 1)
#define USHRT_MAX (__SHRT_MAX__ * 2 + 1)
#define INT_MAX __INT_MAX__
#define INT_MIN (-__INT_MAX__ - 1)
#define UINT_MAX (__INT_MAX__ * 2U + 1U)
#define LONG_MAX __LONG_MAX__
#define LONG_MIN (-__LONG_MAX__ - 1L)
#define ULONG_MAX (__LONG_MAX__ * 2UL + 1UL)
#define LLONG_MAX __LONG_LONG_MAX__
#define LLONG_MIN (-__LONG_LONG_MAX__ - 1LL)
#define ULLONG_MAX (__LONG_LONG_MAX__ * 2ULL + 1ULL)
`;

// What gcc's and clang's own <limits.h> have besides.
const COMPILERS_LIMITS = `${LIMITS}#ifndef MB_LEN_MAX
#define MB_LEN_MAX 1
#endif
#if defined(__GNU_LIBRARY__) ? defined(__USE_GNU) : !defined(__STRICT_ANSI__)
#define LONG_LONG_MAX __LONG_LONG_MAX__
#define LONG_LONG_MIN (-__LONG_LONG_MAX__ - 1LL)
#define ULONG_LONG_MAX (__LONG_LONG_MAX__ * 2ULL + 1ULL)
#endif
`;

const FLOAT = `#define FLT_RADIX __FLT_RADIX__
#define DECIMAL_DIG __DECIMAL_DIG__
${["FLT", "DBL", "LDBL"]
  .map((stem) =>
    "MANT_DIG DIG MIN_EXP MIN_10_EXP MAX_EXP MAX_10_EXP MAX EPSILON MIN DENORM_MIN DECIMAL_DIG"
      .split(" ")
      .map((name) => `#define ${stem}_${name === "DENORM_MIN" ? "TRUE_MIN" : name} __${stem}_${name}__\n`)
      .join(""),
  )
  .join("")}`;

const ISO646 = ["and &&", "and_eq &=", "bitand &", "bitor |", "compl ~", "not !", "not_eq !=", "or ||", "or_eq |=", "xor ^", "xor_eq ^="]
  .map((line) => `#define ${line}\n`)
  .join("");

const STDALIGN = `#define alignas _Alignas
#define alignof _Alignof
#define __alignas_is_defined 1
#define __alignof_is_defined 1
`;

const STDATOMIC = `${STDDEF}${INTEGER_TYPES}${[
  ["_Bool", "bool"],
  ["char", "char"],
  ["signed char", "schar"],
  ["unsigned char", "uchar"],
  ["short", "short"],
  ["unsigned short", "ushort"],
  ["int", "int"],
  ["unsigned int", "uint"],
  ["long", "long"],
  ["unsigned long", "ulong"],
  ["long long", "llong"],
  ["unsigned long long", "ullong"],
  ["__standard_char16_t", "char16_t"],
  ["__standard_char32_t", "char32_t"],
  ["wchar_t", "wchar_t"],
  ...[8, 16, 32, 64].flatMap((bits) =>
    ["int_least", "uint_least", "int_fast", "uint_fast"].map((stem) => [`${stem}${bits}_t`, `${stem}${bits}_t`]),
  ),
  ...["intptr_t", "uintptr_t", "size_t", "ptrdiff_t", "intmax_t", "uintmax_t"].map((name) => [name, name]),
]
  .map(([type, name]) => `typedef _Atomic(${type}) atomic_${name};\n`)
  .join("")}`;

// Names that mean the same on every system which has the header. What varies (off_t, time_t, dev_t…) is left out.
const SYS_TYPES = `${typedefs("size_t ssize_t")}
#ifndef _WIN32
${[8, 16, 32, 64].map((bits) => `${typedefs(`int${bits}_t`)}typedef ${STANDARD_PREFIX}uint${bits}_t u_int${bits}_t;\n`).join("")}
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef int pid_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
#endif
`;

const KNOWN: Readonly<Record<string, StandardHeader>> = {
  "stddef.h": { text: STDDEF, complete: true },
  "stdint.h": { text: STDINT, complete: true, besidesTable: INTEGER_TYPES + INTEGER_CONSTANTS },
  "inttypes.h": {
    text: `#include <stdint.h>\ntypedef struct { intmax_t quot, rem; } imaxdiv_t;\n`,
    complete: false,
    besidesTable: INTEGER_CONSTANTS,
  },
  "stdbool.h": { text: STDBOOL, complete: true },
  "stdarg.h": { text: STDARG, complete: true, isCompilers: true },
  "limits.h": { text: LIMITS, complete: false },
  "float.h": { text: FLOAT, complete: true, besidesTable: "" },
  "iso646.h": { text: ISO646, complete: true },
  "stdalign.h": { text: STDALIGN, complete: true },
  "stdnoreturn.h": { text: "#define noreturn _Noreturn\n", complete: true },
  "stdatomic.h": { text: STDATOMIC, complete: false },
  "sys/types.h": { text: SYS_TYPES, complete: false },
  "wchar.h": { text: `${SIZE_AND_NULL}${typedefs("wchar_t wint_t")}`, complete: false },
  "uchar.h": { text: typedefs("size_t char16_t char32_t"), complete: false },
  "complex.h": { text: "#define complex _Complex\n", complete: false },
};

/** Windows' headers that open and close a packed stretch (mingw-w64: pshpack1.h, poppack.h). */
const PACKS: ReadonlyMap<string, string> = new Map([
  ...[1, 2, 4, 8].map((bytes): [string, string] => [`pshpack${bytes}.h`, `push,${bytes}`]),
  ["poppack.h", "pop"],
]);

const WITH_SIZE_AND_NULL = new Set("locale.h stdio.h stdlib.h string.h strings.h time.h unistd.h malloc.h memory.h".split(" "));

const LIBRARY = new Set(
  `assert.h ctype.h errno.h fenv.h locale.h math.h setjmp.h signal.h stdio.h stdlib.h string.h strings.h tgmath.h threads.h time.h wctype.h
  stdbit.h stdckdint.h aio.h alloca.h ar.h argz.h byteswap.h cpio.h dirent.h dlfcn.h elf.h endian.h err.h error.h execinfo.h fcntl.h features.h
  fmtmsg.h fnmatch.h fstab.h fts.h ftw.h gconv.h getopt.h glob.h grp.h iconv.h ifaddrs.h langinfo.h libgen.h libintl.h link.h malloc.h mcheck.h
  memory.h mntent.h monetary.h mqueue.h ndbm.h netdb.h nl_types.h nss.h obstack.h paths.h poll.h printf.h pthread.h pthread_np.h pty.h pwd.h
  re_comp.h regex.h regexp.h resolv.h sched.h search.h semaphore.h shadow.h spawn.h stab.h stropts.h syscall.h sysexits.h syslog.h tar.h termio.h
  a.out.h aliases.h argp.h crypt.h envz.h features-time64.h fpu_control.h gnu-versions.h gshadow.h ieee754.h lastlog.h proc_service.h sgtty.h
  stdc-predef.h stdio_ext.h thread_db.h ttyent.h
  termios.h trace.h ucontext.h ulimit.h unistd.h util.h utime.h utmp.h utmpx.h values.h varargs.h wait.h wordexp.h
  TargetConditionals.h Availability.h AvailabilityMacros.h _types.h libproc.h launch.h notify.h
  windows.h winsock.h winsock2.h ws2tcpip.h ws2def.h ws2ipdef.h mswsock.h iphlpapi.h iptypes.h windef.h winbase.h winnt.h wingdi.h winuser.h wincon.h
  winerror.h winreg.h winsvc.h winioctl.h winternl.h ntdef.h ntstatus.h minwindef.h basetsd.h guiddef.h rpc.h rpcdce.h ole2.h objbase.h unknwn.h
  oleauto.h shlobj.h shellapi.h shlwapi.h commctrl.h commdlg.h tlhelp32.h psapi.h dbghelp.h setupapi.h wincrypt.h bcrypt.h ncrypt.h security.h
  sspi.h schannel.h lm.h tchar.h io.h direct.h process.h conio.h share.h mmsystem.h mmreg.h d3d9.h d3d11.h dxgi.h dwmapi.h uxtheme.h userenv.h
  winhttp.h wininet.h winver.h wtsapi32.h cfgmgr32.h hidsdi.h pdh.h powrprof.h sddl.h aclapi.h accctrl.h _mingw.h intrin.h
  immintrin.h emmintrin.h xmmintrin.h mmintrin.h pmmintrin.h tmmintrin.h smmintrin.h nmmintrin.h wmmintrin.h x86intrin.h cpuid.h arm_neon.h arm_acle.h
  altivec.h wasm_simd128.h unwind.h quadmath.h copyfile.h libutil.h xlocale.h`.split(/\s+/),
);

const LIBRARY_FOLDERS =
  /^(?:sys|bits|gnu|asm|arpa|net|netinet|netinet6|netpacket|netash|netatalk|netax25|neteconet|netipx|netiucv|netrom|netrose|nfs|protocols|rpc|rpcsvc|scsi(?!\/(?:fc\/|scsi_bsg_|scsi_netlink|cxlflash_))|mach|mach-o|machine|libkern|os|dispatch|xpc|CoreFoundation|CoreServices|Foundation|Security|IOKit|AvailabilityVersions|i386|arm|arm64|vm|uvm|ufs|fs|xlocale|secure|malloc)\//;

/** Whether a header belongs to the C library or the system, so that the host's own copy says nothing about another target. */
export function isLibraryHeader(name: string): boolean {
  return KNOWN[name] !== undefined || PACKS.has(name) || LIBRARY.has(name) || LIBRARY_FOLDERS.test(name);
}

/** What is known of a library header's content; at the least nothing. */
export function standardHeader(name: string): StandardHeader {
  const known = KNOWN[name];
  if (known !== undefined) return known;
  const pack = PACKS.get(name);
  if (pack !== undefined) return { text: `#pragma pack(${pack})\n`, complete: true, isCompilers: true, isRepeated: true };
  return { text: WITH_SIZE_AND_NULL.has(name) ? SIZE_AND_NULL : "", complete: false };
}

/**
 * What is known of a header that the compiler brings besides the C library's of that name; undefined for one that it
 * does not bring or that says here all there is.
 */
export function compilerHeader(name: string): StandardHeader | undefined {
  return name === "limits.h" ? { text: COMPILERS_LIMITS, complete: true } : undefined;
}

/** What cgo puts before every preamble (Go source: cmd/cgo/out.go, builtinProlog), declarations only. */
export const CGO_PROLOG: StandardHeader = {
  text: `#include <stddef.h>
typedef ptrdiff_t intgo;
#define GO_CGO_GOSTRING_TYPEDEF
typedef struct { const char *p; intgo n; } _GoString_;
typedef struct { char *p; intgo n; intgo c; } _GoBytes_;
_GoString_ GoString(char *p);
_GoString_ GoStringN(char *p, int l);
_GoBytes_ GoBytes(void *p, int n);
char *CString(_GoString_);
void *CBytes(_GoBytes_);
void *_CMalloc(size_t);
static size_t _GoStringLen(_GoString_ s);
static const char *_GoStringPtr(_GoString_ s);
`,
  complete: true,
};
