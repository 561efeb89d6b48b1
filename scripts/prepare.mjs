/**
 * What `npm ci` runs last: builds `dist/` when something it is made of has changed, else does nothing, at once.
 * Says nothing on standard output, because `npx abi-lens` may run it before its own output.
 */
import { build, builtSignature, inputSignature } from "./build.mjs";

const say = (line) => process.stderr.write(`abi-lens: ${line}\n`);

if ((await builtSignature()) !== (await inputSignature())) {
  const hasBundler = await import("esbuild").then(
    () => true,
    () => false,
  );
  if (!hasBundler) say("not built, because the development packages are absent; `npm ci` brings them and builds");
  else {
    try {
      await build();
    } catch (error) {
      say(`the build failed: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    }
  }
}
