/**
 * Which DLLs of Windows are read and which headers declare their functions; what the import definitions of mingw-w64
 * say that a DLL exports. Knows no table.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { zigHeaders } from "./cEnvironments.mjs";
import { run } from "./compiler.mjs";
import { CLANG, listPorts } from "./ports.mjs";

export const DLLS = ["kernel32 user32 gdi32 advapi32 shell32 ws2_32 iphlpapi ntdll psapi pdh userenv"].flatMap((names) => names.split(" "));

/** What only code that a compiler makes calls: stubs of remote procedure calls, arithmetic on variants. */
export const NOT_CALLED = /_User(?:Size|Marshal|Unmarshal|Free)(?:64)?$|^(?:Var(?!iant)|VARIANT_|I_)/;

/** In an order in which every header finds what it needs. */
const HEADERS = [
  "winsock2 ws2tcpip mswsock windows winternl ntsecapi iphlpapi icmpapi tcpestats tlhelp32 psapi dwmapi",
  "shellscalingapi setupapi cfgmgr32 hidsdi winusb mmsystem commctrl commdlg prsht wincrypt bcrypt ncrypt",
  "security schannel wininet winhttp lm dsgetdc dsrole pdh wtsapi32 userenv winver powrprof shlobj shellapi shlwapi objbase ole2 olectl",
  "oleauto aclapi sddl winsvc evntrace evntprov evntcons winevt uxtheme dbghelp winnetwk wlanapi winspool",
  "winscard xinput",
].flatMap((names) => names.split(" ").map((name) => `${name}.h`));

/** Handles are pointers to nothing told, and functions of psapi have their own names. */
const OPTIONS = "#define NO_STRICT\n#define PSAPI_VERSION 1\n#define SECURITY_WIN32\n";

/** The release of Windows that the headers are read for, and earlier ones (sdkddkver.h): Windows NT 4, XP, Vista, 7. */
export const RELEASE = 0x0a00;
export const EARLIER_RELEASES = [0x0400, 0x0501, 0x0600, 0x0601];

/** What wininet.h and winhttp.h both declare, each in its own way. */
const OF_WINHTTP = ["INTERNET_SCHEME", "HTTP_VERSION_INFO", "URL_COMPONENTS", "URL_COMPONENTSW"].flatMap((name) => [name, `LP${name}`]);

/** What asks wincrypt.h for the members that came later; without them a program passes the earlier record. */
const LATER_MEMBERS = [
  "CERT_CHAIN_PARA CERT_CHAIN_FIND_BY_ISSUER_PARA CERT_REVOCATION_PARA CRYPT_OID_INFO CRYPT_VERIFY_MESSAGE_PARA",
  "CRYPT_DECRYPT_MESSAGE_PARA",
]
  .flatMap((names) => names.split(" ").map((name) => `${name}_HAS_EXTRA_FIELDS`))
  .concat(["CRYPT_SIGN_MESSAGE_PARA", "CMSG_SIGNER_ENCODE_INFO", "CMSG_SIGNED_ENCODE_INFO"].map((name) => `${name}_HAS_CMS_FIELDS`));

/** C text that includes every header as a release of Windows has them. */
export function unitOf(release) {
  const number = release.toString(16).padStart(4, "0");
  const later = release === RELEASE ? LATER_MEMBERS.map((name) => `#define ${name}\n`).join("") : "";
  const macros = `#define _WIN32_WINNT 0x${number}\n#define WINVER 0x${number}\n${later}`;
  return `${macros}${OPTIONS}${HEADERS.map(include).join("")}`;
}

function include(header) {
  const line = `#include <${header}>\n`;
  if (header !== "winhttp.h") return line;
  const renamed = OF_WINHTTP.map((name) => `#define ${name} ${name.replace(/^(LP)?/, "$1WINHTTP_")}\n`);
  return `${renamed.join("")}${line}${OF_WINHTTP.map((name) => `#undef ${name}\n`).join("")}`;
}

/** The architectures: `{ id, compiler, unit }`. */
export function listWindows() {
  return listPorts()
    .filter(({ goos, variant }) => goos === "windows" && variant === undefined)
    .map((port) => {
      const clang = port.reference.kind === "clang" ? port.reference : port.other;
      const flags = [...clang.flags, "-nostdlibinc", "-isystem", "/usr/share/mingw-w64/include"];
      return { id: port.id, arch: port.goarch, compiler: { kind: "clang", command: CLANG, flags }, unit: unitOf(RELEASE) };
    });
}

/** Folders of definitions, those that only the architecture has first. */
const FOLDERS = { 386: ["lib32", "lib-common"], amd64: ["lib64", "lib-common"], arm64: ["lib-common"] };

/**
 * What a DLL exports by name: a map to the bytes that its callee takes off the stack on 386, undefined where it takes
 * none (cdecl) or the architecture has no such thing. Empty where no definition is at hand.
 */
export function exportsOf(dll, { arch, compiler }) {
  const root = join(zigHeaders(), "../mingw");
  const file = dll.replace(/\.drv$/, "");
  const paths = FOLDERS[arch].flatMap((folder) => [`${file}.def`, `${file}.def.in`].map((name) => join(root, folder, name)));
  const path = paths.find((one) => existsSync(one));
  if (path === undefined) return new Map();
  const text = path.endsWith(".in") ? expanded(path, compiler, join(root, "def-include")) : readFileSync(path, "utf8");
  const found = new Map();
  for (const line of text.split("\n")) {
    const match = /^\s*([A-Za-z_]\w*)(?:@(\d+))?(?:\s*==?\s*\S+)?(?:\s+@\d+)?(?:\s+NONAME)?(?:\s+PRIVATE)?\s*(?:;.*)?$/.exec(line);
    if (match !== null && match[1] !== "EXPORTS") found.set(match[1], match[2] === undefined ? undefined : Number(match[2]));
  }
  return found;
}

function expanded(path, compiler, include) {
  const flags = [...compiler.flags, "-E", "-P", "-w", "-I", include, "-x", "assembler-with-cpp", "-"];
  const { status, stdout, stderr } = run(compiler.command, flags, readFileSync(path, "utf8"));
  if (status !== 0) throw new Error(`${path}: ${stderr}`);
  return stdout;
}
