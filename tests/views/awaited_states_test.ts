import assert from "node:assert/strict";
import type {
  Application,
  ApplicationStatus,
  OperationState,
  SyncPolicy,
} from "../../lib/argocd/wire/application.ts";
import {
  awaitedOutlook,
  type AwaitedState,
} from "../../lib/views/awaited_states.ts";

const STATE: OperationState = {
  phase: "Succeeded",
  startedAt: "2026-11-21T08:00:00Z",
  finishedAt: "2026-11-21T08:00:05Z",
  operation: { sync: { revision: "a".repeat(40) } },
};

function application(
  status: ApplicationStatus = {},
  rest: Partial<Application> & { readonly syncPolicy?: SyncPolicy } = {},
): Application {
  const { syncPolicy, ...others } = rest;
  return {
    metadata: { name: "shop" },
    spec: {
      destination: { namespace: "shop" },
      ...(syncPolicy ? { syncPolicy } : {}),
    },
    status: {
      sync: { status: "Synced", revision: "a".repeat(40) },
      health: { status: "Healthy" },
      reconciledAt: "2026-11-21T08:00:05Z",
      operationState: STATE,
      ...status,
    },
    ...others,
  };
}

function missing(
  of: Application,
  wanted: readonly AwaitedState[] = ["synced", "healthy", "operation"],
): readonly string[] {
  return awaitedOutlook(of, wanted).missing;
}

Deno.test("an application that is synced, healthy and compared after its last operation lacks nothing", () => {
  assert.deepEqual(
    awaitedOutlook(application(), [
      "synced",
      "healthy",
      "operation",
    ]),
    { missing: [] },
  );
});

for (
  const [name, of, expected] of [
    [
      "a sync that was only asked for",
      application({ operationState: null }, { operation: { sync: {} } }),
      ["sync waits for the controller"],
    ],
    [
      "a state from before the end of the operation",
      application({ reconciledAt: "2026-11-21T08:00:04Z" }),
      ["sync Succeeded, not compared again yet"],
    ],
    [
      "a dry run, after which nothing is compared",
      application({
        reconciledAt: "2026-11-21T07:00:00Z",
        operationState: { ...STATE, operation: { sync: { dryRun: true } } },
      }),
      [],
    ],
    [
      "the time between two tries",
      application({
        operationState: {
          ...STATE,
          phase: "Running",
          message: "one or more objects failed to apply. Retrying attempt #1",
        },
      }),
      [
        "sync failed and waits for its retry: one or more objects failed to apply. Retrying attempt #1",
      ],
    ],
    [
      "an operation that a window blocks",
      application({
        operationState: {
          phase: "Terminating",
          message: "Sync operation blocked by sync window",
        },
      }),
      ["sync Terminating: Sync operation blocked by sync window"],
    ],
    [
      "a refresh under way",
      application({}, {
        metadata: { annotations: { "argocd.argoproj.io/refresh": "normal" } },
      }),
      ["a refresh is pending"],
    ],
    [
      "what only a sync with prune ends",
      application({
        sync: { status: "OutOfSync" },
        resources: [{
          kind: "ConfigMap",
          name: "old",
          namespace: "shop",
          status: "OutOfSync",
          requiresPruning: true,
        }],
      }, { syncPolicy: { automated: {} } }),
      [
        "sync OutOfSync (1 to prune: ConfigMap old); only a sync with prune ends that",
      ],
    ],
    [
      "a suspended rollout",
      application({
        health: { status: "Suspended" },
        resources: [
          { kind: "Service", name: "shop", health: { status: "Healthy" } },
          {
            group: "argoproj.io",
            kind: "Rollout",
            name: "shop",
            health: { status: "Suspended", message: "CanaryPauseStep" },
          },
        ],
      }),
      [
        "health Suspended: 1 of 2 resources healthy",
        "Rollout shop Suspended: CanaryPauseStep",
      ],
    ],
  ] as const
) {
  Deno.test(`awaitedOutlook() names ${name}`, () => {
    assert.deepEqual(awaitedOutlook(of, ["synced", "healthy", "operation"]), {
      missing: expected,
    });
  });
}

Deno.test("a failure is final unless automated sync has another revision to try", () => {
  const operationState: OperationState = {
    ...STATE,
    phase: "Failed",
    message: "something",
  };
  assert.deepEqual(
    awaitedOutlook(application({ operationState }), [
      "operation",
    ]),
    { missing: ["sync Failed: something"], failed: "sync Failed: something" },
  );
  const sync = { status: "OutOfSync", revision: "b".repeat(40) };
  const later = application({ operationState, sync });
  assert.equal(
    awaitedOutlook(later, ["operation"]).failed,
    "sync Failed: something",
  );
  const automated = application({ operationState, sync }, {
    syncPolicy: { automated: {} },
  });
  assert.deepEqual(awaitedOutlook(automated, ["operation"]), {
    missing: [
      "sync Failed: something; automated sync has not tried bbbbbbb yet",
    ],
  });
});

Deno.test("a deletion is named with what holds it", () => {
  assert.deepEqual(missing(application(), ["deleted"]), [
    "nobody has asked for its deletion",
  ]);
  const metadata = {
    deletionTimestamp: "2026-11-21T08:00:00Z",
    finalizers: ["resources-finalizer.argocd.argoproj.io"],
  };
  const conditions = [{ type: "DeletionError", message: "no right to delete" }];
  const resources = [{ kind: "Service", name: "shop" }];
  assert.deepEqual(
    missing(application({ conditions, resources }, { metadata }), ["deleted"]),
    [
      "being deleted since 2026-11-21T08:00:00Z, held by resources-finalizer.argocd.argoproj.io; 1 resource known",
      "DeletionError: no right to delete",
    ],
  );
});
