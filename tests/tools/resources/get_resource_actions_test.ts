import assert from "node:assert/strict";
import { getResourceActions } from "../../../lib/tools/resources/get_resource_actions.ts";
import { harness } from "../../helpers/tool_harness.ts";

Deno.test("actions come in one order, with parameters, tiers and a word about disabled ones", async () => {
  await using h = harness();
  const answers = new Set<string>();
  for (let call = 0; call < 8; call++) {
    const { text } = await h.call(getResourceActions, {
      application: "guestbook",
      kind: "Deployment",
      name: "guestbook",
    });
    answers.add(text);
  }
  assert.deepEqual([...answers], [
    "Deployment guestbook of guestbook: 4 actions\n" +
    "- pause · write\n- restart · write\n- resume · write · disabled now\n- scale(replicas) · destructive\n" +
    "'disabled' is advice: Argo CD runs such an action all the same",
  ]);
});

Deno.test("a resource without actions says so", async () => {
  await using h = harness();
  const { text } = await h.call(getResourceActions, {
    application: "guestbook",
    kind: "ConfigMap",
    name: "guestbook-config",
  });
  assert.equal(text, "ConfigMap guestbook-config of guestbook: no actions");
});

Deno.test("an account that may only read sees the actions that it may not run", async () => {
  await using h = harness({ account: "readonly" });
  const { text } = await h.call(getResourceActions, {
    application: "worker",
    kind: "CronJob",
    name: "worker-cleanup",
  });
  assert.match(
    text,
    /^CronJob worker-cleanup of worker: 2 actions\n- create-job · Create Job · destructive\n- suspend · destructive$/,
  );
});

Deno.test("2.14 offers no scale", async () => {
  await using h = harness({ version: "2.14" });
  const { text } = await h.call(getResourceActions, {
    application: "guestbook",
    kind: "Deployment",
    name: "guestbook",
  });
  assert.match(text, /- restart · write/);
  assert.doesNotMatch(text, /scale/);
});

Deno.test("an object that is missing in the cluster has no actions, and the answer says why", async () => {
  await using h = harness();
  const { text } = await h.call(getResourceActions, {
    application: "slow",
    kind: "ConfigMap",
    name: "slow-config",
  });
  assert.match(
    text,
    /^NOT_FOUND: Cannot list actions of ConfigMap 'slow-config': it is in the source but not in the cluster\n/,
  );
});
