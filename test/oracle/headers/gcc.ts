/** Asks gcc, the reference on Linux and Windows, about a record that clang lays out otherwise than the tool. */
import type { RecordLayout } from "../../../server/src/layout/layout.ts";
import { compile } from "./clangLayouts.ts";

/** gcc for a target; undefined where clang is the reference. */
const COMMANDS: Readonly<Record<string, string>> = {
  "linux/amd64": "gcc",
  "linux/arm": "arm-linux-gnueabihf-gcc",
  "linux/386": "i686-linux-gnu-gcc",
  "windows/amd64": "x86_64-w64-mingw32-gcc",
};

/** Whether gcc confirms every number of a layout; records with bit-fields cannot be asked about and are not confirmed. */
export async function gccConfirms(
  target: string,
  flags: readonly string[],
  text: string,
  name: string,
  layout: RecordLayout,
): Promise<boolean> {
  const command = COMMANDS[target];
  if (command === undefined || layout.fields.some(({ bitField }) => bitField === true)) return false;
  const claims = [
    `sizeof(${name}) == ${layout.size}`,
    `_Alignof(${name}) == ${layout.align}`,
    ...layout.fields
      .filter((field) => field.name !== "")
      .map((field) => `__builtin_offsetof(${name}, ${field.name}) * 8 == ${field.bitOffset}`),
  ];
  const asserts = claims.map((claim) => `_Static_assert(${claim}, "");\n`).join("");
  return (await compile(command, [...flags, "-w", "-fsyntax-only"], text + asserts)).status === 0;
}
