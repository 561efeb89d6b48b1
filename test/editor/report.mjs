/**
 * The smallest test runner that the suites share: runs tests one after the other, says what failed, ends with the
 * line `N passed, N failed`, and sets the exit status. What a suite needs and does not have is told with the
 * command that brings it; that fails the run where everything is required.
 */

/** True where nothing may be left out. */
export const isRequired = process.env.ABI_LENS_REQUIRE === "1";

/** A suite cannot run here; `hint` is what a person does about it. */
export class Missing extends Error {
  constructor(what, hint) {
    super(`${what}: ${hint}`);
    this.name = "Missing";
  }
}

/** Throws with `message` unless `condition` holds. */
export function check(condition, message) {
  if (!condition) throw new Error(message);
}

/**
 * Runs a suite. `suite` gets a function that runs one named test; an error outside of any test counts as one failure.
 * @param {string} name
 * @param {(test: (name: string, body: () => unknown) => Promise<boolean>) => Promise<void>} suite
 */
export async function runTests(name, suite) {
  let passed = 0;
  let failed = 0;
  const fail = (what, error) => {
    failed++;
    console.error(`not ok - ${what}\n${error instanceof Error ? (error.stack ?? error.message) : error}`);
  };
  try {
    await suite(async (testName, body) => {
      try {
        await body();
        passed++;
        console.log(`ok - ${name}: ${testName}`);
        return true;
      } catch (error) {
        fail(`${name}: ${testName}`, error);
        return false;
      }
    });
  } catch (error) {
    if (error instanceof Missing && !isRequired) console.log(`left out: the ${name} suite needs ${error.message}`);
    else fail(name, error);
  }
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
