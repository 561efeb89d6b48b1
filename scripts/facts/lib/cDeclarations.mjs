/**
 * Declarations as clang prints them, made canonical and short: one line, without what changes no type and no layout
 * (most attributes, `restrict`, bodies, names of parameters). Knows no header.
 */

/** Attributes that matter to a layout or to how a function is called. */
const KEPT = /^\(\((?:_*(?:packed|aligned|vector_size|mode|ms_struct|gcc_struct|stdcall|fastcall|cdecl)_*)\b/;
const DROPPED_WORDS = /\b(?:restrict|__restrict|__restrict__|_Noreturn|__extension__|inline|__inline|__inline__|register)\b\s*/g;

/** The types that the C model of a target gives by name. */
const STANDARD = new Set(
  ["size_t", "ssize_t", "ptrdiff_t", "wchar_t", "wint_t", "char8_t", "char16_t", "char32_t", "max_align_t", "intmax_t", "uintmax_t"].concat(
    ["intptr_t", "uintptr_t"],
    [8, 16, 32, 64].flatMap((bits) =>
      ["int", "uint", "int_least", "uint_least", "int_fast", "uint_fast"].map((stem) => `${stem}${bits}_t`),
    ),
  ),
);

/** `{ kind, text }`: `t` a typedef without that word, `f` a function, `d` anything else; undefined for what declares nothing. */
export function canonical(printed) {
  let text = withoutAttributes(printed.replace(/;\s*$/, ""));
  text = text
    .replace(DROPPED_WORDS, "")
    .replace(/^(?:(?:extern|static|_Thread_local|__thread)\s+)+/, "")
    .replace(/\s+/g, " ")
    .trim();
  if (text === "" || /^(?:static_assert|_Static_assert)\b/.test(text) || /^__asm__|^asm\b/.test(text)) return undefined;
  if (text.startsWith("typedef ")) {
    const name = /(\w+)$/.exec(text)?.[1] ?? "";
    if (STANDARD.has(name) && (!text.includes("{") || name === "max_align_t")) return { kind: "t", text: `__standard_${name} ${name}` };
    return { kind: "t", text: tight(text.slice("typedef ".length)) };
  }
  if (isFunction(text)) return { kind: "f", text: tight(withoutParameterNames(text)) };
  return { kind: "d", text: tight(text) };
}

function isFunction(text) {
  return (
    !text.includes("{") &&
    !text.includes("=") &&
    /\)$/.test(text.replace(/\s*__attribute__\(\(.*\)\)$/, "")) &&
    !/^\w[\w ]*\(\*\w+\)\(/.test(text)
  );
}

/** White space only where two words would run together. */
function tight(text) {
  return text
    .replace(/\s*([^\w\s])\s*/g, "$1")
    .replace(/([,;])\s+/g, "$1")
    .replace(/;\}/g, "}");
}

/** Leaves out attributes, assembler names and alignment that is none. */
function withoutAttributes(text) {
  let result = "";
  for (let i = 0; i < text.length; ) {
    const found = /^(?:__attribute__|__declspec|asm|__asm__|__asm|alignas|_Alignas)\s*\(/.exec(text.slice(i, i + 24));
    const isWord = found !== null && !/\w/.test(text[i - 1] ?? " ");
    if (!isWord) {
      result += text[i++];
      continue;
    }
    const end = closing(text, text.indexOf("(", i)) + 1;
    const operand = text.slice(text.indexOf("(", i), end);
    if (text.startsWith("__attribute__", i) && KEPT.test(operand)) result += text.slice(i, end);
    i = end;
  }
  return result;
}

/** The parenthesis that closes the one at `open`; strings are passed over. */
function closing(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '"') i = text.indexOf('"', i + 1);
    else if (c === "(") depth++;
    else if (c === ")" && --depth === 0) return i;
  }
  return text.length - 1;
}

/** Names of parameters say nothing about types. */
function withoutParameterNames(text) {
  const open = text.search(/\b\w+\(/) < 0 ? -1 : /^(?:[^(]*?\b)\w+\(/.exec(text)?.[0].length - 1;
  if (!(open > 0)) return text;
  const close = closing(text, open);
  const parameters = split(text.slice(open + 1, close)).map(withoutName);
  return text.slice(0, open + 1) + parameters.join(",") + text.slice(close);
}

function split(text) {
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if ("([{".includes(text[i])) depth++;
    else if (")]}".includes(text[i])) depth--;
    else if (text[i] === "," && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

const TYPE_WORDS = new Set(
  "void char short int long float double signed unsigned _Bool bool _Complex const volatile struct union enum".split(" "),
);

function withoutName(parameter) {
  const pointer = /^(.*\(\*+)\s*(\w+)(\).*)$/.exec(parameter);
  if (pointer !== null) return `${pointer[1]}${pointer[3]}`;
  const array = /^(.*[\s*])(\w+)((?:\[[^\]]*\])+)$/.exec(parameter);
  if (array !== null) return `${array[1].trim()}${array[3]}`;
  const named = /^(.*?[\s*])(\w+)$/.exec(parameter);
  if (named === null || TYPE_WORDS.has(named[2])) return parameter;
  const before = named[1].trim();
  const words = before
    .replace(/\*/g, " ")
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "const" && word !== "volatile");
  const isTag = /(?:^|\s)(?:struct|union|enum)$/.test(before);
  return words.length === 0 || isTag ? parameter : before;
}
