import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, type CaseEvent, caseFacts, WEB, webPod } from "../case_facts.ts";
import { diagnoseWeb } from "../diagnose_web.ts";

const TAIL =
  " preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";

function unscheduled(
  message: string,
  { spec = {}, container = {}, events = [], reason = "Unschedulable" }: {
    readonly spec?: Manifest;
    readonly container?: Manifest;
    readonly events?: readonly CaseEvent[];
    readonly reason?: string;
  } = {},
): Diagnosis {
  const pod = webPod({
    phase: "Pending",
    container,
    spec: { nodeName: undefined, ...spec },
    pod: {
      conditions: [{ type: "PodScheduled", status: "False", reason, message }],
      containerStatuses: undefined,
    },
  });
  return diagnoseWeb(pod, events);
}

/** Kind of the main reason, text of the scheduler (of 1.27 to 1.36), what the sentence says. */
const SAID: readonly (readonly [string, string, RegExp])[] = [
  [
    "insufficient",
    "0/3 nodes are available: 3 Insufficient memory.",
    /3 with too little memory/,
  ],
  [
    "insufficient",
    "0/5 nodes are available: 1 Insufficient nvidia.com/gpu, 4 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }.",
    /1 with too little nvidia\.com\/gpu, 4 with a taint/,
  ],
  [
    "taint",
    "0/3 nodes are available: 3 node(s) had untolerated taint {dedicated: batch, only}.",
    /a taint that it does not tolerate \(dedicated: batch, only\)/,
  ],
  [
    "taint",
    "0/2 nodes are available: 2 node(s) had taint {pool: gpu}, that the pod didn't tolerate.",
    /\(pool: gpu\)/,
  ],
  [
    "node-selector",
    "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
    /labels that do not match/,
  ],
  [
    "anti-affinity",
    "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.",
    /anti-affinity/,
  ],
  [
    "pod-affinity",
    "0/3 nodes are available: 3 node(s) didn't match pod affinity rules.",
    /its affinity asks for/,
  ],
  [
    "topology-spread",
    "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints.",
    /topology spread/,
  ],
  [
    "host-port",
    "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.",
    /host port taken/,
  ],
  [
    "too-many-pods",
    "0/3 nodes are available: 3 Too many pods.",
    /as many pods/,
  ],
  [
    "unschedulable-node",
    "0/3 nodes are available: 3 node(s) were unschedulable.",
    /cordoned/,
  ],
  [
    "volume-zone",
    "0/3 nodes are available: 3 node(s) had volume node affinity conflict.",
    /its volume can be used on other nodes only/,
  ],
  [
    "claim-missing",
    `0/3 nodes are available: persistentvolumeclaim "data" not found.`,
    /PersistentVolumeClaim data does not exist/,
  ],
  [
    "no-volume",
    "0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind.",
    /no volume that fits/,
  ],
  ["no-nodes", "no nodes available to schedule pods", /no node/],
];

for (const [kind, message, says] of SAID) {
  Deno.test(`${kind}: ${message.slice(0, 70)}`, () => {
    const { verdict, findings } = unscheduled(message + TAIL);
    assert.equal(verdict, "broken");
    assert.deepEqual(findings.map(({ rule }) => rule), [
      `unschedulable-${kind}`,
    ]);
    assert.match(findings[0]?.summary ?? "", says);
    assert(findings[0]?.evidence[0]?.text.startsWith(message.slice(0, -1)));
    assert.doesNotMatch(findings[0]?.evidence[0]?.text ?? "", /preemption/i);
  });
}

Deno.test("what the pod asks for is shown beside it", () => {
  const cpu = unscheduled("0/3 nodes are available: 3 Insufficient cpu.", {
    container: { resources: { requests: { cpu: "48" } } },
  });
  assert.equal(cpu.findings[0]?.evidence[1]?.text, "app requests cpu=48");
  const selector = unscheduled(
    "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
    { spec: { nodeSelector: { pool: "gpu" } } },
  );
  assert.equal(
    selector.findings[0]?.evidence[1]?.text,
    "nodeSelector pool=gpu",
  );
});

Deno.test("words of a scheduler that nobody knows are still shown", () => {
  const { findings } = unscheduled(
    "0/3 nodes are available: 3 node(s) are haunted.",
  );
  assert.equal(findings[0]?.rule, "unschedulable");
  assert.match(findings[0]?.evidence[0]?.text ?? "", /haunted/);
});

/** The cluster's autoscaler said so many seconds ago that a node is coming. */
function scaledUp(age: number) {
  return unscheduled("0/3 nodes are available: 3 Insufficient cpu.", {
    events: [{
      about: "Pod/web-1-a",
      type: "Normal",
      reason: "TriggeredScaleUp",
      message: "pod triggered scale-up: [{pool-1 3->4 (max: 9)}]",
      age,
    }],
  });
}

Deno.test("a node that is being added is waited for", () => {
  const { verdict, findings } = scaledUp(60);
  assert.equal(verdict, "waiting");
  assert.match(findings[0]?.summary ?? "", /a node is being added/);
});

Deno.test("a node that has not come for long is no longer waited for", () => {
  const { verdict, findings } = scaledUp(900);
  assert.equal(verdict, "broken");
  assert.match(findings[0]?.summary ?? "", /15 min ago, and none that fits/);
});

Deno.test("gates hold a pod back on purpose", () => {
  const { verdict, findings } = unscheduled(
    "Scheduling is blocked due to non-empty scheduling gates",
    { reason: "SchedulingGated" },
  );
  assert.equal(verdict, "waiting");
  assert.equal(findings[0]?.rule, "scheduling-gated");
});

Deno.test("a pod that was scheduled at last is history", () => {
  const facts = caseFacts({
    objects: [...WEB, webPod({ ready: true })],
    events: [{
      about: "Pod/web-1-a",
      reason: "FailedScheduling",
      message: "0/3 nodes are available: 3 Insufficient cpu.",
      lastTimestamp: ago(300),
    }],
  });
  assert.deepEqual(diagnose(facts).findings, []);
});

Deno.test("a volume is not made at once", () => {
  const message =
    "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found";
  const waiting = (since: number) =>
    diagnose(caseFacts({
      objects: [
        ...WEB,
        webPod({
          phase: "Pending",
          spec: { nodeName: undefined },
          metadata: { creationTimestamp: ago(since) },
          pod: {
            conditions: [{
              type: "PodScheduled",
              status: "False",
              reason: "Unschedulable",
              message,
              lastTransitionTime: ago(since),
            }],
          },
        }),
      ],
    })).verdict;
  assert.equal(waiting(10), "waiting");
  assert.equal(waiting(900), "broken");
});
