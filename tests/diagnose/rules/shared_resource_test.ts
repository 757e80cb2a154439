import assert from "node:assert/strict";
import type { ApplicationCondition } from "../../../lib/argocd/types.ts";
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
