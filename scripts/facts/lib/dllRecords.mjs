/**
 * The records of Windows' headers by the names that programs know them by, as texts in the notation of data/README.md.
 * Runs no compiler and knows no function.
 */
import { packsIn, recordsIn, recordText } from "./cPrinted.mjs";

const standard = (code) => ({ kind: "code", code });

/** Typedefs of integers that are as wide as a pointer, and of handles, which point nowhere: one text says it for every architecture. */
export const WORDS = new Map([
  ["HANDLE", standard("u")],
  ...["UINT_PTR", "ULONG_PTR", "HANDLE_PTR", "size_t", "uintptr_t", "rsize_t"].map((name) => [name, standard("u")]),
  ...["INT_PTR", "LONG_PTR", "SHANDLE_PTR", "ssize_t", "intptr_t", "ptrdiff_t"].map((name) => [name, standard("q")]),
]);

/** `#pragma pack(8)` changes nothing where nothing is aligned to more, which the oracle sees to. */
const WIDEST = 8;

export class Records {
  #declared;
  #packs;
  #typedefsOf = new Map();
  #names = new Map();
  #tags = new Map();
  #texts = new Map();

  /** `declared` is what readPrinted answers, `preprocessed` the same unit with its pragmas. */
  constructor(declared, preprocessed) {
    this.#declared = declared;
    this.#packs = packsIn(preprocessed);
    for (const [name, type] of declared.typedefs) {
      if (type.kind === "record" && type.name !== name) this.#typedefsOf.set(type.name, [...(this.#typedefsOf.get(type.name) ?? []), name]);
    }
    for (const [tag, record] of declared.records) {
      const name = record.isTypedef ? tag : this.#namedByTypedef(tag);
      // Of two records with one name neither is told.
      this.#tags.set(name, this.#tags.has(name) ? undefined : tag);
      this.#names.set(tag, name);
    }
  }

  /** A typedef's name where the tag is one that no program writes: what a prefix of it is left away from, else the first. */
  #namedByTypedef(tag) {
    const prefix = /^(?:_|tag)/.exec(tag)?.[0];
    if (prefix === undefined) return tag;
    const plain = tag.slice(prefix.length);
    return this.#typedefsOf.get(tag)?.includes(plain) ? plain : (this.#typedefsOf.get(tag)?.[0] ?? tag);
  }

  /** The name of the record that a tag, or a typedef of a record without one, stands for; undefined where not everything is known of it. */
  nameOf(tag) {
    const name = this.#names.get(tag);
    return name === undefined || this.closure(name) === undefined ? undefined : name;
  }

  /** The record's own text; undefined where there is none. */
  text(name) {
    if (!this.#texts.has(name)) this.#texts.set(name, this.#textOf(name));
    return this.#texts.get(name);
  }

  #textOf(name) {
    const tag = this.#tags.get(name);
    const record = this.#declared.records.get(tag ?? "");
    if (record === undefined) return undefined;
    const pack = this.#packs.get(tag);
    const text = recordText(record, pack === undefined || WIDEST <= pack ? undefined : pack);
    if (text === undefined || recordsIn(text).some((one) => !this.#names.has(one))) return undefined;
    const short = { [name]: "", [`_${name}`]: "_", [`tag${name}`]: "t" };
    const prefix = record.isTypedef ? "-" : (short[tag] ?? tag);
    return prefix + text.replace(/(?<=[ A\d])S(\w+)(?=[;}>])/g, (_, one) => `S${this.#names.get(one)}`);
  }

  /** The texts of a record and of all that it holds, by name; undefined where one of them is not known. */
  closure(name) {
    const texts = new Map();
    const pending = [name];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (texts.has(next)) continue;
      const text = this.text(next);
      if (text === undefined) return undefined;
      texts.set(next, text);
      pending.push(...recordsIn(text));
    }
    return texts;
  }

  /** How C writes the record. */
  spelled(name) {
    const text = this.text(name) ?? "";
    return text.startsWith("{") ? `struct ${name}` : text.startsWith("<") ? `union ${name}` : name;
  }

  /** Whether programs know no more than the address: objects of COM, lists of shell items of any length. */
  isOpaque(name) {
    return name === "ITEMIDLIST" || /^[-\w]*\{lpVtbl P\}/.test(this.text(name) ?? "");
  }
}
