/**
 * The memory of a struct handed to a writer, where targets lay the struct out differently or in another byte order.
 * A hint: whether another platform ever reads those bytes is not known. Compares layouts; follows no data.
 */
import type { Crossing, ForeignCall, PointerConversion, PointerSource } from "../go/facts.ts";
import type { RecordLayout, Unknown } from "../layout/layout.ts";
import type { PackageModel, PackageView } from "../model/package.ts";
import { describeTargets } from "../target/registry.ts";
import type { Target } from "../target/target.ts";
import type { Site } from "../text/range.ts";
import { unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Report, Rule } from "./rule.ts";
import { groupedBy, typeText } from "./sites.ts";
import { bytes, offset } from "./words.ts";

/** The memory of a struct on its way to a writer, as one view has it. */
interface Written {
  readonly site: Site;
  readonly struct: GoType;
  readonly name: string;
  readonly targets: readonly Target[];
}

interface Image {
  readonly layout: RecordLayout;
  readonly targets: readonly Target[];
}

const writers: RegExp = /^(?:Write|WriteAt|WriteTo|WriteFile|Send|Sum|EncodeToString|Encode)$/;
/** What the system calls of a platform take is that platform's own layout. */
const systemPath: RegExp = /^(?:C|unsafe|syscall|golang\.org\/x\/sys\/.*|internal\/.*)$/;

export const nativeLayoutSerialised: Rule = {
  id: "native-layout-serialised",
  title: "Struct is written as it lies in memory",
  severity: "hint",
  group: "portability",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

The bytes of a struct (\`unsafe.Slice\` over its address, a slice of an array at its address, \`C.GoBytes\`) that are an argument of a method or function called \`Write\`, \`WriteAt\`, \`WriteFile\`, \`Send\`, \`Sum\`, \`Encode\` or \`EncodeToString\` of another package.
Where the struct has another size, other offsets or another byte order on some targets of the file, the groups are named.

## Why it matters

What one platform writes, another reads at other offsets or with its bytes swapped: a file, a message, a checksum.

## Example

\`\`\`go bad
package p

import (
	"net"
	"unsafe"
)

type header struct {
	Kind  uint32
	Stamp uint64
}

func Send(conn net.Conn, h *header) {
	conn.Write(unsafe.Slice((*byte)(unsafe.Pointer(h)), unsafe.Sizeof(*h)))
}
\`\`\`

## Use instead

\`\`\`go good
package p

import (
	"encoding/binary"
	"net"
)

type header struct {
	Kind  uint32
	Stamp uint64
}

func Send(conn net.Conn, h *header) {
	b := binary.BigEndian.AppendUint32(nil, h.Kind)
	conn.Write(binary.BigEndian.AppendUint64(b, h.Stamp))
}
\`\`\`

## When it stays silent

- Where all targets of the file agree on the layout and the byte order.
- Where the bytes go through a variable or a function of the package's own.
- For structs of system packages, and for calls of those: the kernel wants the platform's own layout.
- Where a layout is unknown, and on targets that a condition such as \`runtime.GOOS == "linux"\` keeps out.

It may be wrong where the reader is always on the same machine, as with a device or a pipe; so it is a hint.

## References

- Package encoding/binary
- Go specification, "Size and alignment guarantees"`,

  check(model: PackageModel): readonly Report[] {
    const sites = new Map<string, Written[]>();
    for (const view of model.views) {
      for (const written of writtenIn(view)) {
        const key = `${written.site.path}:${written.site.start}`;
        sites.set(key, [...(sites.get(key) ?? []), written]);
      }
    }
    return [...sites.values()].flatMap((written) => differing(written, model) ?? []);
  },
};

function writtenIn(view: PackageView): readonly Written[] {
  const { crossings } = view.go;
  const calls = crossings.filter((crossing): crossing is ForeignCall => isWriter(crossing));
  if (calls.length === 0) return [];
  return crossings.flatMap((crossing): Written[] => {
    const struct = imageOf(crossing);
    if (struct === undefined || crossing.narrowed || !calls.some((call) => takes(call, crossing.site))) return [];
    return [{ site: crossing.site, struct, name: typeText(struct, view), targets: view.targets }];
  });
}

function isWriter(crossing: Crossing): boolean {
  return crossing.kind === "call" && !crossing.narrowed && writers.test(crossing.name) && !systemPath.test(crossing.package);
}

function takes(call: ForeignCall, site: Site): boolean {
  return call.site.path === site.path && call.arguments.some(({ range }) => range.start <= site.start && site.end <= range.end);
}

/** The struct whose bytes an expression gives. */
function imageOf(crossing: Crossing): GoType | undefined {
  if (crossing.kind === "conversion") return isByteSlice(crossing) ? structIn(crossing.source) : undefined;
  if (crossing.kind !== "call" || crossing.package !== "C" || crossing.name !== "GoBytes") return undefined;
  const source = crossing.arguments[0]?.source;
  return source === undefined ? undefined : structIn(source);
}

function isByteSlice({ to, use }: PointerConversion): boolean {
  const under = underlyingGo(to);
  const of = underlyingGo(under.kind === "array" ? under.of : under);
  return use === "slice" && of.kind === "basic" && of.name === "uint8";
}

function structIn({ pointee, added }: PointerSource): GoType | undefined {
  const under = underlyingGo(pointee);
  const isRecord = under.kind === "c" && unwrapC(under.type).kind === "record";
  if (added.length > 0 || (under.kind !== "struct" && !isRecord)) return undefined;
  return pointee.kind === "named" && systemPath.test(pointee.pkg) ? undefined : pointee;
}

function differing(written: readonly Written[], model: PackageModel): Report | undefined {
  const [first] = written;
  const images = groupedBy(
    written.flatMap(({ struct, targets }) =>
      targets.flatMap((target) => {
        const layout = layoutOf(struct, target, model);
        return layout.known && layout.compilers === undefined ? [{ layout, targets: [target] }] : [];
      }),
    ),
    ({ layout }) => shapeOf(layout),
  ).map(({ first: { layout }, targets }): Image => ({ layout, targets }));
  const targets = model.asked.filter((target) => images.some((image) => image.targets.includes(target)));
  const words = first === undefined ? undefined : (layoutsIn(images, targets) ?? ordersIn(images, targets));
  if (first === undefined || words === undefined) return undefined;
  return {
    site: first.site,
    targets,
    message: `${first.name} is written as it lies in memory: ${words}`,
    facts: { type: first.name },
  };
}

function layoutOf(type: GoType, target: Target, model: PackageModel): RecordLayout | Unknown {
  const under = underlyingGo(type);
  const record = under.kind === "c" ? unwrapC(under.type) : undefined;
  if (record?.kind === "record") return model.layouts.record(record, target);
  if (type.kind === "named" || type.kind === "struct") return model.layouts.goStruct(type, target);
  return { known: false, reason: "this is no struct" };
}

function shapeOf({ size, fields }: RecordLayout): string {
  return JSON.stringify([size, fields.map(({ name, bitOffset, bitSize, fields: inner }) => [name, bitOffset, bitSize, inner])]);
}

/** What is different first: the sizes, else the place of a field. */
function layoutsIn(images: readonly Image[], all: readonly Target[]): string | undefined {
  const [first] = images;
  if (first === undefined || images.length < 2) return undefined;
  const say = (of: (image: Image) => string): string =>
    groupedBy(images, of)
      .map(({ words, targets }) => `${words} on ${describeTargets(targets, all)}`)
      .join("; ");
  if (images.some(({ layout }) => layout.size !== first.layout.size)) return say(({ layout }) => bytes(layout.size));
  const moved = first.layout.fields.find((field) =>
    images.some(({ layout }) => layout.fields.find(({ name }) => name === field.name)?.bitOffset !== field.bitOffset),
  );
  if (moved === undefined || moved.name === "_" || moved.bitOffset % 8 !== 0) return undefined;
  const places = images.map(({ layout }) => layout.fields.find(({ name }) => name === moved.name)?.bitOffset);
  if (places.some((place) => place === undefined)) return undefined;
  return say(({ layout }) => {
    const place = layout.fields.find(({ name }) => name === moved.name)?.bitOffset ?? 0;
    return `${moved.name} at offset ${offset(place / 8)}`;
  });
}

/** Where all agree on the layout: the byte orders of its numbers. */
function ordersIn(images: readonly Image[], all: readonly Target[]): string | undefined {
  const [only] = images;
  if (only === undefined || images.length > 1 || !only.layout.fields.some(hasOrder)) return undefined;
  const known = only.targets.flatMap((target) =>
    typeof target.c === "string" ? [] : [{ order: target.c.bigEndian ? "big-endian" : "little-endian", targets: [target] }],
  );
  const orders = groupedBy(known, ({ order }) => order);
  if (orders.length < 2) return undefined;
  return orders.map(({ words, targets }) => `${words} on ${describeTargets(targets, all)}`).join("; ");
}

function hasOrder({ bitSize, elements, fields }: RecordLayout["fields"][number]): boolean {
  if (fields !== undefined) return fields.some(hasOrder);
  return elements === undefined ? bitSize > 8 : elements > 0 && bitSize / elements > 8;
}
