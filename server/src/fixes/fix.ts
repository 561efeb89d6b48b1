/** What a fix is: edits of files, and what they are offered as. Knows nothing of findings. */
import type { TextEdit } from "../text/range.ts";

/** A change that removes a finding. Edits of one file must not overlap. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly FileEdit[];
  /** Preferred fixes are offered first, and by an editor's "fix" key. */
  readonly preferred: boolean;
}

export interface FileEdit {
  readonly path: string;
  readonly edit: TextEdit;
  /** The file does not exist yet; the edit is an insertion at 0 and holds its whole text. */
  readonly creates?: true;
}
