/**
 * Packs what is known of a family of systems into one text table: every distinct declaration and macro once, with the
 * environments that have it and the headers that it comes with there. Knows nothing of compilers, nor of the format.
 */
import { canonical } from "./cDeclarations.mjs";
import { otherReplacement, plainReplacement } from "./cMacros.mjs";
import { tableOf } from "./cTableText.mjs";

/** Macros that say which release of a system this is: another installation has another value. */
const RELEASES =
  /^(?:__GLIBC_MINOR__|__MINGW\w*_(?:VERSION|MAJOR|MINOR)\w*|__FreeBSD_version|__NetBSD_Version__|OpenBSD\d*(?:_\d+)?|BSD|LINUX_VERSION_\w+|__DARWIN_\w*VERSION\w*|__MAC_OS_X_VERSION_\w+|__ENVIRONMENT_\w+)$/;

/** Of the names that an implementation keeps for itself, those that programs ask about all the same. */
const ASKED_RESERVED =
  /^(?:__WORDSIZE|__BYTE_ORDER|__LITTLE_ENDIAN|__BIG_ENDIAN|__PDP_ENDIAN|__FLOAT_WORD_ORDER|__GLIBC__|__GNU_LIBRARY__|__GLIBC_MINOR__|__USE_(?:GNU|MISC|POSIX\w*|XOPEN\w*|ATFILE|FILE_OFFSET64)|__BEGIN_DECLS|__END_DECLS|__THROW|__FreeBSD_version|__NetBSD_Version__|__MINGW\w*VERSION\w*|__restrict|__inline|__const|__P|__packed|__aligned|__unused|_LITTLE_ENDIAN|_BIG_ENDIAN|_BYTE_ORDER|_SC_\w+|_PC_\w+|_IO[RWC]\w*|_IOLBF|_IOFBF|_IONBF|_S_\w+|_O_\w+|_A_\w+|_P_\w+|_MAX_\w+|_POSIX_\w+|_WIN32_WINNT|__GNUC_VA_LIST|_LFS\d*_\w+|__BITS_PER_LONG)$/;

/** The table keeps what these names of Windows stand for and need; the rest of its headers is too much to ship. */
const WINDOWS_ROOTS = new Set(
  `BYTE WORD DWORD QWORD BOOL BOOLEAN CHAR UCHAR SHORT USHORT INT UINT LONG ULONG LONGLONG ULONGLONG DWORDLONG DWORD64 DWORD32 INT8 INT16 INT32
  INT64 UINT8 UINT16 UINT32 UINT64 LONG32 LONG64 ULONG32 ULONG64 INT_PTR UINT_PTR LONG_PTR ULONG_PTR DWORD_PTR SIZE_T SSIZE_T HANDLE PHANDLE
  LPHANDLE HWND HDC HINSTANCE HMODULE HKEY PHKEY HICON HCURSOR HBRUSH HMENU HGLOBAL HLOCAL HRSRC HFILE HRESULT LPVOID PVOID LPCVOID LPSTR LPCSTR
  LPWSTR LPCWSTR PWSTR PCWSTR LPBYTE PBYTE LPDWORD PDWORD LPWORD PWORD LPBOOL PBOOL LPLONG PLONG PULONG PULONGLONG PULONG_PTR WCHAR PWCHAR WPARAM LPARAM
  LRESULT ATOM COLORREF NTSTATUS FARPROC PROC WNDPROC LPTHREAD_START_ROUTINE PHANDLER_ROUTINE ACCESS_MASK LCID LANGID REGSAM SC_HANDLE
  SERVICE_STATUS_HANDLE SOCKET OVERLAPPED LPOVERLAPPED OVERLAPPED_ENTRY FILETIME LPFILETIME SYSTEMTIME LPSYSTEMTIME SECURITY_ATTRIBUTES
  LPSECURITY_ATTRIBUTES SECURITY_DESCRIPTOR WIN32_FIND_DATAA WIN32_FIND_DATAW LPWIN32_FIND_DATAW WIN32_FILE_ATTRIBUTE_DATA
  BY_HANDLE_FILE_INFORMATION PROCESS_INFORMATION LPPROCESS_INFORMATION STARTUPINFOA STARTUPINFOW STARTUPINFOEXW STARTUPINFOEXA LPSTARTUPINFOW MSG LPMSG
  POINT LPPOINT POINTL POINTS RECT LPRECT RECTL SIZE SIZEL GUID IID CLSID UUID LUID LARGE_INTEGER PLARGE_INTEGER ULARGE_INTEGER SYSTEM_INFO
  MEMORYSTATUSEX MEMORY_BASIC_INFORMATION OSVERSIONINFOW OSVERSIONINFOEXW TIME_ZONE_INFORMATION DYNAMIC_TIME_ZONE_INFORMATION
  CONSOLE_SCREEN_BUFFER_INFO COORD SMALL_RECT CHAR_INFO INPUT_RECORD KEY_EVENT_RECORD MOUSE_EVENT_RECORD CONSOLE_CURSOR_INFO CRITICAL_SECTION SRWLOCK
  CONDITION_VARIABLE INIT_ONCE SLIST_HEADER LIST_ENTRY SLIST_ENTRY IO_COUNTERS JOBOBJECT_BASIC_ACCOUNTING_INFORMATION JOBOBJECT_BASIC_LIMIT_INFORMATION
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION JOBOBJECT_ASSOCIATE_COMPLETION_PORT JOBOBJECT_BASIC_PROCESS_ID_LIST JOBOBJECT_BASIC_UI_RESTRICTIONS
  JOBOBJECT_END_OF_JOB_TIME_INFORMATION JOBOBJECT_BASIC_AND_IO_ACCOUNTING_INFORMATION MIB_IFROW MIB_IFTABLE MIB_IF_ROW2 MIB_IPADDRROW
  MIB_IPADDRTABLE MIB_IPFORWARDROW MIB_IPFORWARDTABLE MIB_IPNETROW MIB_IPNETTABLE MIB_TCPROW MIB_TCPTABLE MIB_TCPROW_OWNER_PID
  MIB_TCPTABLE_OWNER_PID MIB_TCP6ROW_OWNER_PID MIB_TCP6TABLE_OWNER_PID MIB_UDPROW MIB_UDPTABLE MIB_UDPROW_OWNER_PID MIB_UDPTABLE_OWNER_PID
  MIB_UNICASTIPADDRESS_ROW MIB_IPFORWARD_ROW2 IP_ADAPTER_ADDRESSES IP_ADAPTER_ADDRESSES_LH IP_ADAPTER_INFO IP_ADAPTER_UNICAST_ADDRESS
  IP_ADAPTER_PREFIX IP_ADAPTER_DNS_SERVER_ADDRESS IP_ADAPTER_GATEWAY_ADDRESS IP_ADDR_STRING IP_PER_ADAPTER_INFO FIXED_INFO IP_INTERFACE_INFO
  IP_ADAPTER_INDEX_MAP NET_LUID WSADATA LPWSADATA WSABUF WSAOVERLAPPED WSAPROTOCOL_INFOW WSAPOLLFD WSAMSG WSANETWORKEVENTS sockaddr SOCKADDR SOCKADDR_IN
  SOCKADDR_IN6 SOCKADDR_STORAGE SOCKADDR_INET SOCKET_ADDRESS sockaddr_in sockaddr_in6 sockaddr_storage in_addr in6_addr IN_ADDR IN6_ADDR addrinfo
  ADDRINFOA ADDRINFOW ADDRINFOEXW hostent servent protoent netent linger ip_mreq ipv6_mreq fd_set timeval pollfd PROCESSENTRY32W PROCESSENTRY32
  THREADENTRY32 MODULEENTRY32W HEAPENTRY32 PROCESS_MEMORY_COUNTERS PROCESS_MEMORY_COUNTERS_EX MODULEINFO PERFORMANCE_INFORMATION WNDCLASSW
  WNDCLASSEXW WNDCLASSA WNDCLASSEXA CREATESTRUCTW PAINTSTRUCT WINDOWPLACEMENT WINDOWINFO MINMAXINFO MONITORINFO MONITORINFOEXW INPUT KEYBDINPUT MOUSEINPUT
  BITMAP BITMAPINFO BITMAPINFOHEADER BITMAPFILEHEADER RGBQUAD LOGFONTW TEXTMETRICW DEVMODEW DISPLAY_DEVICEW NOTIFYICONDATAW SHELLEXECUTEINFOW
  OPENFILENAMEW BROWSEINFOW SERVICE_STATUS SERVICE_STATUS_PROCESS SERVICE_TABLE_ENTRYW QUERY_SERVICE_CONFIGW TOKEN_PRIVILEGES LUID_AND_ATTRIBUTES
  TOKEN_USER TOKEN_ELEVATION SID SID_AND_ATTRIBUTES SID_IDENTIFIER_AUTHORITY ACL EXCEPTION_RECORD EXCEPTION_POINTERS CONTEXT FLOATING_SAVE_AREA M128A
  COMMTIMEOUTS DCB COMSTAT FILE_NOTIFY_INFORMATION FILE_BASIC_INFO FILE_STANDARD_INFO FILE_ID_INFO DISK_GEOMETRY REPARSE_DATA_BUFFER UNICODE_STRING
  OBJECT_ATTRIBUTES CRYPT_DATA_BLOB DATA_BLOB DECIMAL VARIANT BSTR va_list SYSTEM_POWER_STATUS VS_FIXEDFILEINFO`
    .trim()
    .split(/\s+/),
);

/** Of the macros of Windows' own headers those that programs write most, and all that take an ordinary word from them. */
const WINDOWS_MACROS =
  /^(?:[a-z][a-z0-9_]*|MAX_PATH|INFINITE|STILL_ACTIVE|TRUE|FALSE|NULL|WINAPI\w*|CALLBACK|APIENTRY|STDCALL|CONST|VOID|FAR|NEAR|IN|OUT|(?:WAIT|GENERIC|FILE_SHARE|FILE_ATTRIBUTE|FILE_FLAG|FILE_MAP|OPEN|CREATE|PAGE|MEM|STD|STARTF|TH32CS|PROCESS|THREAD|TOKEN|KEY|REG|AF|SOCK|IPPROTO|SO|SOL|SD|MSG|FIO\w*|FD|WSAE?|JOB_OBJECT_LIMIT|HEAP|ENABLE|SW|GAA_FLAG|ERROR_(?:SUCCESS|FILE|PATH|ACCESS|INVALID|ALREADY|IO|MORE|NO_MORE|NOT|INSUFFICIENT))_?\w*|INADDR_\w+|_?WIN32_\w+|WINVER|_?WINSOCK\w+|_WINDOWS_|IF_\w+|MAX_ADAPTER\w+)$/;

/** Where something is: by environment the headers it comes with. */
class Places {
  #rows = new Map();

  add(key, environment, header) {
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = new Map();
      this.#rows.set(key, row);
    }
    const headers = row.get(environment);
    if (headers === undefined) row.set(environment, new Set([header]));
    else headers.add(header);
  }

  /** Leaves out every row for which `isKept` is false. */
  filter(isKept) {
    for (const [key, row] of [...this.#rows]) if (!isKept(key, row)) this.#rows.delete(key);
  }

  *[Symbol.iterator]() {
    yield* this.#rows;
  }
}

/** Macros of clang's own headers, and of glibc's for a compiler that lacks what gcc has: ports of gcc have none of them. */
const ONLY_WITH_CLANG =
  /^(?:__CLANG_\w+|__STD(?:NORETURN|DEF|BOOL|ALIGN|ARG|INT|ATOMIC)_H|__ISO646_H|__builtin_\w+|(?:FLT|DBL|LDBL)_NORM_MAX|__sigsetjmp_cancel|_VA_LIST|__noreturn_is_defined|__MM_MALLOC_H)$/;
const GCC_FAMILIES = new Set(["linux-glibc", "windows"]);

/** The table of a family, for packText. `results` runs parallel to `environments`. */
export function packFamily(environments, results, listed) {
  for (const result of results) result.headers = result.headers.filter(({ header }) => listed.includes(header));
  const isWindows = environments[0]?.family === "windows";
  const isGccs = GCC_FAMILIES.has(environments[0]?.family);
  const headerNames = [...new Set(results.flatMap(({ headers }) => headers.map(({ header }) => header)))].sort();
  const headerIndex = new Map(headerNames.map((name, index) => [name, index]));
  const declarations = new Places();
  const macros = new Places();
  const inputs = new Places();
  const present = new Places();
  const broken = new Places();
  const others = new Set();
  for (const [environment, result] of results.entries()) {
    const guards = new Set(result.headers.flatMap((header) => header.guards));
    if (isWindows) leaveOutWinsock(result);
    for (const header of result.headers) {
      const at = headerIndex.get(header.header);
      present.add("", environment, at);
      if (header.isBroken || (isWindows && isOfWindows(header.header))) broken.add("", environment, at);
      for (const chunk of header.chunks) {
        for (const printed of result.printed.get(chunk) ?? []) {
          const row = canonical(printed);
          if (row === undefined || isPrivate(row)) continue;
          const pack = row.text.includes("{") ? (/^#\d+ /.exec(result.chunks[chunk])?.[0] ?? "") : "";
          declarations.add(`${row.kind}${pack}${row.text}`, environment, at);
        }
      }
      for (const [name, definition] of header.macros) {
        if (isGccs && ONLY_WITH_CLANG.test(name)) continue;
        const isKept = !isWindows || !isOfWindows(header.header) || WINDOWS_MACROS.test(name);
        const text = isKept ? macroText(name, definition, result.values, guards) : undefined;
        if (text === undefined) others.add(name);
        else macros.add(text, environment, at);
      }
      for (const name of header.inputs) if (isInput(name)) inputs.add(name, environment, at);
    }
  }
  const isPlain = (row) => [...row.values()].some((headers) => [...headers].some((at) => !isOfWindows(headerNames[at])));
  if (isWindows) keepNeeded(declarations, WINDOWS_ROOTS, isPlain);
  return tableOf(environments, headerNames, { present, broken, declarations, macros, inputs, others });
}

/** Of functions only those that programs call most from Go are kept; of types not those that gcc has as keywords. */
function isPrivate({ kind, text }) {
  return kind === "f" ? !CALLED.has(/(\w+)\(/.exec(text)?.[1]) : /\b_Float\d+x?$/.test(text);
}

const CALLED = new Set(
  `malloc calloc realloc free memcpy memmove memset memcmp strlen strcpy strncpy strcmp strncmp strdup strcat strchr strrchr strstr
  strtol strtoul strtoll strtoull atoi atol getenv setenv unsetenv exit abort qsort bsearch rand srand abs printf fprintf sprintf snprintf puts
  fputs fgets fopen fclose fread fwrite fflush fseek ftell open close read write lseek pread pwrite access unlink mkdir rmdir
  stat fstat lstat ioctl fcntl dup dup2 pipe fork execve execvp wait waitpid kill getpid getppid getuid geteuid getgid getegid
  chdir getcwd isatty sleep usleep nanosleep time gettimeofday clock_gettime clock_getres localtime_r gmtime_r mktime strftime
  socket bind listen accept connect send recv sendto recvfrom sendmsg recvmsg setsockopt getsockopt getsockname getpeername shutdown
  getaddrinfo freeaddrinfo gai_strerror getnameinfo inet_pton inet_ntop htons ntohs htonl ntohl poll select mmap munmap mprotect
  dlopen dlsym dlclose dlerror pthread_create pthread_join pthread_self pthread_mutex_init pthread_mutex_lock pthread_mutex_unlock
  sigaction sigemptyset sigaddset sigprocmask pthread_sigmask signal raise tcgetattr tcsetattr getrlimit setrlimit getrusage
  sysconf statvfs uname getpwnam getpwuid getgrnam getifaddrs freeifaddrs epoll_create1 epoll_ctl epoll_wait kqueue kevent
  sysctl sysctlbyname opendir readdir closedir perror strerror setlocale sin cos sqrt pow floor ceil fabs`
    .trim()
    .split(/\s+/),
);

/**
 * Names that a program may set; those with two underscores are the compiler's and the headers' own, and how an ioctl's
 * number is put together is its port's.
 */
function isInput(name) {
  return (
    name.length > 1 &&
    !/^_IOC_(?:SIZEBITS|DIRBITS|NONE|READ|WRITE)$/.test(name) &&
    (!name.startsWith("__") || /^__(?:STDC_WANT|STRICT_ANSI|BSD_VISIBLE|USE_MINGW|MINGW_USE)/.test(name))
  );
}

/** <windows.h> brings the first sockets unless the second came before: only what is the same either way is known. */
function leaveOutWinsock({ headers }) {
  const windows = headers.find(({ header }) => header === "windows.h");
  const second = headers.find(({ header }) => header === "winsock2.h");
  if (windows === undefined || second === undefined) return;
  const both = new Set(second.chunks);
  const chunks = new Set(windows.chunks.filter((chunk) => !both.has(chunk)));
  const first = new Map([...windows.macros].filter(([name, definition]) => second.macros.get(name) !== definition));
  for (const header of headers) {
    header.chunks = header.chunks.filter((chunk) => !chunks.has(chunk));
    header.macros = new Map([...header.macros].filter(([name, definition]) => first.get(name) !== definition));
  }
}

/** Headers of which only a part is kept. */
function isOfWindows(header) {
  return /^(?:windows|win\w+|ws\w+|iphlpapi|tlhelp32|psapi)\.h$/.test(header);
}

/** Keeps the rows that declare one of the names or come with a header of C, and what these need. */
function keepNeeded(declarations, names, isPlain) {
  const rowsOf = new Map();
  for (const [row] of declarations) {
    for (const name of namesOf(row)) rowsOf.set(name, [...(rowsOf.get(name) ?? []), row]);
  }
  const kept = new Set();
  const visit = (name) => {
    for (const row of rowsOf.get(name) ?? []) {
      if (kept.has(row)) continue;
      kept.add(row);
      for (const [used] of row.matchAll(/[A-Za-z_]\w*/g)) visit(used);
    }
  };
  for (const name of names) visit(name);
  declarations.filter((key, row) => kept.has(key) || isPlain(row));
}

function namesOf(row) {
  const text = row.slice(1);
  if (row[0] === "f") return [/(\w+)\(/.exec(text)?.[1]];
  const tags = [...text.matchAll(/\b(?:struct|union|enum) ?(?:__attribute__\(\(.*?\)\)\)? ?)?(\w+)\{/g)].map((match) => match[1]);
  const tail = text.slice(text.lastIndexOf("}") + 1).replace(/__attribute__\(\(.*?\)\)+/g, "");
  const named = [...tail.matchAll(/(?:\*|,|^|\s|\()(\w+)(?=\[|,|$|\))/g)].map((match) => match[1]);
  return [...tags, ...(row[0] === "t" ? named : [])];
}

/**
 * Of guards and names that the system keeps for itself only that they are defined is kept, for headers of others ask:
 * what they are worth may be the compiler's doing, and clang is not every port's.
 */
function macroText(name, definition, values, guards) {
  if (!definition.startsWith(" ")) return `${name}(`;
  if (guards.has(name) || (name.startsWith("_") && !ASKED_RESERVED.test(name))) return name;
  const body = definition.slice(1);
  if (RELEASES.test(name)) return name;
  const value = plainReplacement(body) ?? values.get(`${name}${definition}`) ?? otherReplacement(body);
  return value === undefined ? name : value === name ? `${name}=${name}` : `${name}=${value}`;
}
