import assert from "node:assert/strict";
import type { ResourceNode } from "../../../lib/argocd/wire/resources.ts";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { keyOf } from "../../../lib/diagnose/object_key.ts";
import { podFacts } from "../../../lib/diagnose/pod_facts.ts";
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

Deno.test("what is below an ill one knows why, although Argo CD does not judge its kind", () => {
  const certificate = node("Certificate", "cert-manager.io", "Progressing");
  const { health: _health, ...unjudged } = node(
    "CertificateRequest",
    "cert-manager.io",
    "",
  );
  const request: ResourceNode = { ...unjudged, parentRefs: [certificate] };
  const why = 'Referenced "Issuer" not found: issuer "letsencrypt" not found';
  const facts = factsOf({
    nodes: [certificate, request],
    objects: new Map<string, Manifest>([
      [
        keyOf(certificate),
        conditions(["Ready", "False", "DoesNotExist", "Secret does not exist"]),
      ],
      [keyOf(request), conditions(["Ready", "False", "Pending", why])],
    ]),
  });
  const { verdict, findings } = diagnose(facts);
  assert.equal(verdict, "broken");
  assert.deepEqual(findings.map(({ where }) => where), [
    "CertificateRequest/web/x@status.conditions[Ready]",
  ]);
});

Deno.test("pods that wait for its Secret are ill because of it", () => {
  const secret = node("ExternalSecret", "external-secrets.io", "Degraded");
  const pod: ResourceNode = {
    kind: "Pod",
    namespace: "web",
    name: "web-0",
    createdAt: OLD,
  };
  const live = {
    metadata: { name: "web-0", namespace: "web", creationTimestamp: OLD },
    spec: { containers: [{ name: "app" }] },
    status: {
      phase: "Pending",
      containerStatuses: [{
        name: "app",
        state: {
          waiting: {
            reason: "CreateContainerConfigError",
            message: 'secret "x" not found',
          },
        },
      }],
    },
  };
  const facts = factsOf({
    nodes: [secret, pod],
    objects: new Map<string, Manifest>([
      [keyOf(secret), {
        spec: {},
        ...conditions(["Ready", "False", "SecretSyncedError", "no such key"]),
      }],
      [keyOf(pod), live],
    ]),
    pods: [podFacts(pod, live)],
  });
  const { findings } = diagnose(facts);
  assert.deepEqual(findings.map(({ rule }) => rule), [
    "custom-resource-failed",
  ]);
  assert.match(
    findings[0]?.summary ?? "",
    /Pod web-0 cannot start without its Secret/,
  );
  assert(
    findings[0]?.evidence.some(({ text }) => text === 'secret "x" not found'),
  );
});

Deno.test("the event says what its condition does not", () => {
  const secret = node("ExternalSecret", "external-secrets.io", "Degraded");
  const message =
    "error processing spec.data[0] (key: shop/db), err: cannot read secret data from Vault: permission denied";
  const facts = {
    ...withObject(
      secret,
      conditions(["Ready", "False", "SecretSyncedError", "could not get it"]),
    ),
    events: [{
      type: "Warning",
      reason: "UpdateFailed",
      message,
      lastTimestamp: OLD,
      involvedObject: { kind: "ExternalSecret", namespace: "web", name: "x" },
    }],
  };
  const [finding] = customResource.look(facts);
  assert.match(finding?.summary ?? "", /permission denied/);
});

Deno.test("one that is being deleted is held by its finalizer, and its operator says why", () => {
  const bucket = node(
    "Bucket",
    "s3.aws.upbound.io",
    "Progressing",
    "Pending deletion",
  );
  const { metadata, ...rest } = conditions([
    "Synced",
    "False",
    "ReconcileError",
    "delete failed: BucketNotEmpty",
  ]);
  const { findings } = diagnose(withObject(bucket, {
    ...rest,
    metadata: {
      ...metadata,
      deletionTimestamp: OLD,
      finalizers: ["finalizer.managedresource.crossplane.io"],
    },
  }));
  assert.equal(findings[0]?.rule, "stuck-deletion");
  assert.match(JSON.stringify(findings[0]?.evidence), /BucketNotEmpty/);
  assert(!findings.some(({ rule }) => rule === "custom-resource-failed"));
});

Deno.test("what is called bad while its operator has just begun may still come", () => {
  const certificate = node("Certificate", "cert-manager.io", "Degraded");
  const issuing = (since: string) =>
    conditions(
      ["Ready", "False", "DoesNotExist", "the Secret does not exist", since],
      ["Issuing", "True", "DoesNotExist", "the Secret does not exist", since],
    );
  const severities = ["2026-11-21T08:59:00Z", "2026-11-21T08:40:00Z"].map((
    since,
  ) =>
    customResource.look({
      ...withObject(certificate, issuing(since)),
      now: new Date("2026-11-21T09:00:00Z"),
    })[0]?.severity
  );
  assert.deepEqual(severities, ["waiting", "broken"]);
});

Deno.test("below an ill one the object is blamed that says why, not one that is done", () => {
  const certificate = node("Certificate", "cert-manager.io", "Progressing");
  const below = (kind: string): ResourceNode => ({
    ...node(kind, "acme.cert-manager.io", ""),
    parentRefs: [{ ...certificate }],
    health: undefined as never,
  });
  const [challenge, order] = [below("Challenge"), below("Order")];
  const facts = withObject(
    certificate,
    conditions(["Ready", "False", "DoesNotExist", "the Secret does not exist"]),
  );
  const reason = "Waiting for DNS-01 challenge propagation: not yet propagated";
  const found = diagnose({
    ...facts,
    nodes: [...facts.nodes, challenge, order].map(({ health, ...rest }) =>
      health ? { ...rest, health } : rest
    ),
    objects: new Map<string, Manifest>([
      ...facts.objects,
      [keyOf(challenge), {
        metadata: { creationTimestamp: OLD },
        status: { state: "pending", reason },
      }],
      [keyOf(order), {
        metadata: { creationTimestamp: OLD },
        status: { state: "valid", reason: "all went well" },
      }],
    ]),
  }).findings;
  assert.deepEqual(found.map(({ where }) => where.split("@")[0]), [
    "Challenge/web/x",
  ]);
});

Deno.test("a condition that repeats its name gives way to what the status says", () => {
  const object = conditions([
    "Ready",
    "False",
    "ClusterIsNotReady",
    "Cluster Is Not Ready",
  ]);
  const phaseReason = "requested plugins are not available: [barman]";
  const [finding] = customResource.look(
    withObject(node("Cluster", "postgresql.cnpg.io", "Degraded"), {
      ...object,
      status: { ...object.status, phaseReason },
    }),
  );
  assert.match(finding?.summary ?? "", /requested plugins are not available/);
  assert.equal(finding?.where, "Cluster/web/x@status.phaseReason");
});

Deno.test("what has failed is told before what waits for it", () => {
  const [finding] = customResource.look(
    withObject(
      node("MachineDeployment", "cluster.x-k8s.io", "Progressing"),
      conditions(
        ["Ready", "False", "WaitingForAvailableMachines", "2 of 3 available"],
        ["MachineSetReady", "False", "MachineCreationFailed", "no capacity"],
      ),
    ),
  );
  assert.equal(finding?.severity, "broken");
  assert.match(finding?.summary ?? "", /no capacity/);
});

Deno.test("a failed analysis below a healthy rollout is history", () => {
  const [rollout, run] = [
    node("Rollout", "argoproj.io", "Healthy"),
    node("AnalysisRun", "argoproj.io", "Degraded", "Metric assessed Failed"),
  ];
  const below = (parent: ResourceNode) =>
    customResource.look(factsOf({
      nodes: [parent, { ...run, parentRefs: [parent] }],
      objects: new Map([[keyOf(run), { status: { phase: "Failed" } }]]),
    })).map(({ where }) => where.split("/")[0]);
  assert.deepEqual(below(rollout), []);
  assert.deepEqual(below(node("Rollout", "argoproj.io", "Degraded", "x")), [
    "Rollout",
    "AnalysisRun",
  ]);
  // An Ingress is well whatever becomes of the certificate that is made for it.
  const ingress = node("Ingress", "networking.k8s.io", "Healthy");
  assert.deepEqual(below(ingress), ["AnalysisRun"]);
});
