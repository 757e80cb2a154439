import assert from "node:assert/strict";
import { kindUnknown } from "../../../lib/diagnose/rules/kind_unknown.ts";
import { application, facts, failedState, found } from "../sync_facts.ts";

function result(group: string, version: string, kind: string) {
  return {
    group,
    version,
    kind,
    namespace: "shop",
    name: "x",
    status: "SyncFailed",
    message:
      `The Kubernetes API could not find ${group}/${kind} for requested resource shop/x. Make sure the "${kind}" CRD is installed on the destination cluster.`,
  };
}

Deno.test("kindUnknown tells a missing CRD from an API that Kubernetes has removed", () => {
  const about = application({
    state: failedState([
      result("policy", "v1beta1", "PodSecurityPolicy"),
      result("gateway.networking.k8s.io", "v1", "HTTPRoute"),
    ]),
  });
  const [removed = "", missing = ""] = found(kindUnknown, facts(about));
  assert.match(
    removed,
    /^api-version-removed: .*PodSecurityPolicy in policy\/v1beta1/,
  );
  assert.match(
    missing,
    /^crd-missing: .*HTTPRoute \(gateway.networking.k8s.io\/v1\)/,
  );
});

Deno.test("kindUnknown sees that the application brings the definition itself", () => {
  const about = application({
    state: failedState([result("example.com", "v1", "Tenant")]),
    resources: [{
      group: "apiextensions.k8s.io",
      kind: "CustomResourceDefinition",
      name: "tenants.example.com",
      status: "OutOfSync",
    }],
  });
  const [finding] = kindUnknown.look(facts(about));
  assert.match(finding?.next.then ?? "", /SkipDryRunOnMissingResource=true/);
});

Deno.test("kindUnknown leaves an object alone that was not found", () => {
  const missing = {
    ...result("", "v1", "ConfigMap"),
    message: 'configmaps "x" not found',
  };
  const about = application({ state: failedState([missing]) });
  assert.deepEqual(found(kindUnknown, facts(about)), []);
});
