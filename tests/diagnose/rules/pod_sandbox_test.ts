import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import { type CaseEvent, caseFacts, WEB, webPod } from "../case_facts.ts";

function sandbox(
  message: string,
  events: readonly CaseEvent[] = [],
): Diagnosis {
  const status = { state: { waiting: { reason: "ContainerCreating" } } };
  return diagnose(caseFacts({
    objects: [...WEB, webPod({ phase: "Pending", status })],
    events: [{
      about: "Pod/web-1-a",
      reason: "FailedCreatePodSandBox",
      message:
        `Failed to create pod sandbox: rpc error: code = Unknown desc = ${message}`,
    }, ...events],
  }));
}

const SAID: readonly (readonly [string, string])[] = [
  [
    "addresses-exhausted",
    `failed to setup network for sandbox "1": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container`,
  ],
  [
    "addresses-exhausted",
    `failed to setup network for sandbox "1": plugin type="host-local" failed (add): failed to allocate for range 0: no IP addresses available in range set: 10.1.0.1-10.1.0.254`,
  ],
  [
    "network-not-ready",
    `failed to setup network for sandbox "1": plugin type="flannel" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory`,
  ],
  [
    "network-setup",
    `failed to setup network for sandbox "1": plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized: Unauthorized`,
  ],
  [
    "runtime-class-missing",
    `failed to get sandbox runtime: no runtime for "gvisor" is configured`,
  ],
  ["pod-sandbox", "the cosmos disagrees"],
];

for (const [rule, message] of SAID) {
  Deno.test(`${rule}: ${message.slice(0, 90)}`, () => {
    const { verdict, findings } = sandbox(message);
    assert.equal(verdict, "broken");
    assert.deepEqual(findings.map(({ rule }) => rule), [rule]);
    assert.match(findings[0]?.summary ?? "", /on node node-1/);
    assert(findings[0]?.evidence[0]?.text.endsWith(message));
  });
}

Deno.test("a sandbox that was made at last is history", () => {
  const { findings } = sandbox("once", [{
    about: "Pod/web-1-a",
    type: "Normal",
    reason: "Pulling",
    message: "Pulling image",
    age: 5,
  }]);
  assert(!findings.some(({ rule }) => rule === "pod-sandbox"));
});
