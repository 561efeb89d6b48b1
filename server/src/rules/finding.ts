/**
 * What a rule says of a package: plain data in our own terms. Editors and terminals turn it into what they show.
 */
import type { Range, Site } from "../text/range.ts";

export type { FileEdit, Fix } from "../fixes/fix.ts";

export type Severity = "hint" | "info" | "warning" | "error";

export type Fact = string | number | boolean | null | readonly Fact[] | { readonly [key: string]: Fact };

/** A place that helps to understand a finding, in any file. */
export interface Related {
  readonly site: Site;
  readonly message: string;
}

/** One thing that is wrong at one place, on every target it names. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly site: Site;
  /** Lower case, no final stop, with both numbers, both sides and the targets. */
  readonly message: string;
  /** Target ids in registry order, among those asked for. */
  readonly targets: readonly string[];
  /** What fixes, hovers and tests read instead of the message. */
  readonly facts: { readonly [key: string]: Fact };
  readonly related: readonly Related[];
}

/** A text for people about a place: Markdown, and the range it speaks of. */
export interface HoverText {
  readonly range: Range;
  readonly markdown: string;
}
