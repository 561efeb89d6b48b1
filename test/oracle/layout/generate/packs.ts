/** `#pragma pack` around a record in all its forms; each leaves the packing as it was before. */
import fc, { type Arbitrary } from "fast-check";
import type { SampleOptions } from "./kinds.ts";
import { maybe, pick, type Writer } from "./writer.ts";

/** Lines before a record, between two of its members, and behind it. */
export interface Pack {
  readonly before: readonly string[];
  readonly inside: string | undefined;
  readonly after: readonly string[];
}

const nothing: Pack = { before: [], inside: undefined, after: [] };

type MakePack = (writer: Writer, align: number, other: number) => Pack;

const forms: readonly (readonly [weight: number, form: MakePack])[] = [
  [40, (_, align) => ({ ...nothing, before: [`#pragma pack(push, ${align})`], after: ["#pragma pack(pop)"] })],
  [15, (_, align) => ({ ...nothing, before: [`#pragma pack(${align})`], after: ["#pragma pack()"] })],
  [5, (_, align) => ({ ...nothing, before: ["#pragma pack(push)", `#pragma pack(${align})`], after: ["#pragma pack(pop)"] })],
  [5, (_, align) => ({ ...nothing, before: [`#pragma pack(${align})`], after: ["#pragma pack(0)"] })],
  [
    8,
    (writer, align, other) => {
      const name = writer.fresh("id");
      return {
        ...nothing,
        before: [`#pragma pack(push, ${name}, ${other})`, `#pragma pack(push, ${align})`],
        after: [`#pragma pack(pop, ${name})`],
      };
    },
  ],
  [
    5,
    (writer, align, other) => {
      const name = writer.fresh("id");
      return {
        ...nothing,
        before: [`#pragma pack(push, ${name})`, `#pragma pack(${other})`, `#pragma pack(${align})`],
        after: [`#pragma pack(pop, ${name})`],
      };
    },
  ],
  [
    7,
    (_, align, other) => ({
      ...nothing,
      before: [`#pragma pack(push, ${align})`, `#pragma pack(push, ${other})`, "#pragma pack(pop)"],
      after: ["#pragma pack(pop)"],
    }),
  ],
  [5, (_, align) => ({ ...nothing, before: [`_Pragma("pack(push, ${align})")`], after: ['_Pragma("pack(pop)")'] })],
  [
    5,
    (writer, align) => {
      const macro = writer.fresh("P");
      writer.declare(`#define ${macro}(n) _Pragma("pack(push)") _Pragma("pack(${align})")`);
      return { ...nothing, before: [`${macro}(1)`], after: ["#pragma pack(pop)"] };
    },
  ],
  [5, (_, align) => ({ before: ["#pragma pack(push)"], inside: `#pragma pack(${align})`, after: ["#pragma pack(pop)"] })],
  [5, (_, align) => ({ before: [`#pragma pack(push, ${align})`], inside: "#pragma pack(pop)", after: [] })],
];

const microsoftForms: readonly (readonly [weight: number, form: MakePack])[] = [
  [1, () => ({ ...nothing, before: ["#pragma ms_struct on"], after: ["#pragma ms_struct off"] })],
];

/** Nothing most of the time. */
export function pack(options: SampleOptions): Arbitrary<(writer: Writer) => Pack> {
  if (!options.attributes) return fc.constant(() => nothing);
  const choices = options.microsoft ? [...forms, ...microsoftForms.map(([, form]) => [8, form] as const)] : forms;
  const form = pick(...choices.map(([weight, make]) => [weight, fc.constant(make)] as const));
  const align = fc.constantFrom(1, 2, 4, 8, 16);
  return maybe(18, fc.tuple(form, align, align)).map((chosen) => (writer) => {
    if (chosen === undefined) return nothing;
    const [make, first, second] = chosen;
    return make(writer, first, second);
  });
}
