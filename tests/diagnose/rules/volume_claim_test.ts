import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, type CaseEvent, caseFacts, WEB, webPod } from "../case_facts.ts";

const UNBOUND =
  "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found";

function claim(
  events: readonly Omit<CaseEvent, "about">[],
  { age = 900, phase = "Pending", spec = {}, used = true }: {
    readonly age?: number;
    readonly phase?: string;
    readonly spec?: Manifest;
    readonly used?: boolean;
  } = {},
): Diagnosis {
  const pod = webPod({
    phase: "Pending",
    spec: {
      nodeName: undefined,
      volumes: [{ name: "d", persistentVolumeClaim: { claimName: "data" } }],
    },
    pod: {
      conditions: [{
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message: UNBOUND,
      }],
    },
  });
  return diagnose(caseFacts({
    objects: [...WEB, ...(used ? [pod] : []), {
      kind: "PersistentVolumeClaim",
      name: "data",
      health: { status: "Progressing" },
      object: {
        metadata: { creationTimestamp: ago(age) },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "5Gi" } },
          ...spec,
        },
        status: { phase },
      },
    }],
    events: events.map((event) => ({
      ...event,
      about: "PersistentVolumeClaim/data",
    })),
  }));
}

Deno.test("a storage class that does not exist is named, and the pod waits because of it", () => {
  const { verdict, findings } = claim([{
    reason: "ProvisioningFailed",
    message: `storageclass.storage.k8s.io "fast" not found`,
  }], { spec: { storageClassName: "fast" } });
  assert.equal(verdict, "broken");
  assert.deepEqual(findings.map(({ rule }) => rule), ["storage-class-missing"]);
  assert.match(findings[0]?.summary ?? "", /storage class fast/);
  assert.equal(
    findings[0]?.evidence[1]?.text,
    "5Gi ReadWriteOnce of class fast",
  );
});

Deno.test("no class and no default", () => {
  const { findings } = claim([{
    type: "Normal",
    reason: "FailedBinding",
    message:
      "no persistent volumes available for this claim and no storage class is set",
  }]);
  assert.deepEqual(findings.map(({ rule }) => rule), ["claim-without-class"]);
});

Deno.test("what the storage driver says is the cause, although the claim goes on waiting", () => {
  const { findings } = claim([{
    reason: "ProvisioningFailed",
    message:
      `failed to provision volume with StorageClass "fast": rpc error: code = ResourceExhausted desc = quota exceeded`,
    age: 100,
  }, {
    type: "Normal",
    reason: "ExternalProvisioning",
    message:
      "Waiting for a volume to be created either by the external provisioner 'csi.example' or manually by the system administrator.",
    age: 5,
  }]);
  assert.equal(findings[0]?.rule, "claim-not-provisioned");
  assert.match(findings[0]?.evidence[0]?.text ?? "", /quota exceeded/);
});

Deno.test("a provisioner is given its time, and no more", () => {
  const event = {
    type: "Normal",
    reason: "ExternalProvisioning",
    message: "Waiting for a volume to be created",
  };
  assert.equal(claim([event], { age: 20, used: false }).verdict, "waiting");
  assert.equal(claim([event], { age: 900 }).verdict, "broken");
});

Deno.test("a class that waits for the first consumer is no fault", () => {
  const { verdict, findings } = claim([{
    type: "Normal",
    reason: "WaitForFirstConsumer",
    message: "waiting for first consumer to be created before binding",
  }], { used: false });
  assert.equal(verdict, "waiting");
  assert.match(findings[0]?.summary ?? "", /none does yet/);
});

Deno.test("a claim that lost its volume, and one that is bound", () => {
  const lost = claim([{
    reason: "ClaimLost",
    message:
      "Bound claim has lost its PersistentVolume. Data on the volume is lost!",
  }], { phase: "Lost", used: false });
  assert.equal(lost.findings[0]?.rule, "claim-lost");
  const bound = claim([{ reason: "ProvisioningFailed", message: "once" }], {
    phase: "Bound",
    used: false,
  });
  assert.deepEqual(bound.findings, []);
});
