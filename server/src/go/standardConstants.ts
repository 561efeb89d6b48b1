/** Constants of the standard library that array lengths are made of and that never change. Imports nothing. */

const fixed: ReadonlyMap<string, bigint> = new Map([
  ...[8, 16, 32, 64].flatMap((bits): [string, bigint][] => [
    [`math.MaxInt${bits}`, (1n << BigInt(bits - 1)) - 1n],
    [`math.MinInt${bits}`, -(1n << BigInt(bits - 1))],
    [`math.MaxUint${bits}`, (1n << BigInt(bits)) - 1n],
  ]),
  ["unicode/utf8.UTFMax", 4n],
]);

/** Those that are as wide as the port's words. */
const wide: ReadonlySet<string> = new Set(["math.MaxInt", "math.MinInt", "math.MaxUint", "strconv.IntSize", "math/bits.UintSize"]);

/** The value of an untyped integer constant; undefined for every name that is not in the small list. */
export function standardConstant(path: string, name: string, wordBits: () => number | undefined): bigint | undefined {
  const known = fixed.get(`${path}.${name}`);
  if (known !== undefined || !wide.has(`${path}.${name}`)) return known;
  const width = wordBits();
  if (width === undefined) return undefined;
  const bits = BigInt(width);
  switch (`${path}.${name}`) {
    case "math.MaxInt":
      return (1n << (bits - 1n)) - 1n;
    case "math.MinInt":
      return -(1n << (bits - 1n));
    case "math.MaxUint":
      return (1n << bits) - 1n;
    default:
      return bits;
  }
}
