/**
 * Token spellings as small numbers. Every spelling the C side meets is stored once and known by its number (an
 * atom) from then on: macro tables become arrays, and comparing tokens is comparing numbers. What a token is
 * (identifier, number, punctuator…) follows from its spelling, so an atom carries that too. Knows no text positions.
 */

/** What a spelling is. `header` is the `<…>` of an include directive, `other` a character that starts no C token. */
export type AtomKind = 0 | 1 | 2 | 3 | 4 | 5 | 6;
export const IDENTIFIER = 0;
export const NUMBER = 1;
export const CHARACTER = 2;
export const STRING = 3;
export const PUNCTUATOR = 4;
export const OTHER = 5;
export const HEADER = 6;

const PUNCTUATORS =
  "( ) [ ] { } , ; : ? . -> ++ -- & * + - ~ ! / % << >> < > <= >= == != ^ | && || = += -= *= /= %= <<= >>= &= |= ^= # ## ... ::".split(" ");

const WORDS =
  "defined __has_include __has_include_next __has_embed __has_attribute __has_builtin __has_feature __has_extension __has_c_attribute __has_cpp_attribute __has_declspec_attribute __has_warning __is_identifier __building_module __VA_ARGS__ __VA_OPT__ _Pragma __pragma __LINE__ __FILE__ __COUNTER__ __INCLUDE_LEVEL__ __DATE__ __TIME__ __TIMESTAMP__ __BASE_FILE__ __FILE_NAME__ include include_next import embed define undef if ifdef ifndef elif elifdef elifndef else endif line error warning pragma ident sccs assert unassert true false once GCC clang STDC push pop push_macro pop_macro pack ms_struct poison system_header show on off reset scalar_storage_order options align void char short int long float double signed unsigned __signed __signed__ _Bool bool __int128 __int128_t __uint128_t __int64 __int32 __int16 __int8 _Float16 __fp16 __bf16 _Float32 _Float64 _Float128 __float128 __ieee128 _Float32x _Float64x __ibm128 _Decimal32 _Decimal64 _Decimal128 _Complex __complex __complex__ _Imaginary _BitInt _ExtInt _Atomic struct union enum typeof __typeof __typeof__ typeof_unqual __typeof_unqual__ __typeof_unqual __auto_type auto __builtin_va_list const __const __const__ volatile __volatile __volatile__ restrict __restrict __restrict__ _Nonnull _Nullable _Null_unspecified __unaligned __ptr32 __ptr64 __w64 __strong __weak __autoreleasing __unsafe_unretained __kindof typedef extern static register inline __inline __inline__ __forceinline _Noreturn _Thread_local thread_local __thread constexpr _Alignas alignas __declspec __attribute __attribute__ __extension__ asm __asm __asm__ _Static_assert static_assert __cdecl __stdcall __fastcall __thiscall __vectorcall __pascal _cdecl _stdcall _fastcall sizeof _Alignof alignof __alignof __alignof__ __builtin_offsetof offsetof __builtin_types_compatible_p __builtin_choose_expr __builtin_constant_p __builtin_expect _Generic __real __real__ __imag __imag__ return goto case default do while for switch break continue nullptr __label__".split(
    " ",
  );

const FIXED: readonly string[] = [...PUNCTUATORS, ...WORDS];
const FIXED_BY_TEXT: ReadonlyMap<string, number> = new Map(FIXED.map((text, atom) => [text, atom]));

/** The atom of a spelling that every table holds under the same number. Throws for any other: a programming error. */
export function fixed(text: string): number {
  const atom = FIXED_BY_TEXT.get(text);
  if (atom === undefined) throw new Error(`${text} is no fixed atom`);
  return atom;
}

/** How many atoms are the same in every table. */
export const FIXED_COUNT: number = FIXED.length;

/** A table that tells for each fixed atom whether it is one of `words`, indexed by atom. */
export function fixedSet(words: string): Uint8Array {
  const set = new Uint8Array(FIXED_COUNT);
  for (const word of words.split(" ")) set[fixed(word)] = 1;
  return set;
}

/** The spellings of one reader. Grows only; its owner replaces it when it has grown too large. */
export class Atoms {
  readonly #texts: string[] = [];
  readonly #kinds: AtomKind[] = [];
  readonly #numbers = new Map<number, bigint | null>();
  /** Open addressing: atom + 1 by hash, 0 where free. */
  #slots: Int32Array = new Int32Array(1 << 13);

  constructor() {
    for (const text of FIXED) this.intern(text, isIdentifierStart(text.charCodeAt(0)) ? IDENTIFIER : PUNCTUATOR);
  }

  get count(): number {
    return this.#texts.length;
  }

  /** The value of a plain decimal number below 2^31, the commonest constant there is; undefined for everything else. */
  smallNumber(atom: number): bigint | undefined {
    if (this.#kinds[atom] !== NUMBER) return undefined;
    const known = this.#numbers.get(atom);
    if (known !== undefined) return known ?? undefined;
    const text = this.text(atom);
    const value = /^(?:0|[1-9][0-9]{0,8})$/.test(text) ? BigInt(text) : null;
    this.#numbers.set(atom, value);
    return value ?? undefined;
  }

  text(atom: number): string {
    return this.#texts[atom] ?? "";
  }

  kind(atom: number): AtomKind {
    return this.#kinds[atom] ?? OTHER;
  }

  intern(text: string, kind: AtomKind): number {
    let hash = 0;
    for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
    return this.internSlice(text, 0, text.length, hash, kind);
  }

  /** Interns `source[start, end)`, whose hash the caller has computed on the way (as `intern` does). */
  internSlice(source: string, start: number, end: number, hash: number, kind: AtomKind): number {
    const length = end - start;
    const mask = this.#slots.length - 1;
    // Spread the high bits: identifiers of one header differ most in their last characters.
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const found = (this.#slots[slot] ?? 0) - 1;
      if (found < 0) break;
      const text = this.#texts[found];
      if (text !== undefined && text.length === length && this.#kinds[found] === kind && source.startsWith(text, start)) return found;
      slot = (slot + 1) & mask;
    }
    const atom = this.#texts.length;
    this.#texts.push(detached(source.slice(start, end)));
    this.#kinds.push(kind);
    this.#slots[slot] = atom + 1;
    if (this.#texts.length * 2 > this.#slots.length) this.#grow();
    return atom;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let atom = 0; atom < this.#texts.length; atom++) {
      const text = this.text(atom);
      let hash = 0;
      for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = atom + 1;
    }
    this.#slots = slots;
  }
}

/** A copy that does not keep the text alive which it was cut from: engines represent long slices by reference to their parent. */
export function detached(slice: string): string {
  if (slice.length < 13) return slice;
  const codes: number[] = [];
  let copy = "";
  for (let i = 0; i < slice.length; i++) {
    codes.push(slice.charCodeAt(i));
    if (codes.length === 4096) {
      copy += String.fromCharCode(...codes);
      codes.length = 0;
    }
  }
  return copy + String.fromCharCode(...codes);
}

/** Letters, `_`, `$` (as gcc and clang take it) and everything beyond ASCII. */
export function isIdentifierStart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    code === 95 ||
    code === 36 ||
    (code >= 0x80 && code !== 0xa0 && code !== 0xfeff)
  );
}
