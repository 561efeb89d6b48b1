/**
 * What a rule is. A rule is one file: what it finds, why it matters, its documentation and its fixes. It reads
 * the package model and knows no syntax tree, no protocol and no other rule.
 */

import type { PackageModel } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import type { Site } from "../text/range.ts";
import type { Fact, Finding, Fix, Related, Severity } from "./finding.ts";

/** A finding as a rule states it; the driver adds the rule's id and the targets' names. */
export interface Report {
  readonly site: Site;
  /** On which targets the statement is true. A message may end in their description: see `targetsText`. */
  readonly targets: readonly Target[];
  /** Lower case, no final stop; without the targets, which the driver appends in brackets. */
  readonly message: string;
  readonly facts: { readonly [key: string]: Fact };
  readonly related?: readonly Related[];
  /** Where one case of a rule weighs differently from the rule's own severity. */
  readonly severity?: Severity;
}

export interface Rule {
  /** Kebab-case, names the bad pattern: reads well as "allow struct-mirror-mismatch". Never reused for another meaning. */
  readonly id: string;
  /** At most 60 characters, no final stop. */
  readonly title: string;
  readonly severity: Severity;
  readonly group: "layout" | "call" | "pointer" | "portability";
  /** Whether findings of this rule have a fix. */
  readonly fix: "always" | "sometimes" | "never";
  /** The release it came with. */
  readonly since: string;
  /** Markdown with fixed headings: What it checks, Why it matters, Example, Use instead, When it stays silent, References. */
  readonly doc: string;
  /** Everything the rule finds in one package. */
  check(model: PackageModel): readonly Report[];
  /** Proposed fixes of one finding; each is proved by features before anyone sees it. */
  fixes?(finding: Finding, model: PackageModel): readonly Fix[];
}
