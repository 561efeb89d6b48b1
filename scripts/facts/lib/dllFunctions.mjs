/**
 * Signatures of Windows' functions in the notation of data/README.md, a word a parameter. Runs no compiler and knows
 * no DLL.
 */

/** A pointer to one of these is told as such: others are texts, buffers and numbers of 32 bits or less. */
const TOLD = /^[xyuqfd]$/;
const WIDE = /^[xy]$/;
const FLOAT = /^[fd]$/;

/**
 * What is answered behind a `>`, where it is no word, then the parameters. Undefined where one of them cannot be told,
 * and where all are words and pointers of which nothing more is known. `grew(name)` says whether a record's declaration
 * changed from one release to another.
 */
export function signatureOf({ result, parameters, variadic }, records, grew) {
  if (variadic) return undefined;
  const words = parameters.map(({ type }) => wordOf(type, records, grew));
  const answer = wordOf(result, records, grew, true);
  if (answer === undefined || words.includes(undefined)) return undefined;
  if ([...words, answer].every((word) => /^(?:\.|v|P)$/.test(word))) return undefined;
  return [...(answer === "." ? [] : [`>${answer}`]), ...words].join(" ");
}

/** `.` a word, `x` 64 bits, `f`, `d`, `SNAME`, `P…`; undefined for what has no notation. */
function wordOf(type, records, grew, isResult = false) {
  switch (type.kind) {
    case "code":
      if (type.code === "v") return isResult ? "v" : undefined;
      if (WIDE.test(type.code)) return "x";
      if (FLOAT.test(type.code)) return type.code;
      return /^[bcahstijlmuq]$/.test(type.code) ? "." : undefined;
    case "record": {
      const name = records.nameOf(type.name);
      return name === undefined ? undefined : `S${name}`;
    }
    case "array":
      return pointerTo(type.of, false, records, grew);
    case "pointer":
      if (isResult) return ".";
      return pointerTo(type.to, type.isConst, records, grew);
    default:
      return undefined;
  }
}

function pointerTo(type, isConst, records, grew) {
  if (type.kind === "code" && TOLD.test(type.code)) return `P${isConst ? "K" : ""}${type.code}`;
  const name = type.kind === "record" && type.name !== undefined ? records.nameOf(type.name) : undefined;
  if (name === undefined || records.isOpaque(name)) return "P";
  return `P${isConst ? "K" : ""}S${name}${grew(name) ? "~" : ""}`;
}

/** The names of the records in a signature. */
export function recordsOf(signature) {
  return [...signature.matchAll(/(?<=^|[ >PK])S(\w+)/g)].map((match) => match[1]);
}

/** How many bytes a signature's parameters take on the stack of 386; `sizeOf` says it of a record. */
export function stackBytes(signature, sizeOf) {
  let sum = 0;
  for (const word of signature.split(" ")) {
    if (word === "" || word.startsWith(">")) continue;
    sum += word === "x" || word === "d" ? 8 : word.startsWith("S") ? Math.ceil(sizeOf(word.slice(1)) / 4) * 4 : 4;
  }
  return sum;
}
