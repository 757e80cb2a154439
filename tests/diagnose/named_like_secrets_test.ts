import assert from "node:assert/strict";
import { diagnoseCase } from "./corpus.ts";
import { ownFault } from "./own_faults/builder.ts";
import type { OwnedPod } from "./own_faults/controllers.ts";
import { deployment } from "./own_faults/deployments.ts";
import { waiting } from "./own_faults/workloads.ts";

async function told(pod: OwnedPod): Promise<string> {
  const objects = deployment({
    name: "token-service",
    expired: true,
    pods: [pod],
  });
  const { text } = await diagnoseCase(
    ownFault({ id: "token", title: "token", cause: "", objects }),
  );
  return text;
}

const PODS: readonly (readonly [string, OwnedPod])[] = [
  ["Secret db does not exist", {
    containers: [{
      status: waiting("CreateContainerConfigError", 'secret "db" not found'),
    }],
  }],
  ["something very odd", {
    containers: [{
      status: waiting("CreateContainerError", "something very odd"),
    }],
  }],
  ["Secret tls does not exist", {
    containers: [{ status: waiting("ContainerCreating") }],
    events: [{
      reason: "FailedMount",
      message:
        'MountVolume.SetUp failed for volume "app-secrets" : secret "tls" not found',
      since: 25,
      count: 20,
    }],
  }],
];

for (const [said, pod] of PODS) {
  Deno.test(`what is called like a secret hides no reason: ${said}`, async () => {
    const text = await told(pod);
    assert(text.includes(said), text);
    assert.doesNotMatch(text, /<masked/);
  });
}
