/**
 * `npm run bench [-- TOPIC…]`: how long things take, each as a multiple of the bare tree-sitter parse of the same text
 * in the same run, because milliseconds alone say more about a machine than about a program. Topics: `editor`, `c`,
 * `layout`, `facts`, `workspace`.
 */
const topics = {
  editor: () => import("./editor.mjs"),
  c: () => import("./c.mjs"),
  layout: () => import("./layout.mjs"),
  facts: () => import("./facts.mjs"),
  workspace: () => import("./workspace.mjs"),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(topics, name));
if (unknown.length > 0) {
  console.error(`there is no topic ${unknown.join(", ")}; topics are ${Object.keys(topics).join(", ")}`);
  process.exit(2);
}
for (const [name, load] of Object.entries(topics)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const { run } = await load();
  await run();
  console.log("");
}
