import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, caseFacts, WEB, webPod } from "../case_facts.ts";

/** A pod whose init container runs for so many seconds. */
function waits(
  seconds: number,
  { lines = [], spec = {}, status = {} }: {
    readonly lines?: readonly string[];
    readonly spec?: Manifest;
    readonly status?: Manifest;
  } = {},
): Diagnosis {
  return diagnose(caseFacts({
    objects: [
      ...WEB,
      webPod({
        phase: "Pending",
        status: { state: { waiting: { reason: "PodInitializing" } } },
        spec: {
          initContainers: [{ name: "wait", image: "busybox:1", ...spec }],
        },
        pod: {
          initContainerStatuses: [{
            name: "wait",
            restartCount: 0,
            state: { running: { startedAt: ago(seconds) } },
            ...status,
          }],
        },
      }),
    ],
    logs: [{ pod: "web-1-a", container: "wait", lines }],
  }));
}

const RULE = "init-container-waits";

Deno.test("an init container that waits for an address says for which", () => {
  const { findings: [first] } = waits(700, {
    lines: ["waiting for db:5432", "nc: bad address 'db': not found"],
  });
  assert.equal(first?.rule, RULE);
  assert.equal(first.severity, "broken");
  assert.match(first.evidence[0]?.text ?? "", /waiting for db:5432\n.*'db'/s);
  assert.match(first.summary, /'wait'.* 12 min/);
});

Deno.test("without a complaint it has more time, and then none either", () => {
  const lines = ["restored 4 of 40 GB"];
  const [young, old] = [700, 1200].map((age) => waits(age, { lines }));
  assert.equal(young?.findings[0]?.rule, RULE);
  assert.equal(young.findings[0].severity, "waiting");
  assert.equal(old?.findings[0]?.severity, "broken");
});

Deno.test("a sidecar is meant to run, and one that is over does not wait", () => {
  const sidecar = waits(1200, { spec: { restartPolicy: "Always" } });
  const over = waits(1200, {
    status: { state: { terminated: { exitCode: 0, reason: "Completed" } } },
  });
  for (const { findings } of [sidecar, over]) {
    assert(!findings.some(({ rule }) => rule === RULE));
  }
});
