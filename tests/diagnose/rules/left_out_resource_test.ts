import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { leftOutResource } from "../../../lib/diagnose/rules/left_out_resource.ts";
import { diagnoseCase } from "../corpus.ts";
import { applicationOf, factsOf } from "../../helpers/diagnosis_facts.ts";
import { readFault } from "../../helpers/recorded_fault.ts";

function warning(type: string, ...messages: readonly string[]) {
  return factsOf({
    application: applicationOf({
      status: {
        conditions: messages.map((message) => ({ type, message })),
      },
    }),
  });
}

Deno.test("recorded: a repeated and an excluded object", async () => {
  const { findings } = await diagnoseCase(await readFault("f48-excluded"));
  assert.deepEqual(findings.slice(0, 2).map(({ rule }) => rule), [
    "repeated-resource",
    "excluded-resource",
  ]);
});

Deno.test("many of one sort are one finding that names the first", () => {
  const facts = warning(
    "RepeatedResourceWarning",
    ..."abcde".split("").map((name) =>
      `Resource apps/Deployment/web/${name} appeared 2 times among application resources.`
    ),
  );
  const [finding, ...others] = leftOutResource.look(facts);
  assert.equal(others.length, 0);
  assert.match(
    finding?.summary ?? "",
    /^Deployment 'a', Deployment 'b', Deployment 'c' and 2 more stand /,
  );
});

Deno.test("an excluded object of the core group", () => {
  const [finding] = leftOutResource.look(
    warning(
      "ExcludedResourceWarning",
      "Resource /Endpoints db is excluded in the settings",
    ),
  );
  assert.match(finding?.summary ?? "", /^Endpoints 'db' is in the source/);
});

Deno.test("beside something that fails it is hardly the reason", () => {
  const conditions = [{
    type: "RepeatedResourceWarning",
    message:
      "Resource /ConfigMap/web/a appeared 2 times among application resources.",
  }];
  const [fine, ill] = (["Healthy", "Degraded"] as const).map((status) =>
    leftOutResource.look(factsOf({
      application: applicationOf({
        status: { sync: { status: "Synced" }, health: { status }, conditions },
      }),
    }))[0]?.confidence ?? 0
  );
  assert.deepEqual([fine, ill], [0.9, 0.6]);
});

Deno.test("orphans wait for somebody where all else is well, and are a note where it is not", () => {
  const facts = warning(
    "OrphanedResourceWarning",
    "Application has 3 orphaned resources",
  );
  assert.deepEqual(leftOutResource.look(facts), []);
  const { verdict, findings } = diagnose(facts);
  assert.equal(verdict, "waiting");
  assert.match(findings[0]?.summary ?? "", /^3 objects/);
  const { application } = facts;
  const ill = diagnose({
    ...facts,
    application: {
      ...application,
      status: { ...application.status, health: { status: "Degraded" } },
    },
  });
  assert.deepEqual(
    ill.findings.map(({ rule, severity }) => [rule, severity]),
    [["orphaned-resource", "note"]],
  );
});

Deno.test("an error while deleting is a fault", () => {
  const facts = warning("DeletionError", "etcdserver: request timed out");
  const { verdict, findings } = diagnose(facts);
  assert.equal(verdict, "broken");
  assert.equal(findings[0]?.rule, "deletion-failed");
});
