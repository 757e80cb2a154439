import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import { ago, caseFacts, WEB, webPod } from "../case_facts.ts";

const CREATING = { state: { waiting: { reason: "ContainerCreating" } } };

function mounted(
  messages: readonly string[],
  reason = "FailedMount",
): Diagnosis {
  return diagnose(caseFacts({
    objects: [...WEB, webPod({ phase: "Pending", status: CREATING })],
    events: messages.map((message, at) => ({
      about: "Pod/web-1-a",
      reason,
      message,
      count: 12,
      age: 10 * (messages.length - at),
    })),
  }));
}

const SAID: readonly (readonly [string, string, RegExp])[] = [
  [
    "config-missing",
    `MountVolume.SetUp failed for volume "certs" : secret "web-tls" not found`,
    /volume 'certs', because Secret web-tls does not exist/,
  ],
  [
    "config-missing",
    `MountVolume.SetUp failed for volume "config" : configmap "web-config" not found`,
    /ConfigMap web-config does not exist/,
  ],
  [
    "config-key-missing",
    `MountVolume.SetUp failed for volume "certs" : references non-existent secret key: ca.crt`,
    /Secret has no key ca\.crt/,
  ],
  [
    "config-missing",
    `MountVolume.SetUp failed for volume "secrets" : rpc error: code = Unknown desc = failed to get secretproviderclass web/vault, error: SecretProviderClass.secrets-store.csi.x-k8s.io "vault" not found`,
    /volume 'secrets', because SecretProviderClass vault does not exist/,
  ],
  [
    "volume-not-ready",
    `AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = Aborted desc = volume pvc-1 is not ready for workloads`,
    /has not made it ready/,
  ],
  [
    "volume-mount",
    `AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = NotFound desc = Instance "i-0c1" not found`,
    /cannot be mounted/,
  ],
  [
    "volume-multi-attach",
    `Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0`,
    /attached to another node/,
  ],
  [
    "volume-host-path",
    `MountVolume.SetUp failed for volume "data" : hostPath type check failed: /srv/data is not a directory`,
    /\/srv\/data on the node is not a directory/,
  ],
  [
    "storage-driver-missing",
    `MountVolume.MountDevice failed for volume "pvc-1" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name nfs.csi.k8s.io not found in the list of registered CSI drivers`,
    /driver nfs\.csi\.k8s\.io does not run/,
  ],
  [
    "volume-server",
    `MountVolume.SetUp failed for volume "share" : mount failed: exit status 32 Mounting command: mount Output: mount.nfs: access denied by server while mounting nfs:/export`,
    /file server does not give it/,
  ],
  [
    "volume-mount",
    `MountVolume.SetUp failed for volume "x" : rpc error: code = Unknown desc = the moon is full`,
    /cannot be mounted: "the moon is full"/,
  ],
  [
    "secret-store-missing",
    `MountVolume.SetUp failed for volume "x" : rpc error: code = Unknown desc = failed to mount secrets store objects for pod web/web-0, err: rpc error: code = Unknown desc = failed to mount objects, error: failed to get objectType:secret, objectName:db: Status=404 Code="SecretNotFound" Message="A secret with (name/id) db was not found in this key vault."`,
    /secret store behind it has no such secret/,
  ],
  [
    "secret-store-denied",
    `MountVolume.SetUp failed for volume "x" : rpc error: code = Unknown desc = failed to mount secrets store objects for pod web/web-0, err: rpc error: code = Unknown desc = error making mount request: couldn't read secret "db": Code: 403. Errors: * permission denied`,
    /refuses the pod's identity/,
  ],
];

for (const [rule, message, says] of SAID) {
  Deno.test(`${rule}: ${message.slice(0, 80)}`, () => {
    const { verdict, findings } = mounted([
      message,
      "Unable to attach or mount volumes: unmounted volumes=[certs], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition",
    ]);
    assert.equal(verdict, "broken");
    assert.deepEqual(findings.map(({ rule }) => rule), [rule]);
    assert.match(findings[0]?.summary ?? "", says);
    assert.equal(findings[0]?.evidence[0]?.text, message);
  });
}

Deno.test("a volume that cannot be attached", () => {
  for (
    const said of [
      "code = NotFound desc = volume vol-01 not found",
      "code = NotFound desc = Could not find disk pd-01",
      'code = Internal desc = Could not attach volume "vol-01" to node "i-0": InvalidVolume.NotFound: The volume \'vol-01\' does not exist',
    ]
  ) {
    const { findings } = mounted([
      `AttachVolume.Attach failed for volume "pvc-1" : rpc error: ${said}`,
    ], "FailedAttachVolume");
    assert.equal(findings[0]?.rule, "volume-gone", said);
  }
});

Deno.test("the first look at a fresh object passes by itself", () => {
  const { findings } = mounted([
    `MountVolume.SetUp failed for volume "kube-api-access-x" : failed to sync configmap cache: timed out waiting for the condition`,
  ]);
  assert(!findings.some(({ rule }) => rule === "volume-mount"));
});

Deno.test("a mount that failed before the container ran is history", () => {
  const facts = caseFacts({
    objects: [
      ...WEB,
      webPod({ status: { state: { running: { startedAt: ago(60) } } } }),
    ],
    events: [{
      about: "Pod/web-1-a",
      reason: "FailedMount",
      message: `MountVolume.SetUp failed for volume "c" : secret "x" not found`,
      age: 300,
    }],
  });
  const rules = diagnose(facts).findings.map(({ rule }) => rule);
  assert(!rules.includes("config-missing"), rules.join(", "));
});
