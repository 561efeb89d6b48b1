/** What options say to the preprocessor, as text that it reads. Knows nothing of how options are spelled. */
import type { COptions } from "./unit.ts";

/** What the text is called. */
export const COMMAND_LINE = "<command line>";

/** `-D` and `-U` as directives. */
export function commandLine(options: COptions): string {
  const line = (text: string): string => text.replace(/[\r\n]+/g, " ");
  return [
    ...options.defines.map(([name, value]) => `#define ${line(name)} ${line(value)}\n`),
    ...options.undefines.map((name) => `#undef ${line(name)}\n`),
  ].join("");
}
