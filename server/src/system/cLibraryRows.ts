/**
 * Which names a declaration of the library tables declares, and which it uses. The texts are canonical (printed by
 * clang, spaces only between words), so a few patterns are enough. Imports nothing.
 */

const KEYWORDS: ReadonlySet<string> = new Set(
  "void char short int long float double signed unsigned _Bool _Complex const volatile struct union enum static extern typedef __attribute__ packed aligned __packed__ __aligned__ vector_size __vector_size__ mode stdcall cdecl fastcall sizeof __int128 __float128 _Float16 _Float128 __builtin_va_list".split(
    " ",
  ),
);

const WITHOUT_ATTRIBUTES = /__attribute__\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)/g;

/** The file-level names of a row: of its declarators, its tags and its enumerators. */
export function namesDeclared(kind: string, row: string): readonly string[] {
  const text = row.replace(/^#\d+ /, "").replace(WITHOUT_ATTRIBUTES, "");
  const names: string[] = [];
  if (kind === "f") {
    const name = /\(\*(\w+)\(/.exec(text) ?? /(\w+)\(/.exec(text);
    return name?.[1] === undefined ? [] : [name[1]];
  }
  for (const [, tag] of text.matchAll(/\b(?:struct|union|enum) ?(\w+)\{/g)) if (tag !== undefined) names.push(tag);
  const forward = kind === "d" ? /^(?:struct|union|enum) (\w+)$/.exec(text)?.[1] : undefined;
  if (forward !== undefined) return [forward];
  for (const [, body] of text.matchAll(/\benum ?\w*\{([^}]*)\}/g)) {
    for (const [, name] of (body ?? "").matchAll(/(?:^|,)(\w+)(?==|,|$)/g)) if (name !== undefined) names.push(name);
  }
  const tail = text.slice(text.lastIndexOf("}") + 1);
  if (tail === "" && text.includes("{")) return names;
  for (const declarator of splitAtCommas(tail)) {
    const name =
      /\(\*+ ?(?:const )?(\w+)(?:\[[^\]]*\])*\)/.exec(declarator)?.[1] ?? /(\w+)(?:\[[^\]]*\])*(?:\([^)]*\))?$/.exec(declarator)?.[1];
    if (name !== undefined && !KEYWORDS.has(name)) names.push(name);
  }
  return names;
}

/** Whether a row that declares a name declares it as a tag and nothing else, which is no ordinary name. */
export function isOnlyTag(row: string, name: string): boolean {
  const isTag = new RegExp(`\\b(?:struct|union|enum) ?${name}(?:\\{|$)`).test(row);
  return isTag && !new RegExp(`\\b${name}\\b`).test(row.includes("{") ? row.slice(row.lastIndexOf("}") + 1) : "");
}

function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "(" || c === "[") depth++;
    else if (c === ")" || c === "]") depth--;
    else if (c === "," && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/**
 * The names a row mentions, members and its own included: those behind `struct`, `union` or `enum`, the others, and of
 * the tags those of which a member is made, which must be complete before.
 */
export function namesUsed(text: string): {
  readonly tags: ReadonlySet<string>;
  readonly ordinary: ReadonlySet<string>;
  readonly contained: ReadonlySet<string>;
} {
  const tags = new Set<string>();
  const ordinary = new Set<string>();
  const contained = new Set<string>();
  for (const [, name] of text.matchAll(/[{;](?:const |volatile )*(?:struct|union) (\w+) (?=\w)/g))
    if (name !== undefined) contained.add(name);
  for (const [, keyword, name] of text.matchAll(/(?:\b(struct|union|enum) )?\b([A-Za-z_]\w*)/g)) {
    if (name === undefined || KEYWORDS.has(name)) continue;
    if (keyword !== undefined) tags.add(name);
    else ordinary.add(name);
  }
  return { tags, ordinary, contained };
}
