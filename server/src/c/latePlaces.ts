/**
 * Declarations' places, computed when somebody looks: most never are. They stand on the unit's output tokens.
 */
import type { Site } from "../text/range.ts";
import type { CEnum, CRecord, CType } from "../types/c.ts";
import type { TypedefType } from "./scope.ts";
import type { Sources, TokenStream } from "./sources.ts";
import type { CFieldSite, CRecordDecl, CSite, CTypedefDecl } from "./unit.ts";

/** The places of a unit's output tokens. */
export class UnitPlaces {
  readonly stream: TokenStream;
  readonly #sources: Sources;

  constructor(stream: TokenStream, sources: Sources) {
    this.stream = stream;
    this.#sources = sources;
  }

  site(token: number): CSite {
    return this.#sources.site(this.stream, token);
  }

  span(first: number, last: number): Site {
    return this.#sources.span(this.stream, first, last);
  }
}

/** A member's places. */
export class LateField implements CFieldSite {
  readonly #places: UnitPlaces;
  readonly #name: number;
  readonly #first: number;
  readonly #last: number;

  constructor(places: UnitPlaces, name: number, first: number, last: number) {
    this.#places = places;
    this.#name = name;
    this.#first = first;
    this.#last = last;
  }

  get name(): CSite {
    return this.#places.site(this.#name);
  }

  get whole(): Site {
    return this.#places.span(this.#first, this.#last);
  }
}

/** A record's definition, growing while it is read. */
export class LateRecord implements CRecordDecl {
  readonly record: CRecord;
  readonly fields: CFieldSite[] = [];
  readonly typedefs: string[];
  readonly nested: boolean;
  readonly #places: UnitPlaces;
  readonly #name: number;
  readonly #first: number;
  readonly #last: number;

  constructor(record: CRecord, typedefs: string[], nested: boolean, places: UnitPlaces, name: number, first: number, last: number) {
    this.record = record;
    this.typedefs = typedefs;
    this.nested = nested;
    this.#places = places;
    this.#name = name;
    this.#first = first;
    this.#last = last;
  }

  get name(): CSite {
    return this.#places.site(this.#name);
  }

  get whole(): Site {
    return this.#places.span(this.#first, this.#last);
  }
}

/** A typedef's or an enum's name. */
export class LateName<T extends CType> {
  readonly type: T;
  readonly #places: UnitPlaces;
  readonly #name: number;

  constructor(type: T, places: UnitPlaces, name: number) {
    this.type = type;
    this.#places = places;
    this.#name = name;
  }

  get name(): CSite {
    return this.#places.site(this.#name);
  }
}

export type LateTypedef = LateName<TypedefType> & CTypedefDecl;
export type LateEnum = LateName<CEnum>;
