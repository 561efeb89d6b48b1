/** Constants of the standard library that array lengths are made of and that never change. Imports nothing. */

const fixed: ReadonlyMap<string, bigint> = new Map([
  ...[8, 16, 32, 64].flatMap((bits): [string, bigint][] => [
    [`math.MaxInt${bits}`, (1n << BigInt(bits - 1)) - 1n],
    [`math.MinInt${bits}`, -(1n << BigInt(bits - 1))],
    [`math.MaxUint${bits}`, (1n << BigInt(bits)) - 1n],
  ]),
  ["unicode/utf8.UTFMax", 4n],
]);

/** The value of an untyped integer constant; undefined for every name that is not in the small list. */
export function standardConstant(path: string, name: string, wordSize: number): bigint | undefined {
  const bits = BigInt(wordSize * 8);
  switch (`${path}.${name}`) {
    case "math.MaxInt":
      return (1n << (bits - 1n)) - 1n;
    case "math.MinInt":
      return -(1n << (bits - 1n));
    case "math.MaxUint":
      return (1n << bits) - 1n;
    case "strconv.IntSize":
    case "math/bits.UintSize":
      return bits;
    default:
      return fixed.get(`${path}.${name}`);
  }
}
