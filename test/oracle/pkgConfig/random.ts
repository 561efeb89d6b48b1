/** Random `.pc` files that use what the format has: variables, quotes, comments, versions, requirements. */
import type { Random } from "../../support/random.ts";

/** A file for the first or the second of two folders. */
export interface PcText {
  readonly folder: 0 | 1;
  readonly name: string;
  readonly text: string;
}

const VERSIONS = ["1", "1.0", "1.2.3", "1.10", "1.9", "2.0~rc1", "2.0", "2.0a", "2.0.0", "1.2.3-4", "01.2", "1.2b3", "3.4.5rc2"];
const NAMES = ["pa", "pb", "pc", "p-d", "p+e", "pf"];
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is how variables are written in these files.
const FLAGS = [
  "-I${includedir}",
  "-I${includedir}/${name}",
  "-I${prefix}//lib/x",
  "-I/usr/include",
  "-I/usr/include/sub",
  "-I${pcfiledir}/../inc",
  "-I${undefined}/y",
  '-I"${includedir}/with space"',
  "-I/a\\ b",
  "-DFLAG",
  "-DVALUE=1",
  "-DTEXT='\"quoted text\"'",
  '-DOTHER="a b"',
  "-UGONE",
  "-pthread",
  "-isystem /opt/system",
  "-std=gnu11",
  "-D_THREAD_SAFE",
  "-Wno-x",
];
const VALUES = [
  "/usr",
  "/opt/p",
  "${pcfiledir}/..",
  '"/quoted/path"',
  "'/single'",
  "/a//b",
  "${prefix}/nested",
  "",
  "${undefined}",
  "/with\\ space",
];
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above.

/** The files of one small installation, and what to ask of it. */
export function randomPackages(random: Random): { readonly files: readonly PcText[]; readonly questions: readonly (readonly string[])[] } {
  const files: PcText[] = [];
  for (const name of NAMES) {
    if (random.below(40) === 0) continue;
    const variant = random.below(8) === 0 ? "-uninstalled" : "";
    files.push({ folder: random.below(2) === 0 ? 0 : 1, name: `${name}${variant}.pc`, text: pcText(random, name) });
    if (random.below(6) === 0) files.push({ folder: random.below(2) === 0 ? 0 : 1, name: `${name}.pc`, text: pcText(random, name) });
  }
  const questions = Array.from({ length: 4 }, () => {
    const options = random.below(3) === 0 ? [random.pick(OPTIONS)] : [];
    return [...options, ...Array.from({ length: 1 + random.below(3) }, () => random.pick(NAMES))];
  });
  return { files, questions };
}

const OPTIONS = [
  "--static",
  "--keep-system-cflags",
  "--cflags-only-I",
  "--no-uninstalled",
  "--internal-cflags",
  "--define-variable=prefix=/defined",
  "--define-variable=includedir=/elsewhere/inc",
  "--pure",
  "--define-prefix",
  "--print-errors",
];

function pcText(random: Random, name: string): string {
  const newline = random.below(8) === 0 ? "\r\n" : "\n";
  const space = (): string => random.pick(["", "", " ", "  ", "\t"]);
  const lines = [
    `prefix${space()}=${space()}${random.pick(VALUES)}`,
    `includedir=\${prefix}/include${space()}`,
    `name = ${name}`,
    `${random.pick(["Name", "name", "NAME"])}:${space()}${name}`,
    "Description: a package # with a comment",
    `Version: ${random.pick(VERSIONS)}`,
    `URL: https://example.org/\\#anchor`,
    "# a comment",
    "",
    ...fields(random, name),
  ];
  // Whoever leaves out a required field has no package.
  if (random.below(80) === 0) lines.splice(3 + random.below(3), 1);
  return lines.map((line) => continued(random, line)).join(newline) + random.pick(["", newline]);
}

function fields(random: Random, name: string): readonly string[] {
  const some = (key: string, values: () => string, odds: number): string[] => (random.below(odds) === 0 ? [`${key}: ${values()}`] : []);
  const flags = (): string => Array.from({ length: 1 + random.below(4) }, () => random.pick(FLAGS)).join(random.pick([" ", "  ", "\t"]));
  return [
    ...some("Requires", () => requirements(random, name, random.below(3) === 0 ? 2 : 1), 2),
    ...some("Requires.private", () => requirements(random, name, 1), 3),
    ...some("Requires.internal", () => requirements(random, name, 1), 10),
    ...some("Cflags", flags, 1),
    ...some("CFLAGS", flags, 8),
    ...some("Cflags.private", flags, 4),
    ...some("Libs", () => "-L/opt/lib -lx", 2),
  ];
}

/** Few packages, which come later: pkg-config walks every way through a net, and never ends in some circles. */
function requirements(random: Random, from: string, count: number): string {
  const later = NAMES.slice(NAMES.indexOf(from) + 1);
  const one = (): string => {
    if (later.length === 0) return "pkg-config";
    const name = random.pick(later);
    return random.below(8) === 0 ? `${name} ${random.pick([">=", "<=", "=", "!=", ">", "<"])} ${random.pick(VERSIONS)}` : name;
  };
  return Array.from({ length: count }, one).join(random.pick([", ", ",", " ", " , "]));
}

/** Sometimes breaks a line at a space with a backslash. */
function continued(random: Random, line: string): string {
  const at = line.indexOf(" ", line.indexOf(":") + 2);
  if (at < 0 || random.below(6) !== 0) return line;
  return `${line.slice(0, at + 1)}\\\n   ${line.slice(at + 1)}`;
}
