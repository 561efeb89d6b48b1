/** Kinds of samples, from what everybody writes to what hardly anybody does. */

/** What a kind of samples leaves out or stresses. */
export interface SampleOptions {
  readonly bitFields: boolean;
  readonly attributes: boolean;
  /** Types that some compilers refuse. */
  readonly rareTypes: boolean;
  /** Things that every compiler refuses. */
  readonly mistakes: boolean;
  /** `__declspec(align)`, `ms_struct`, `gcc_struct`. */
  readonly microsoft: boolean;
  readonly maxFields: number;
}

const plain: SampleOptions = { bitFields: false, attributes: false, rareTypes: false, mistakes: false, microsoft: false, maxFields: 6 };

/** Taken in turn. */
export const kinds: readonly SampleOptions[] = [
  plain,
  { ...plain, bitFields: true },
  { ...plain, attributes: true, maxFields: 5 },
  { ...plain, bitFields: true, attributes: true },
  { ...plain, bitFields: true, attributes: true, maxFields: 3 },
  { ...plain, bitFields: true, attributes: true, rareTypes: true, maxFields: 3 },
  { ...plain, bitFields: true, attributes: true, rareTypes: true, mistakes: true, maxFields: 3 },
  { ...plain, bitFields: true, attributes: true, microsoft: true, maxFields: 4 },
];
