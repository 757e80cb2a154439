import assert from "node:assert/strict";
import type { ResourceNode } from "../../../lib/argocd/types.ts";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { keyOf } from "../../../lib/diagnose/object_key.ts";
import { customResource } from "../../../lib/diagnose/rules/custom_resource.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { diagnoseCase } from "../corpus.ts";
import { factsOf, withObject } from "../../helpers/diagnosis_facts.ts";
import { readFault } from "../../helpers/recorded_fault.ts";

const OLD = "2026-11-21T06:00:00Z";

function node(
  kind: string,
  group: string,
  status: string,
  message?: string,
): ResourceNode {
  return {
    group,
    version: "v1",
    kind,
    namespace: "web",
    name: "x",
    uid: kind,
    createdAt: OLD,
    health: { status, ...(message ? { message } : {}) },
  };
}

function conditions(...list: readonly (readonly string[])[]) {
  return {
    metadata: { creationTimestamp: OLD },
    status: {
      conditions: list.map(([type, status, reason, message, since = OLD]) => ({
        type,
        status,
        reason,
        message,
        lastTransitionTime: since,
      })),
    },
  };
}

Deno.test("recorded: a custom resource that Argo CD has no health check for is not broken", async () => {
  const { verdict } = await diagnoseCase(await readFault("t10-custom"));
  assert.equal(verdict, "healthy");
});

const FAILED: readonly (readonly [
  ResourceNode,
  Readonly<Record<string, unknown>>,
  RegExp,
])[] = [
  [
    node("ExternalSecret", "external-secrets.io", "Degraded"),
    conditions([
      "Ready",
      "False",
      "SecretSyncedError",
      "could not get secret data from provider: key shop/db not found",
    ]),
    /ExternalSecret 'x' .*\(SecretSyncedError\).*key shop\/db not found/,
  ],
  [
    node("Certificate", "cert-manager.io", "Degraded"),
    conditions([
      "Ready",
      "False",
      "DoesNotExist",
      "Issuing certificate as Secret does not exist",
    ]),
    /Certificate 'x'/,
  ],
  [
    node("Bucket", "s3.aws.upbound.io", "Degraded"),
    conditions(
      ["Ready", "False", "Creating", ""],
      [
        "Synced",
        "False",
        "ReconcileError",
        "create failed: AccessDenied: not authorized to perform s3:CreateBucket",
      ],
    ),
    /not authorized to perform s3:CreateBucket/,
  ],
  [
    node("Rollout", "argoproj.io", "Degraded"),
    {
      status: {
        phase: "Degraded",
        message:
          'RolloutAborted: Rollout aborted update to revision 3: Metric "success-rate" assessed Failed',
      },
    },
    /Metric 'success-rate' assessed Failed/,
  ],
  [
    node("HTTPRoute", "gateway.networking.k8s.io", "Degraded"),
    {
      status: {
        parents: [{
          conditions: [{
            type: "ResolvedRefs",
            status: "False",
            reason: "BackendNotFound",
            message: "Service web/api not found",
          }],
        }],
      },
    },
    /\(BackendNotFound\).*Service web\/api not found/,
  ],
  [
    node("Gateway", "gateway.networking.k8s.io", "Progressing"),
    conditions(["Programmed", "False", "Pending", "Waiting for controller"]),
    /Waiting for controller/,
  ],
  [
    node("Challenge", "acme.cert-manager.io", "Degraded"),
    {
      status: {
        state: "invalid",
        reason: "DNS record for shop.example not found",
      },
    },
    /\(invalid\).*DNS record/,
  ],
];

for (const [one, object, said] of FAILED) {
  Deno.test(`${one.kind}: what its operator says is the cause`, () => {
    const { verdict, findings } = diagnose(withObject(one, object));
    assert.equal(verdict, "broken");
    assert.equal(findings[0]?.rule, "custom-resource-failed");
    assert.match(findings[0]?.summary ?? "", said);
  });
}

Deno.test("what goes on, and what is paused, waits", () => {
  const fresh = "2026-11-21T07:58:00Z";
  const issuing = withObject(
    node("Certificate", "cert-manager.io", "Progressing"),
    conditions(["Ready", "False", "Issuing", "Issuing certificate", fresh]),
  );
  assert.equal(diagnose(issuing).verdict, "waiting");
  const paused = withObject(
    node("Rollout", "argoproj.io", "Suspended", "CanaryPauseStep"),
    {},
  );
  const { verdict, findings } = diagnose(paused);
  assert.equal(verdict, "waiting");
  assert.match(findings[0]?.summary ?? "", /Rollout 'x' is paused/);
});

Deno.test("a healthy one says nothing, whatever its old conditions", () => {
  const fine = withObject(
    node("Certificate", "cert-manager.io", "Healthy"),
    conditions(["Ready", "True", "Ready", "up to date"]),
  );
  assert.deepEqual(customResource.look(fine), []);
});

Deno.test("the store explains the secrets that come from it, the challenge its certificate", () => {
  const store = node("SecretStore", "external-secrets.io", "Degraded");
  const secret = node("ExternalSecret", "external-secrets.io", "Degraded");
  const facts = factsOf({
    nodes: [store, secret],
    objects: new Map<string, Manifest>([
      [
        keyOf(store),
        conditions([
          "Ready",
          "False",
          "InvalidProviderConfig",
          "unable to log in to Vault: permission denied",
        ]),
      ],
      [keyOf(secret), {
        spec: { secretStoreRef: { name: "x" } },
        ...conditions([
          "Ready",
          "False",
          "SecretSyncedError",
          "SecretStore 'x' is not ready",
        ]),
      }],
    ]),
  });
  const summaries = diagnose(facts).findings.map(({ summary }) => summary);
  assert.equal(summaries.length, 1);
  assert.match(summaries[0] ?? "", /^SecretStore 'x'/);

  const certificate = node("Certificate", "cert-manager.io", "Degraded");
  const challenge: ResourceNode = {
    ...node("Challenge", "acme.cert-manager.io", "Degraded"),
    parentRefs: [certificate],
  };
  const [first, ...others] = diagnose(factsOf({
    nodes: [certificate, challenge],
    objects: new Map<string, Manifest>([
      [
        keyOf(certificate),
        conditions([
          "Ready",
          "False",
          "Failed",
          "the certificate request has failed",
        ]),
      ],
      [keyOf(challenge), {
        status: { state: "invalid", reason: "403 from ACME" },
      }],
    ]),
  })).findings;
  assert.match(first?.summary ?? "", /^Challenge 'x'/);
  assert.equal(others.length, 0);
});
