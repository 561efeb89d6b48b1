/** `node scripts/showFacts.mjs FILE…` prints packed tables with their phrases written out, to be read or compared. */
import { readFileSync } from "node:fs";
import { unpackText } from "./facts/lib/packedText.mjs";

for (const path of process.argv.slice(2)) console.log(unpackText(readFileSync(path, "utf8")).join("\n"));
