/**
 * docs/accuracy.md from the report of a long run of the layout oracle (`npm run test:oracle -- --report FILE`): what
 * was compared with which compilers, how many records, how many differed, and what is unknown.
 */

/** The page as Markdown. `report` is what `--report` writes, `differences` where gcc and clang differ. */
export function accuracyPageOf(notice, report, differences) {
  const rows = (what) => report.rows.filter((row) => row.what === what);
  const sum = (list, key) => list.reduce((total, row) => total + row[key], 0);
  const c = rows("c");
  const run = report.runs.find(({ what }) => what === "c");
  const sections = [
    "# How accurate the layouts are",
    notice,
    "Random C records are written as C text with every spelling that the reader takes: attributes in all positions, `_Alignas`, `__declspec(align)`, `#pragma pack`, bit-fields, enums, atomic, vector and complex types, macros that make attributes.",
    "The text goes the way a user's code goes: preprocessing, declarations, layout.",
    "Size, alignment and the place of every member are compared with what a real compiler says for the same text; what a compiler refuses must be unknown, and what it takes must be known.",
    `The last long run compared ${run.count.toLocaleString("en")} samples, each of one or more records, for every target with C: **${sum(c, "compared").toLocaleString("en")} layouts, of which ${sum(c, "differ").toLocaleString("en")} differed**.`,
    "It began with the seed corpus (`test/oracle/layout/corpus.txt`): wire headers, hardware registers, and every mismatch that was ever found.",
    `\`npm run test:oracle -- --what c --count ${run.count} --seed ${run.seed}\` runs it again.`,
    "",
    "## C records, by target",
    "",
    "Where a target has two rows, gcc is its reference and clang the other compiler, whose layout is reported where it differs.",
    "",
    tableOf(c),
    "",
    ...section(
      "Go's view of C records",
      rows("cgo"),
      "What the engine says of the Go type that cgo makes of a record, compared with what `go tool cgo` generates for the port.",
    ),
    ...section(
      "Go structs",
      rows("go"),
      "Sizes, alignments and offsets of Go structs on the processors of all ports, compared with `go/types` and the compiler itself.",
    ),
    "## Where gcc and clang differ",
    "",
    "On ports whose compiler is gcc the layout follows gcc, and what clang makes of the record is shown with it.",
    "",
    ...differences.map(
      ({ what, how, c: text, target }) => `### ${upper(what)}\n\n${upper(how)}.\nFor example on ${target}:\n\n\`\`\`c\n${text}\n\`\`\`\n`,
    ),
    "## What is unknown",
    "",
    "An unknown layout has a reason, which is shown in its place.",
    "These are the reasons of the run above, with how often each occurred; but for the last sentences of this page, each is something the port's compiler refuses.",
    "",
    "| samples | reason |",
    "| ---: | --- |",
    ...report.unknown.map(({ reason, count }) => `| ${count.toLocaleString("en")} | ${reason.replaceAll("|", "\\|")} |`),
    "",
    "Unknown although a compiler takes it, and left out of the comparison: machine modes of vectors, pointers and `TI`, `XF`, `TF` and `HF` modes; modes and vectors inside a declarator; `scalar_storage_order`, `ext_vector_type`, `address_space` and other attributes of one compiler that change types; `__ptr32`; `__fp16` where clang has no `_Float16`; `#pragma options align` but for the natural one; `max_align_t` where it is the C library's.",
    "",
  ];
  return sections.join("\n");
}

function section(title, rows, text) {
  return rows.length === 0 ? [] : [`## ${title}`, "", text, "", tableOf(rows), ""];
}

function tableOf(rows) {
  const body = rows.map(
    ({ name, version, compared, refused, differ }) =>
      `| ${name} | ${version} | ${compared.toLocaleString("en")} | ${refused.toLocaleString("en")} | ${differ.toLocaleString("en")} |`,
  );
  return ["| target and compiler | version | compared | refused | differ |", "| --- | --- | ---: | ---: | ---: |", ...body].join("\n");
}

function upper(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
