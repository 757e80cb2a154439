import assert from "node:assert/strict";
import type { KubernetesEvent } from "../../lib/argocd/wire/events.ts";
import { eventsText, foldEvents } from "../../lib/views/event_view.ts";

const POD = { kind: "Pod", namespace: "worker", name: "worker-1" };

/** As a scheduler writes it: no count, no lastTimestamp, a time with microseconds. */
const SCHEDULED: KubernetesEvent = {
  metadata: { uid: "1", creationTimestamp: "2026-11-21T05:25:49Z" },
  involvedObject: POD,
  type: "Warning",
  reason: "FailedScheduling",
  message: "0/3 nodes are available: 3 Insufficient cpu.",
  source: {},
  count: null,
  firstTimestamp: null,
  lastTimestamp: null,
  eventTime: "2026-11-21T05:25:49.276292Z",
  reportingComponent: "default-scheduler",
};

const BACK_OFF: KubernetesEvent = {
  metadata: { uid: "2", creationTimestamp: "2026-11-21T05:25:49Z" },
  involvedObject: POD,
  type: "Warning",
  reason: "BackOff",
  message: "Back-off restarting failed container",
  source: { component: "kubelet" },
  count: 12,
  firstTimestamp: "2026-11-21T05:26:00Z",
  lastTimestamp: "2026-11-21T05:40:00Z",
  eventTime: null,
};

Deno.test("foldEvents() puts the newest first and reads every form of time and count", () => {
  assert.deepEqual(foldEvents([SCHEDULED, BACK_OFF]), [
    {
      last: "2026-11-21T05:40:00Z",
      first: "2026-11-21T05:26:00Z",
      count: 12,
      type: "Warning",
      reason: "BackOff",
      object: "Pod worker-1",
      message: "Back-off restarting failed container",
      from: "kubelet",
    },
    {
      last: "2026-11-21T05:25:49Z",
      type: "Warning",
      reason: "FailedScheduling",
      object: "Pod worker-1",
      message: "0/3 nodes are available: 3 Insufficient cpu.",
      from: "default-scheduler",
    },
  ]);
});

Deno.test("foldEvents() takes time and count of a series", () => {
  const [event] = foldEvents([{
    ...SCHEDULED,
    series: { count: 5, lastObservedTime: "2026-11-21T05:30:00.000001Z" },
  }]);
  assert.deepEqual([event?.last, event?.first, event?.count], [
    "2026-11-21T05:30:00Z",
    "2026-11-21T05:25:49Z",
    5,
  ]);
});

Deno.test("foldEvents() adds up equal events, but one that came twice is one", () => {
  const again = {
    ...BACK_OFF,
    metadata: { uid: "3" },
    count: 3,
    lastTimestamp: "2026-11-21T05:50:00Z",
  };
  const events = foldEvents([BACK_OFF, again, BACK_OFF]);
  assert.deepEqual(events.map(({ last, count }) => [last, count]), [[
    "2026-11-21T05:50:00Z",
    15,
  ]]);
});

Deno.test("foldEvents() keeps events of two pods apart", () => {
  const other = {
    ...BACK_OFF,
    metadata: { uid: "4" },
    involvedObject: { ...POD, name: "worker-2" },
  };
  assert.deepEqual(
    foldEvents([BACK_OFF, other]).map(({ object }) => object).sort(),
    ["Pod worker-1", "Pod worker-2"],
  );
});

Deno.test("eventsText() says that no events does not mean that nothing happened", () => {
  assert.equal(
    eventsText({
      application: "shop",
      of: ["Application shop"],
      total: 0,
      events: [],
    }),
    "shop: 0 events of Application shop\nno events; Kubernetes keeps them for about an hour",
  );
});
