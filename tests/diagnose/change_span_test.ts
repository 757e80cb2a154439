import assert from "node:assert/strict";
import type {
  Application,
  ApplicationStatus,
  HistoryEntry,
} from "../../lib/argocd/wire/application.ts";
import type { KubernetesEvent } from "../../lib/argocd/wire/events.ts";
import { type ChangeSpan, changeSpan } from "../../lib/diagnose/change_span.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

function minutesAgo(minutes: number): string {
  return new Date(NOW - minutes * 60_000).toISOString();
}

function deployment(id: number, minutes: number): HistoryEntry {
  return {
    id,
    revision: String(id).repeat(40),
    deployedAt: minutesAgo(minutes),
  };
}

/** Argo CD's event about a change of health. */
function turned(from: string, to: string, minutes: number): KubernetesEvent {
  return {
    reason: "ResourceUpdated",
    message: `Updated health status: ${from} -> ${to}`,
    lastTimestamp: minutesAgo(minutes),
    involvedObject: { kind: "Application", namespace: "argocd", name: "web" },
  };
}

function spanOf(
  status: ApplicationStatus,
  events: readonly KubernetesEvent[] = [],
): ChangeSpan | undefined {
  const application: Application = {
    metadata: { name: "web", namespace: "argocd" },
    status: {
      sync: { status: "Synced" },
      health: { status: "Degraded", lastTransitionTime: minutesAgo(10) },
      ...status,
    },
  };
  return changeSpan(application, events);
}

/** Ids of the deployment before and of those since. */
function ids(span: ChangeSpan | undefined): readonly unknown[] {
  assert.equal(span?.kind, "deployed");
  return [span.from?.id, span.deployments.map(({ id }) => id)];
}

Deno.test("the deployment just before it stopped being healthy is meant, and all since", () => {
  const history = [deployment(3, 300), deployment(4, 21), deployment(5, 4)];
  const events = [
    turned("Healthy", "Progressing", 20),
    turned("Progressing", "Degraded", 10),
  ];
  assert.deepEqual(ids(spanOf({ history }, events)), [3, [4, 5]]);
});

Deno.test("a deployment that began before it stopped and ended after is meant", () => {
  const history = [
    deployment(3, 300),
    { ...deployment(4, 18), deployStartedAt: minutesAgo(25) },
  ];
  const events = [turned("Healthy", "Degraded", 20)];
  assert.deepEqual(ids(spanOf({ history }, events)), [3, [4]]);
});

Deno.test("long after the last deployment nothing was deployed", () => {
  const history = [deployment(3, 600), deployment(4, 300)];
  const span = spanOf({ history }, [turned("Healthy", "Degraded", 20)]);
  assert(span?.kind === "idle");
  assert.equal(span.last.id, 4);
  assert.equal(span.lostAt, NOW - 20 * 60_000);
});

Deno.test("what flaps since a deployment was lost with it, not the last time", () => {
  const history = [deployment(3, 600), deployment(4, 50)];
  const events = [
    turned("Healthy", "Degraded", 48),
    turned("Degraded", "Healthy", 40),
    turned("Healthy", "Degraded", 5),
  ];
  assert.deepEqual(ids(spanOf({ history }, events)), [3, [4]]);
});

Deno.test("without events the last change of its health tells", () => {
  const near = [deployment(3, 600), deployment(4, 20)];
  assert.deepEqual(ids(spanOf({ history: near })), [3, [4]]);
  assert.equal(spanOf({ history: [deployment(4, 600)] })?.kind, "idle");
});

Deno.test("one that was never healthy since its first deployment is told from one that was", () => {
  const history = [deployment(0, 15)];
  const events = [
    turned("", "Missing", 20),
    turned("Missing", "Healthy", 15),
    // Its new pods are seen a moment later.
    turned("Healthy", "Progressing", 14.95),
    turned("Progressing", "Degraded", 5),
  ];
  const never = spanOf({ history }, events);
  assert.deepEqual(ids(never), [undefined, [0]]);
  assert(never?.kind === "deployed" && never.lostAt === undefined);
  const later = spanOf({ history }, [
    turned("Missing", "Healthy", 15),
    turned("Healthy", "Degraded", 9),
  ]);
  assert(later?.kind === "deployed" && later.lostAt === NOW - 9 * 60_000);
});

Deno.test("of a first deployment nothing is said when the events do not reach so far back", () => {
  const history = [deployment(0, 600)];
  assert.equal(
    spanOf({ history }, [turned("Progressing", "Degraded", 10)]),
    undefined,
  );
});

Deno.test("a sync to other revisions that failed counts before the health", () => {
  const history = [deployment(3, 600), deployment(4, 20)];
  const failed = (revision: string, phase = "Failed") => ({
    history,
    operationState: { phase, syncResult: { revision } },
  });
  const span = spanOf(failed("f".repeat(40)));
  assert(span?.kind === "operation");
  assert.equal(span.from?.id, 4);
  assert.deepEqual(span.revisions, ["f".repeat(40)]);
  assert.equal(span.state, "failed");
  assert.equal(spanOf(failed("f".repeat(40), "Succeeded"))?.kind, "deployed");
  // It is deployed already: what fails now is not a change.
  assert.equal(spanOf(failed("4".repeat(40)))?.kind, "deployed");
});

Deno.test("a dry run deploys nothing", () => {
  const span = spanOf({
    health: { status: "Healthy" },
    history: [deployment(4, 20)],
    operationState: {
      phase: "Failed",
      operation: { sync: { dryRun: true } },
      syncResult: { revision: "f".repeat(40) },
    },
  });
  assert.equal(span, undefined);
});

Deno.test("an application that is healthy, or was never deployed, has no such change", () => {
  const history = [deployment(4, 20)];
  assert.equal(spanOf({ health: { status: "Healthy" }, history }), undefined);
  assert.equal(spanOf({ history: [] }), undefined);
});
