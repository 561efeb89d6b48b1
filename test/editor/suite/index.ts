/**
 * What the editor calls in its extension host: runs the suite below with Mocha and rejects when a test failed. Only
 * the public API of the editor is used, so that one suite runs on a desktop and in a browser's VS Code alike.
 */
import Mocha from "mocha";

/** Called by the editor with `--extensionTestsPath`. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "tdd", reporter: "spec", color: false, timeout: 60_000 });
  // The tests are in this bundle: their interface is set up by hand instead of by loading files.
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./editing.ts");
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
  });
  const passed = stats?.passes ?? 0;
  const failed = stats?.failures ?? 1;
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) throw new Error(`${failed} tests failed`);
}
