import assert from "node:assert/strict";
import type { ApplicationCondition } from "../../../lib/argocd/wire/application.ts";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { sharedResource } from "../../../lib/diagnose/rules/shared_resource.ts";
import { diagnoseCase } from "../corpus.ts";
import { applicationOf, factsOf } from "../../helpers/diagnosis_facts.ts";
import { readFault } from "../../helpers/recorded_fault.ts";

function sharing(...messages: readonly string[]) {
  const conditions: readonly ApplicationCondition[] = messages.map((
    message,
  ) => ({ type: "SharedResourceWarning", message }));
  return applicationOf({
    status: { sync: { status: "OutOfSync" }, conditions },
  });
}

Deno.test("recorded: the other application is named, and that it holds the object now", async () => {
  const { verdict, findings } = await diagnoseCase(
    await readFault("f46-shared"),
  );
  assert.equal(verdict, "broken");
  assert.equal(findings[0]?.rule, "shared-resource");
  assert.match(
    findings[0]?.text ?? "",
    /application 'f46b-other' as well, which holds it now/,
  );
});

Deno.test("the other one may stand first, and share several objects", () => {
  const [finding, ...others] = sharedResource.look(factsOf({
    application: sharing(
      "Deployment/web is part of applications team-b/shop and web",
      "Service/web is part of applications team-b/shop and web",
    ),
  }));
  assert.equal(others.length, 0);
  assert.match(
    finding?.summary ?? "",
    /^Deployment 'web' and 1 more is managed by application 'team-b\/shop' as well: /,
  );
});

Deno.test("a label may track instead of the annotation", () => {
  const live = {
    kind: "ConfigMap",
    metadata: { labels: { "app.kubernetes.io/instance": "web" } },
  };
  const [finding] = sharedResource.look(factsOf({
    application: sharing(
      "ConfigMap/a is part of applications argocd/web and b",
    ),
    managed: [{
      kind: "ConfigMap",
      name: "a",
      namespace: "web",
      normalizedLiveState: JSON.stringify(live),
    }],
  }));
  assert.equal(finding?.evidence[1]?.text, "web");
  assert.doesNotMatch(finding?.summary ?? "", /holds it now/);
});

Deno.test("while it has its way, it only waits for the other one's next sync", () => {
  const message = "ConfigMap/a is part of applications argocd/web and b";
  function look(sync: "Synced" | "OutOfSync", heals = 0) {
    const conditions = [{ type: "SharedResourceWarning", message }];
    const application = applicationOf({
      status: {
        sync: { status: sync },
        health: { status: "Healthy" },
        resources: [{ kind: "ConfigMap", name: "a", status: sync }],
        operationState: {
          phase: "Succeeded",
          operation: { sync: { autoHealAttemptsCount: heals } },
        },
        conditions,
      },
    });
    const { verdict, findings } = diagnose(factsOf({ application }));
    return { verdict, summary: findings[0]?.summary };
  }
  assert.deepEqual(look("Synced"), {
    verdict: "waiting",
    summary:
      "ConfigMap 'a' is managed by application 'b' as well: it is as this one wants it until the other one syncs",
  });
  const fight =
    "ConfigMap 'a' is managed by application 'b' as well: each sync of one undoes the other";
  for (const seen of [look("OutOfSync"), look("Synced", 1)]) {
    assert.deepEqual(seen, { verdict: "broken", summary: fight });
  }
});

Deno.test("other warnings are not meant", () => {
  const application = applicationOf({
    status: {
      conditions: [{
        type: "OrphanedResourceWarning",
        message: "Application has 1 orphaned resources",
      }],
    },
  });
  assert.deepEqual(sharedResource.look(factsOf({ application })), []);
});
