/** From settings to options: which target has which sysroot. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings } from "../../../server/src/config/settings.ts";
import { analysisOptions, resolveSysroots } from "../../../server/src/features/options.ts";
import { engineParts } from "../../support/engine.ts";

test("what names one target wins over what names several, then the later", async () => {
  const { registry } = await engineParts();
  const sysroots = { "linux/arm": "arm", "linux/*": "all", "*/386": "/x86", "linux/amd64+musl": "musl" };
  const { folders, errors } = resolveSysroots(sysroots, registry);
  assert.deepEqual(errors, []);
  assert.equal(folders["linux/arm"], "arm");
  assert.equal(folders["linux/arm64"], "all");
  assert.equal(folders["linux/386"], "/x86");
  assert.equal(folders["windows/386"], "/x86");
  assert.equal(folders["linux/amd64+musl"], "musl");
  assert.equal(folders["darwin/arm64"], undefined);
  const { settings } = parseSettings({ sysroots });
  const options = analysisOptions(settings, [], "/w", {}, folders);
  assert.equal(options.sysroots["linux/arm"], "/w/arm");
  assert.equal(options.sysroots["linux/386"], "/x86");
});

test("a pattern that names nothing is told", async () => {
  const { registry } = await engineParts();
  const { folders, errors } = resolveSysroots({ "linux/x86_64": "a", "linux/arm": "b" }, registry);
  assert.deepEqual(folders, { "linux/arm": "b" });
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? "", /^sysroots: .*linux\/amd64/);
});
