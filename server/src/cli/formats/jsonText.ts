/**
 * JSON as text that people can read too: the outer levels are spread over lines, what is deeper stands on one line.
 * Indenting everything would let nested records grow with the square of their depth. Knows nothing of what it prints.
 */

/** `value` with its outer `levels` of objects and arrays spread over lines; lists of plain values stay on one line. */
export function jsonText(value: unknown, levels: number, indent = ""): string {
  if (levels === 0 || typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  if (isList && !value.some((item) => typeof item === "object" && item !== null)) return JSON.stringify(value);
  const lines = isList
    ? value.map((item) => jsonText(item, levels - 1, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)}: ${jsonText(item, levels - 1, inner)}`);
  const [open, close] = isList ? "[]" : "{}";
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.map((line) => inner + line).join(",\n")}\n${indent}${close}`;
}
