import assert from "node:assert/strict";
import type { Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, webPod } from "../case_facts.ts";
import { diagnoseWeb } from "../diagnose_web.ts";

const KILLED = {
  terminated: {
    exitCode: 137,
    reason: "OOMKilled",
    startedAt: ago(700),
    finishedAt: ago(610),
  },
};

function killed(
  status: Manifest,
  { ready = false, container = {} }: {
    readonly ready?: boolean;
    readonly container?: Manifest;
  } = {},
): Diagnosis {
  const pod = webPod({ status, ready, container });
  return diagnoseWeb(pod);
}

Deno.test("a kill for memory names the limit", () => {
  const { verdict, findings } = killed({
    restartCount: 3,
    state: { waiting: { reason: "CrashLoopBackOff" } },
    lastState: KILLED,
  }, {
    container: {
      resources: { limits: { memory: "64Mi" }, requests: { memory: "32Mi" } },
    },
  });
  assert.equal(verdict, "broken");
  assert.deepEqual(findings.map(({ rule }) => rule), ["out-of-memory"]);
  assert.match(findings[0]?.summary ?? "", /its limit of 64Mi/);
  assert.match(
    findings[0]?.evidence[0]?.text ?? "",
    /^OOMKilled, exit code 137/,
  );
});

Deno.test("the first kill counts before the container is started again", () => {
  const { findings } = killed({ restartCount: 0, state: KILLED });
  assert.equal(findings[0]?.rule, "out-of-memory");
  assert.match(findings[0]?.summary ?? "", /more memory than it may have/);
});

Deno.test("a kill that the container has come over is a note", () => {
  const { verdict, findings } = killed({
    restartCount: 1,
    state: { running: { startedAt: ago(600) } },
    lastState: KILLED,
  }, { ready: true });
  assert.equal(verdict, "healthy");
  assert.deepEqual(findings.map(({ severity }) => severity), ["note"]);
});

Deno.test("an end with 137 that was no lack of memory is not called so", () => {
  const { findings } = killed({
    restartCount: 3,
    state: { waiting: { reason: "CrashLoopBackOff" } },
    lastState: { terminated: { ...KILLED.terminated, reason: "Error" } },
  });
  assert.deepEqual(findings.map(({ rule }) => rule), ["crash-loop"]);
});
