import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import { applicationReasons } from "../../lib/views/application_reasons.ts";
import { applicationVerdict } from "../../lib/views/application_verdict.ts";
import { type RecordedAnswer, recordedBody } from "../helpers/recorded_body.ts";

const NOW = new Date("2026-11-21T08:30:00Z");

function recorded(
  name: string,
  version: RecordedAnswer["version"] = "v3.5",
  file = "applications",
): Application {
  return recordedBody({ version, file, name });
}

function verdict(application: Application): string {
  return applicationVerdict(application, { ref: "app", now: NOW });
}

function reasons(application: Application): readonly string[] {
  return applicationReasons(application, { now: NOW, max: 200, resources: 5 });
}

Deno.test("the verdict on a drifted application counts what differs and what a prune would take", () => {
  assert.equal(
    verdict(recorded("GET application payments")),
    "app: OutOfSync, Healthy (3 resources differ, 1 to prune); last dry run Succeeded 2h ago",
  );
});

Deno.test("while a comparison fails the verdict says why, and that health says nothing", () => {
  assert.equal(
    verdict(recorded("GET application billing")),
    "app: cannot compare, because ComparisonError: billing/does-not-exist: app path does not exist; " +
      "until that is cured its health 'Healthy' says nothing; last sync Error 3h ago",
  );
});

Deno.test("while a comparison fails nothing is said to differ or to need pruning", () => {
  const application: Application = {
    status: {
      sync: { status: "Unknown" },
      health: { status: "Healthy" },
      conditions: [{ type: "ComparisonError", message: "no such path" }],
      // What Argo CD 2.14 to 3.5 say of every resource then.
      resources: [{
        kind: "ConfigMap",
        name: "shop",
        status: "Unknown",
        requiresPruning: true,
      }],
    },
  };
  for (const text of [verdict(application), ...reasons(application)]) {
    assert.doesNotMatch(text, /prune|differ|delete/);
  }
});

Deno.test("one cause that Argo CD reports four times is one reason", () => {
  const refused =
    'failed to get server version: failed to get server version: Get "https://127.0.0.1:9/version?timeout=32s": ' +
    "dial tcp 127.0.0.1:9: connect: connection refused";
  const live =
    `Failed to load live state: failed to get cluster info for "https://127.0.0.1:9": error synchronizing cache state : ${refused}`;
  const target =
    `Failed to load target state: failed to get cluster version for cluster "https://127.0.0.1:9": failed to get cluster info for "https://127.0.0.1:9": error synchronizing cache state : ${refused}`;
  const application: Application = {
    status: {
      sync: { status: "Unknown" },
      health: { status: "Healthy" },
      conditions: [
        { type: "ComparisonError", message: live },
        { type: "ComparisonError", message: target },
        {
          type: "UnknownError",
          message: `error synchronizing cache state : ${refused}`,
        },
      ],
      operationState: {
        phase: "Error",
        finishedAt: "2026-11-21T05:25:48Z",
        message: `ComparisonError: ${live};ComparisonError: ${target}`,
      },
    },
  };
  assert.deepEqual(reasons(application), [
    "ComparisonError: dial tcp 127.0.0.1:9: connect: connection refused",
  ]);
});

Deno.test("a failed hook is named once, with its own message", () => {
  assert.deepEqual(reasons(recorded("GET application hooked")), [
    "sync Failed 3h ago: Job hooked-migrate (PreSync hook): Job has reached the specified backoff limit",
    "1 resource missing",
  ]);
});

Deno.test("an unhealthy resource is named with its message", () => {
  assert.deepEqual(reasons(recorded("GET application worker")), [
    'Deployment worker Degraded: Deployment "worker" exceeded its progress deadline',
  ]);
});

Deno.test("on 2.14, 'Healthy' of an application whose objects are missing comes with their number", () => {
  const application = recorded("GET application slow", "v2.14");
  assert.equal(application.status?.health?.status, "Healthy");
  assert.match(
    verdict(application),
    /OutOfSync, Healthy \(1 resource missing\)/,
  );
});

Deno.test("an application that was never reconciled is not called healthy or synced", () => {
  assert.equal(
    verdict({ metadata: { name: "new" } }),
    "app: not compared yet: Argo CD has not reconciled it; never synced",
  );
});

Deno.test("a running operation, a retry and a deletion are in the verdict", () => {
  const base: Application = {
    status: { sync: { status: "Synced" }, health: { status: "Healthy" } },
  };
  const running = {
    phase: "Running",
    startedAt: "2026-11-21T08:27:00Z",
    message: "waiting for completion of hook batch/Job/x",
  };
  assert.equal(
    verdict({ status: { ...base.status, operationState: running } }),
    "app: Synced, Healthy; sync Running since 3m",
  );
  assert.equal(
    verdict({
      status: {
        ...base.status,
        operationState: { ...running, finishedAt: "2026-11-21T08:28:00Z" },
      },
    }),
    "app: Synced, Healthy; sync failed and waits for its retry",
  );
  assert.match(
    verdict({
      ...base,
      metadata: { deletionTimestamp: "2026-11-21T08:25:00Z" },
    }),
    /being deleted since 5m ago$/,
  );
});
