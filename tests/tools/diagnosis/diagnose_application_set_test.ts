import assert from "node:assert/strict";
import { diagnoseApplication } from "../../../lib/tools/diagnosis/diagnose_application.ts";
import { harness } from "../../helpers/tool_harness.ts";

for (const version of ["3.5", "3.2", "2.14"] as const) {
  Deno.test(`a set is diagnosed with its applications on ${version}`, async () => {
    await using h = harness({ version });
    const { text, structured, isError } = await h.call(diagnoseApplication, {
      applicationset: "fleet",
    });
    assert(!isError, text);
    assert.match(text, /^ApplicationSet fleet: (?:broken|waiting|healthy)/);
    assert.equal(structured?.["applicationset"], "fleet");
    assert.deepEqual(h.changes(), []);
    const paths = h.requests.map(({ path }) => path);
    assert(paths.includes("/api/v1/applicationsets/fleet"));
    assert(paths.length <= 40, `${paths.length} requests`);
  });
}

Deno.test("an application that a set has made is looked at with its set", async () => {
  await using h = harness();
  const { text } = await h.call(diagnoseApplication, {
    application: "fleet-dev",
  });
  assert.match(text, /^fleet-dev: /);
  assert(
    h.requests.some(({ path }) => path === "/api/v1/applicationsets/fleet"),
  );
});

Deno.test("exactly one of application and applicationset is given", async () => {
  await using h = harness();
  for (const args of [{}, { application: "web", applicationset: "fleet" }]) {
    const { text, isError } = await h.call(diagnoseApplication, args);
    assert(isError);
    assert.match(
      text,
      /^INVALID_ARGUMENT: .*either application or applicationset/,
    );
  }
  assert.deepEqual(h.requests, []);
});

Deno.test("a set that is not there, and a name that is none", async () => {
  await using h = harness();
  const missing = await h.call(diagnoseApplication, { applicationset: "gone" });
  assert.match(missing.text, /^NOT_FOUND: Cannot read ApplicationSet 'gone'/);
  h.requests.length = 0;
  const bad = await h.call(diagnoseApplication, { applicationset: "../x" });
  assert.match(
    bad.text,
    /^INVALID_ARGUMENT: Cannot use '\.\.\/x' as applicationset: /,
  );
  assert.deepEqual(h.requests, []);
});

Deno.test("with a scope no set is shown, for it may lead anywhere", async () => {
  await using h = harness({
    policy: { scope: { projects: ["default"] } },
  });
  const { text } = await h.call(diagnoseApplication, {
    applicationset: "fleet",
  });
  assert.match(text, /^OUT_OF_SCOPE: Cannot use ApplicationSet 'fleet'/);
  assert.deepEqual(h.requests, []);
});
