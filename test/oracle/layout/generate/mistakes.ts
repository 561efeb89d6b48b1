/**
 * Members that some or all compilers refuse, to see that the reader and the engines refuse them too. An assertion that
 * fails is none of them: it stops the compiler and says nothing about a layout.
 */
import fc, { type Arbitrary } from "fast-check";
import type { Write } from "./writer.ts";

/** `@` is the member's name, `%` the tag of a struct that is never defined. */
const texts: readonly string[] = [
  "int @[];",
  "int @[-1];",
  "struct % @[2];",
  "struct % @;",
  "struct % *@;",
  "void @;",
  "int @(void);",
  "float @ : 3;",
  "int *@ : 3;",
  "int @ : 0;",
  "int @ : -1;",
  "_Atomic(int) @ : 3;",
  "int @ __attribute__((aligned(3)));",
  "int @ __attribute__((aligned(0)));",
  "int @ __attribute__((aligned(-8)));",
  "_Bool @ __attribute__((vector_size(8)));",
  "int @ __attribute__((vector_size(12)));",
  "int @ __attribute__((vector_size(6)));",
  "int @ __attribute__((vector_size(0)));",
  "_Complex _Bool @;",
  "_Atomic(int[2]) @;",
  "_BitInt(1) @;",
  "int @[2][];",
  "static int @;",
  "_Alignas(3) int @;",
  "_Alignas(int) char @ : 3;",
  "enum never% @;",
  "long float @;",
  "int @ : 3.0;",
  "int @[2.5];",
  "unsigned _Bool @;",
  "struct { int a; int a; } @;",
  "int : 3, @[];",
];

export const mistake: Arbitrary<Write<string>> = fc.constantFrom(...texts).map((text) => (writer) => {
  const name = writer.fresh("f");
  return text.replaceAll("@", name).replaceAll("%", writer.fresh("later"));
});
