import assert from "node:assert/strict";
import { podContainers } from "../../lib/views/pod_containers.ts";

Deno.test("podContainers() tells restarts and how each container is doing, init containers first", () => {
  const pod = {
    spec: {
      initContainers: [{ name: "wait" }, { name: "migrate" }],
      containers: [{ name: "app" }, { name: "new" }],
    },
    status: {
      initContainerStatuses: [
        {
          name: "wait",
          restartCount: 0,
          state: { terminated: { exitCode: 0, reason: "Completed" } },
        },
        {
          name: "migrate",
          restartCount: 5,
          state: { waiting: { reason: "CrashLoopBackOff" } },
          lastState: { terminated: { exitCode: 3, reason: "Error" } },
        },
      ],
      containerStatuses: [
        {
          name: "app",
          restartCount: 2,
          state: { running: {} },
          lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
        },
      ],
    },
  };
  assert.deepEqual(podContainers(pod), [
    {
      name: "wait",
      init: true,
      restarts: 0,
      state: "exit 0 (Completed)",
      done: true,
    },
    {
      name: "migrate",
      init: true,
      restarts: 5,
      state: "waiting: CrashLoopBackOff; last exit 3 (Error)",
      done: false,
    },
    {
      name: "app",
      init: false,
      restarts: 2,
      state: "running; last exit 137 (OOMKilled)",
      done: false,
    },
    { name: "new", init: false, restarts: 0, state: "", done: false },
  ]);
});

Deno.test("podContainers() of something else than a pod is empty", () => {
  assert.deepEqual(podContainers({ kind: "ConfigMap" }), []);
});
