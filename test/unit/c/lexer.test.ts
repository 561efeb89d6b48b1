/** Tokens of C with exact spellings and places. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Atoms } from "../../../server/src/c/atoms.ts";
import { dialectOf } from "../../../server/src/c/dialect.ts";
import { FIRST_ON_LINE, IN_FIRST_COLUMN, type LexedFile, lex } from "../../../server/src/c/lexer.ts";

const atoms = new Atoms();

function spellings(lexed: LexedFile): string[] {
  return [...lexed.atoms].map((atom) => atoms.text(atom));
}

/** The stretches of the text that tokens cover. */
function stretches(lexed: LexedFile): string[] {
  return [...lexed.starts].map((start, i) => lexed.text.slice(start, lexed.ends[i]));
}

test("every token covers exactly its spelling", () => {
  const text = '\ufeffint a = 0x1F\r\n+ .5e+3f; // c\r\n/* d */ char *s = L"x\\"y" u8"z" \'\\n\'; a<<=b->c...;\r\n';
  const lexed = lex(text, atoms);
  assert.deepEqual(spellings(lexed), stretches(lexed));
  assert.equal(lexed.starts[0], 1);
  assert.deepEqual(spellings(lexed).slice(-8), [";", "a", "<<=", "b", "->", "c", "...", ";"]);
});

test("line splices join tokens and keep their places", () => {
  const text = "ab\\\ncd + \\\r\n12\\ \n34 /\\\n/ gone \\\nalso gone\nx<\\\n<=y";
  const lexed = lex(text, atoms);
  assert.deepEqual(spellings(lexed), ["abcd", "+", "1234", "x", "<<=", "y"]);
  assert.deepEqual(stretches(lexed), ["ab\\\ncd", "+", "12\\ \n34", "x", "<\\\n<=", "y"]);
});

test("comments are white space, also unclosed and across lines", () => {
  assert.deepEqual(spellings(lex("a/* * / **/b//c*/\nd/**/e", atoms)), ["a", "b", "d", "e"]);
  const open = lex("a /* never closed\n b", atoms);
  assert.deepEqual(spellings(open), ["a"]);
  assert.equal(open.openComment, 2);
  assert.deepEqual(spellings(lex("a /* x *\\\n/ b", atoms)), ["a", "b"]);
});

test("directives and first columns are marked", () => {
  const lexed = lex("  #if x\nstruct a;\n struct b; /*\n*/ # endif\n", atoms);
  // The second # is on the line that the comment goes on from, so it starts no directive.
  assert.equal(lexed.directives.length, 1);
  const flagsOf = (spelling: string): number => lexed.flags[spellings(lexed).indexOf(spelling)] ?? 0;
  assert.equal(flagsOf("struct") & (FIRST_ON_LINE | IN_FIRST_COLUMN), FIRST_ON_LINE | IN_FIRST_COLUMN);
  assert.equal(flagsOf("b") & FIRST_ON_LINE, 0);
});

test("header names stand only where one may", () => {
  assert.deepEqual(spellings(lex("#include <a/b//c.h> // x\na <b> c", atoms)), ["#", "include", "<a/b//c.h>", "a", "<", "b", ">", "c"]);
  assert.deepEqual(spellings(lex("#if __has_include(<x y.h>)", atoms)), ["#", "if", "__has_include", "(", "<x y.h>", ")"]);
});

test("digraphs mean what they stand for; trigraphs mean nothing", () => {
  assert.deepEqual(spellings(lex("<: :> <% %> %: %:%: ??=", atoms)), ["[", "]", "{", "}", "#", "##", "?", "?", "="]);
});

test("a quote that is not closed takes the rest of its line", () => {
  assert.deepEqual(spellings(lex("#error don't do \"this\nx", atoms)), ["#", "error", "don", "'t do \"this", "x"]);
});

test("a huge text of tiny comments takes linear time", () => {
  const lexed = lex("/* a */ x\n".repeat(200_000), atoms);
  assert.equal(lexed.count, 200_000);
});

test("dialects spell tokens differently", () => {
  const text = 'u8\'c\' u"s" 1\'000 R"x(a\nb)x" // c';
  const spelled = (std: string): string[] => spellings(lex(text, atoms, dialectOf(std).spelling));
  assert.deepEqual(spelled("gnu17"), ["u8", "'c'", 'u"s"', "1", "'000 R\"x(a", "b", ")", "x", '" // c']);
  assert.deepEqual(spelled("gnu2x"), ["u8'c'", 'u"s"', "1'000", 'R"x(a\nb)x"']);
  assert.deepEqual(spelled("c2x"), ["u8'c'", 'u"s"', "1'000", "R", '"x(a', "b", ")", "x", '" // c']);
  assert.deepEqual(spelled("c99").slice(2, 4), ["u", '"s"']);
  assert.deepEqual(spellings(lex("a // b", atoms, dialectOf("c89").spelling)), ["a", "/", "/", "b"]);
});

test("line splices inside any token, and at the end of the file", () => {
  assert.deepEqual(spellings(lex('a\\\nb ..\\\n. %:%\\\n: <\\\n< "x\\\ny" 1\\\n2 \\', atoms)), ["ab", "...", "##", "<<", '"xy"', "12"]);
  assert.deepEqual(spellings(lex("#include <a\\\nb.h>", atoms)).at(-1), "<ab.h>");
});
