/**
 * Record layouts as JSON: the format others build on. Keys, their order and their meaning are a promise.
 */
import type { LayoutElement } from "../../features/api.ts";
import type { FieldLayout } from "../../layout/layout.ts";
import type { ShownRecord } from "../layout.ts";
import { jsonText } from "./jsonText.ts";

/** One JSON document with a final newline, in pieces: all records together may exceed what one string can hold. */
export function* layoutJson(records: readonly ShownRecord[]): Iterable<string> {
  yield '{\n  "version": 1,\n  "records": [';
  for (const [i, record] of records.entries()) yield `${i === 0 ? "" : ","}\n    ${jsonText(recordJson(record), 4, "    ")}`;
  yield records.length === 0 ? "]\n}\n" : "\n  ]\n}\n";
}

function recordJson({ record, place }: ShownRecord): unknown {
  return {
    name: record.name,
    kind: record.kind,
    language: record.language,
    file: place.file,
    line: place.start.line,
    layouts: record.layouts.map(elementJson),
    excluded: record.excluded,
  };
}

function elementJson(element: LayoutElement): unknown {
  const site = element.line === undefined ? {} : { line: element.line };
  if ("unknown" in element) return { targets: element.targets, ...site, unknown: element.unknown };
  const { layout, cgo } = element;
  return {
    targets: element.targets,
    ...site,
    size: layout.size,
    align: layout.align,
    fields: layout.fields.map(fieldJson),
    padding: layout.padding.map(({ offset, size }) => ({ offset, size })),
    ...(cgo === undefined
      ? {}
      : {
          cgo: {
            size: cgo.size,
            align: cgo.align,
            fields: cgo.fields.map(({ name, type, bitOffset }) => ({ name, type, bitOffset })),
            omitted: cgo.omitted.map(({ name, reason }) => ({ name, reason })),
          },
        }),
    ...(layout.compilers === undefined ? {} : { compilers: layout.compilers }),
  };
}

function fieldJson(field: FieldLayout): unknown {
  return {
    name: field.name,
    type: field.type,
    ...(field.kind === undefined ? {} : { kind: field.kind }),
    bitOffset: field.bitOffset,
    bitSize: field.bitSize,
    ...(field.bitField === undefined ? {} : { bitField: true }),
    ...(field.embedded === undefined ? {} : { embedded: true }),
    align: field.align,
    ...(field.elements === undefined ? {} : { elements: field.elements }),
    ...(field.stride === undefined ? {} : { stride: field.stride }),
    ...(field.fields === undefined ? {} : { fields: field.fields.map(fieldJson) }),
  };
}
