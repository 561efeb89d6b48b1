/**
 * Which compiler flags cmd/go refuses in `#cgo` lines, so that the package does not build unless CGO_CFLAGS_ALLOW says
 * otherwise (Go source: cmd/go/internal/work/security.go, validCompilerFlags, checkFlags). Knows nothing of what flags
 * mean.
 */
import { isSafeArgument } from "./pkgConfigOptions.ts";

/** What a flag may look like as a whole; `VALUE` is anything that starts neither with `@` nor with `-`. */
const ALLOWED = [
  "-D[A-Za-z_]\\w*(=[^@-]*)?|-U[A-Za-z_]\\w*|-[FIOx]VALUE|-[OWwv]|-W[^@,]+|-Wa,-mbig-obj|-gVALUE|-g",
  "-Wp,-D[A-Za-z_]\\w*(=[^@,-]*)?|-Wp,-U[A-Za-z_]\\w*",
  "-f(no-)?(asynchronous-unwind-tables|blocks|common|constant-cfstrings|eliminate-unused-debug-types|exceptions|fast-math|fat-lto-objects)",
  "-f(no-)?(inline-functions|keep-inline-dllexport|lto|modules|objc-arc|objc-nonfragile-abi|objc-legacy-dispatch|omit-frame-pointer)",
  "-f(no-)?(openmp(-simd)?|permissive|pic|PIC|pie|PIE|plt|rtti|split-stack|stack-.+|strict-aliasing|use-linker-plugin|visibility-inlines-hidden)",
  "-fno-builtin-\\w*|-f(debug|file)-prefix-map=[^@]+=[^@]+|-fdiagnostics-show-note-include-stack|-fno-canonical-system-headers",
  "-finput-charset=VALUE|-fmacro-backtrace-limit=.+|-fmessage-length=.+|-funsigned-char|-fsanitize=.+|-ftemplate-depth-.+|-fvisibility=.+",
  "-fsanitize-undefined-strip-path-components=-?[0-9]+|-ftls-model=(global-dynamic|local-dynamic|initial-exec|local-exec)",
  "-m(32|64|arm|threads|windows|nop-fun-dllimport|thumb(-interwork)?)|-m(abi|arch|cpu|fpu|simd|tls-dialect|tune|float-abi)=VALUE",
  "-m(no-)?(v?aes|avx[0-9a-z.]*|ms-bitfields|stack-.+|relax|strict-align|sse[0-9.]*|ssse3)|-m(soft|single|double)-float",
  "-m(no-)?(lsx|lasx|frecipe|div32|lam-bh|lamcas|ld-seq-sa)|-mcmodel=[0-9a-z-]+|-mfpmath=[0-9a-z,+]*|-mlarge-data-threshold=[0-9]+",
  "-mmacosx-.+|-m(ios-simulator|iphoneos|tvos|tvos-simulator|watchos|watchos-simulator)-version-min=.+",
  "-ansi|-no-canonical-prefixes|--param=ssp-buffer-size=[0-9]*|-pedantic(-errors)?|-pipe|-pthread|--static",
  "-?-std(lib)?=VALUE|--sysroot=VALUE",
].join("|");

const allowed = new RegExp(`^(?:${ALLOWED.replaceAll("VALUE", "[^@-].*")})$`);

/** Flags that may stand alone when their value follows as an argument of its own. */
const WITH_NEXT = new Set([
  "-arch",
  "-D",
  "-U",
  "-I",
  "-F",
  "-framework",
  "-include",
  "-isysroot",
  "-isystem",
  "--sysroot",
  "-target",
  "-x",
]);

/** The indexes of the flags that cmd/go refuses. */
export function refusedFlags(args: readonly string[]): readonly number[] {
  const refused: number[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (allowed.test(arg)) continue;
    if (WITH_NEXT.has(arg) && isValue(arg, args[i + 1])) i++;
    else refused.push(i);
  }
  return refused;
}

function isValue(flag: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (isSafeArgument(value)) return true;
  // `-I =dir` and `-I $SYSROOT/dir` start from the compiler's system root.
  return flag === "-I" && /^(?:=|\$SYSROOT)/.test(value) && isSafeArgument(value.slice(1));
}
