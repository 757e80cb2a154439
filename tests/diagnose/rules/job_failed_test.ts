import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, caseFacts, type CaseObject, webPod } from "../case_facts.ts";

function job(
  status: Manifest,
  { spec = {}, metadata = {}, owner, name = "seed", createdAt, health }: {
    readonly spec?: Manifest;
    readonly metadata?: Manifest;
    readonly owner?: string;
    readonly name?: string;
    readonly createdAt?: string;
    readonly health?: CaseObject["health"];
  } = {},
): CaseObject {
  return {
    kind: "Job",
    name,
    ...(owner ? { owner } : {}),
    ...(createdAt ? { createdAt } : {}),
    ...(health ? { health } : {}),
    object: { metadata, spec, status },
  };
}

const POD = webPod({
  name: "seed-x",
  owner: "Job/seed",
  phase: "Failed",
  spec: { restartPolicy: "Never" },
  status: { state: { terminated: { exitCode: 3, reason: "Error" } } },
});
const LOG = {
  pod: "seed-x",
  container: "app",
  lines: ["seeding", "ERROR duplicate key value violates unique constraint"],
};

function failing(reason: string, message: string): Manifest {
  return {
    failed: 2,
    conditions: [{ type: "Failed", status: "True", reason, message }],
  };
}

Deno.test("a Job that failed too often shows what its pod said", () => {
  const status = failing(
    "BackoffLimitExceeded",
    "Job has reached the specified backoff limit",
  );
  const { verdict, findings } = diagnose(
    caseFacts({ objects: [job(status), POD], logs: [LOG] }),
  );
  assert.equal(verdict, "broken");
  assert.deepEqual(findings.map(({ rule }) => rule), ["job-failed"]);
  assert.match(
    findings[0]?.summary ?? "",
    /^Job seed failed as often .*exit code 3: ERROR duplicate key/,
  );
  assert.deepEqual(findings[0]?.next.arguments, {
    application: "shop",
    pod: "seed-x",
    container: "app",
  });
});

Deno.test("a Job that took too long has no failed container", () => {
  const status = failing(
    "DeadlineExceeded",
    "Job was active longer than specified deadline",
  );
  const { findings } = diagnose(caseFacts({ objects: [job(status)] }));
  assert.match(findings[0]?.summary ?? "", /activeDeadlineSeconds/);
});

Deno.test("a Job that is tried again, and one that is suspended, wait", () => {
  const again = diagnose(caseFacts({
    objects: [
      job({ failed: 1, active: 1 }, { spec: { backoffLimit: 3 } }),
      POD,
    ],
    logs: [LOG],
  }));
  assert.equal(again.verdict, "waiting");
  assert.match(again.findings[0]?.summary ?? "", /1 of 4 tries/);
  const held = diagnose(caseFacts({
    objects: [job({}, { spec: { suspend: true } })],
  }));
  assert.equal(held.verdict, "waiting");
  assert.equal(held.findings[0]?.rule, "job-suspended");
});

Deno.test("a Job that went well in the end is well", () => {
  const status = {
    failed: 1,
    succeeded: 1,
    conditions: [{ type: "Complete", status: "True" }],
  };
  const { verdict, findings } = diagnose(
    caseFacts({ objects: [job(status), POD], logs: [LOG] }),
  );
  assert.deepEqual({ verdict, findings }, { verdict: "healthy", findings: [] });
});

Deno.test("a run of a CronJob that a later one made good is history", () => {
  const status = failing("BackoffLimitExceeded", "limit");
  const owner = "CronJob/nightly";
  const failed = job(status, { owner, createdAt: ago(9000) });
  const later = job({ succeeded: 1 }, {
    name: "seed-2",
    owner,
    createdAt: ago(600),
    health: { status: "Healthy" },
  });
  const nightly = { kind: "CronJob", name: "nightly" };
  assert.equal(
    diagnose(caseFacts({ objects: [nightly, failed] })).verdict,
    "broken",
  );
  assert.deepEqual(
    diagnose(caseFacts({ objects: [nightly, failed, later] })).findings,
    [],
  );
});

Deno.test("of the failed runs of a CronJob only the newest is told", () => {
  const status = failing("BackoffLimitExceeded", "limit");
  const owner = "CronJob/nightly";
  const health = { status: "Degraded" } as const;
  const runs = [9000, 6000, 3000].map((age, at) =>
    job(status, { name: `seed-${at}`, owner, createdAt: ago(age), health })
  );
  const { findings } = diagnose(
    caseFacts({ objects: [{ kind: "CronJob", name: "nightly" }, ...runs] }),
  );
  assert.deepEqual(findings.map(({ where }) => where), ["Job/shop/seed-2"]);
});

Deno.test("a hook is told by the operation that runs it", () => {
  const { findings } = diagnose(caseFacts({
    objects: [job(failing("BackoffLimitExceeded", "limit"), {
      metadata: { annotations: { "argocd.argoproj.io/hook": "PreSync" } },
    })],
  }));
  assert(!findings.some(({ rule }) => rule === "job-failed"));
});

Deno.test("a Job whose container could not be started has no log to look at", () => {
  const status = failing("BackoffLimitExceeded", "limit");
  const { findings } = diagnose(caseFacts({
    objects: [
      job(status),
      webPod({
        name: "seed-x",
        owner: "Job/seed",
        phase: "Failed",
        spec: { restartPolicy: "Never" },
        status: {
          state: {
            terminated: {
              exitCode: 128,
              reason: "StartError",
              message:
                'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "pg_dumpall": executable file not found in $PATH',
            },
          },
        },
      }),
    ],
  }));
  const [{ summary, next } = assert.fail()] = findings;
  assert.match(
    summary,
    /cannot be started, because its command pg_dumpall does not exist/,
  );
  assert.equal(next.tool, "get_resource");
});
