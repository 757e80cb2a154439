import assert from "node:assert/strict";
import { actionItems, actionsText } from "../../lib/views/resource_actions.ts";

Deno.test("actions come sorted, with parameters, tier, and a word about disabled ones", () => {
  const actions = actionItems({
    actions: [
      { name: "scale", params: [{ name: "replicas" }] },
      { name: "resume", disabled: true },
      { name: "create-job", displayName: "Create Job" },
    ],
  });
  assert.equal(
    actionsText({ application: "shop", resource: "Deployment shop", actions }),
    "Deployment shop of shop: 3 actions\n" +
      "- create-job · Create Job · destructive\n" +
      "- resume · write · disabled now\n" +
      "- scale(replicas) · destructive\n" +
      "'disabled' is advice: Argo CD runs such an action all the same",
  );
});

Deno.test("a resource without actions, for which Argo CD answers an empty object, says so", () => {
  assert.equal(
    actionsText({
      application: "shop",
      resource: "ConfigMap shop",
      actions: actionItems({}),
    }),
    "ConfigMap shop of shop: no actions",
  );
});
