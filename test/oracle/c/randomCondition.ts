/**
 * Random conditions for `#if`: every operator with and without parentheses, signed and unsigned operands up to the
 * limits of 64 bits, constants of every form, operands that must not be evaluated, `defined` and the `__has_…`
 * operators, also out of macros.
 */
import type { Random } from "../../support/random.ts";
import { call, gap, type Known, NAMES } from "./randomText.ts";

const OPERATORS = "+ - * / % << >> < > <= >= == != & | ^ && ||".split(" ");
const NUMBERS =
  "0 1 2 3 7 63 64 65 017 0x10 0b11 1u 0U 5l 6ll 7ull 8LU 0x7FFFFFFF 0x80000000 4294967295 0x7FFFFFFFFFFFFFFF 0x8000000000000000 0xFFFFFFFFFFFFFFFF 9223372036854775807 18446744073709551615u 0xFFFFFFFFFFFFFFFFu 01777777777777777777777 -1 1.0 1e2 08 0x 12ab 1wb".split(
    " ",
  );
const CHARACTERS =
  "'a' '\\n' '\\0' '\\377' '\\xff' 'ab' 'abc' 'abcd' '\\377\\377' '\\\\' '\\'' '\\e' L'a' L'\\xff' L'\\xffff' u'a' U'b' u'\\xffff' U'\\xffffffff' 'é' L'é' '\\x7f'".split(
    " ",
  );
const PREDEFINED =
  "__INT_MAX__ __LONG_MAX__ __SIZEOF_POINTER__ __SIZEOF_LONG__ __CHAR_BIT__ __GNUC__ __BYTE_ORDER__ __linux__ _WIN32 __APPLE__ __x86_64__ __i386__ __STDC_VERSION__ __STDC__ __clang__ __CHAR_UNSIGNED__ __WCHAR_UNSIGNED__ __WCHAR_MAX__ __LINE__ __INCLUDE_LEVEL__ __OPTIMIZE__ __STRICT_ANSI__".split(
    " ",
  );
const ATTRIBUTES =
  "packed aligned __packed__ __aligned__ noreturn nonsense gnu_inline availability ms_struct vector_size mode may_alias".split(" ");
const BUILTINS = "__builtin_expect __builtin_offsetof __builtin_nonsense __builtin_memcpy __builtin_bswap32 __builtin_va_list printf".split(
  " ",
);
const FEATURES = "c_static_assert c_alignas nonsense c_atomic attribute_deprecated_with_message __c_static_assert__ cxx_exceptions".split(
  " ",
);

/** What a condition may ask about besides macros. */
export interface ConditionSurroundings {
  readonly known: readonly Known[];
  /** Names of files, of which some exist, with their delimiters. */
  readonly files: readonly string[];
}

/** The text behind `#if`. `__COUNTER__` is not in it: compilers stop counting at a syntax error, we count the whole line. */
export function condition(random: Random, around: ConditionSurroundings, depth: number): string {
  const leaf = depth === 0 || random.below(5) === 0;
  if (leaf) return operand(random, around);
  const left = condition(random, around, depth - 1);
  const right = condition(random, around, depth - 1);
  const kind = random.below(16);
  const [a, b] = random.below(3) === 0 ? [left, right] : [`(${left})`, `(${right})`];
  if (kind === 0) return `${a} ? ${right} : ${condition(random, around, depth - 1)}`;
  if (kind === 1) return `!${a}`;
  if (kind === 2) return `~${a}`;
  if (kind === 3) return `-${a}`;
  if (kind === 4) return `+${a}`;
  if (kind === 5) return `(${left}, ${right})`;
  if (kind === 6)
    return `${random.pick(["0", "1"])} ${random.pick(["&&", "||"])} ${a} ${random.pick(["/", "%"])} ${random.pick(["0", "1"])}`;
  return `${a}${gap(random, false)}${random.pick(OPERATORS)}${gap(random, false)}${b}`;
}

function operand(random: Random, { known, files }: ConditionSurroundings): string {
  const kind = random.below(20);
  if (kind < 5) return random.pick(NUMBERS);
  if (kind < 7) return random.pick(CHARACTERS);
  if (kind < 9) return random.pick(PREDEFINED);
  if (kind < 11) return `defined(${random.pick([...NAMES, ...PREDEFINED])})`;
  if (kind < 12) return `defined ${random.pick(NAMES)}`;
  if (kind < 15 && known.length > 0) return call(random, known, 1, [], true);
  if (kind < 16 && files.length > 0) return `__has_include(${random.pick(files)})`;
  if (kind < 17) return `__has_attribute(${random.pick(ATTRIBUTES)})`;
  if (kind < 18) return `__has_builtin(${random.pick(BUILTINS)})`;
  if (kind < 19)
    return random.below(3) === 0
      ? `__has_c_attribute(${random.pick(["deprecated", "nodiscard", "gnu::packed", "__nodiscard__", "nonsense", "fallthrough"])})`
      : `${random.pick(["__has_feature", "__has_extension"])}(${random.pick(FEATURES)})`;
  // No `true`: in C23 it is 1, but not yet to gcc 12.
  return random.pick(["false", "nothing", ...NAMES]);
}
