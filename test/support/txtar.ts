/** Reads and writes txtar archives, the Go world's format for several files in one: free text, then `-- name --` sections. */

export interface Archive {
  readonly comment: string;
  readonly sections: readonly { readonly name: string; readonly text: string }[];
}

export function parseArchive(text: string): Archive {
  const sections: { name: string; text: string }[] = [];
  let comment = "";
  for (const line of text.split(/(?<=\n)/)) {
    const header = /^-- (.+) --\r?\n?$/.exec(line);
    const last = sections[sections.length - 1];
    if (header?.[1] !== undefined) sections.push({ name: header[1], text: "" });
    else if (last === undefined) comment += line;
    else last.text += line;
  }
  return { comment, sections };
}

export function formatArchive({ comment, sections }: Archive): string {
  const ended = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
  return ended(comment) + sections.map(({ name, text }) => `-- ${name} --\n${ended(text)}`).join("");
}
