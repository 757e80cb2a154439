import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import type { ManagedResource } from "../../lib/argocd/wire/resources.ts";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { driftCause } from "../../lib/views/drift_cause.ts";
import { resourceKey } from "../../lib/views/resource_forest.ts";
import { compareResources } from "../../lib/views/resource_states.ts";

interface Recorded {
  readonly application: Application;
  readonly items: readonly ManagedResource[];
}

/** A recorded application with its resources, masked as they come to a tool. */
async function recorded(name: string): Promise<Recorded> {
  const url = new URL(
    `../recordings/managed-fields/${name}.json`,
    import.meta.url,
  );
  return createMasker().value(JSON.parse(await Deno.readTextFile(url)));
}

/** Causes by kind and name; of what has none, nothing. */
function causes(
  { application, items }: Recorded,
): Readonly<Record<string, string>> {
  const byKey = new Map(items.map((item) => [resourceKey(item), item]));
  return Object.fromEntries(
    compareResources(application, items).flatMap((compared) => {
      const { kind, name } = compared.ref;
      const item = byKey.get(resourceKey(compared.ref));
      const cause = driftCause(compared, { application, item });
      return cause === undefined ? [] : [[`${kind} ${name}`, cause]];
    }),
  );
}

function state(value: unknown): string {
  return JSON.stringify(value);
}

/** One resource of an application without a history. */
function one(
  item: Partial<ManagedResource>,
  status: Application["status"] = {},
): string | undefined {
  const resource = { kind: "ConfigMap", namespace: "x", name: "a", ...item };
  const application = {
    metadata: { name: "shop", namespace: "argocd" },
    status: { sync: { status: "OutOfSync", revision: "r2" }, ...status },
  };
  return Object.values(causes({ application, items: [resource] }))[0];
}

const APPLY = {
  operationState: {
    phase: "Succeeded",
    finishedAt: "2026-11-21T06:00:00Z",
    operation: { sync: {} },
    syncResult: {
      revision: "r2",
      resources: [
        { kind: "ConfigMap", namespace: "x", name: "a", status: "Synced" },
      ],
    },
  },
} as const;

function live(fields: object, managedFields: readonly unknown[]): string {
  return state({
    ...fields,
    kind: "ConfigMap",
    metadata: { name: "a", managedFields },
  });
}

Deno.test("a change by hand and one of the source are told apart, field by field, on a running Argo CD", async () => {
  assert.deepEqual(causes(await recorded("payments-3.5")), {
    "Deployment payments":
      "kubectl (scale) set spec.replicas; changed in the source since the last apply: " +
      "spec.template.spec.containers[payments].image",
    "ConfigMap payments-config":
      "changed in the source since the last apply: data.FEE_PERCENT; " +
      "kubectl-patch at 2026-11-21T05:28:45Z set data.LIMIT",
    "Secret payments-secret":
      "kubectl-patch at 2026-11-21T05:28:45Z set data.api-key",
  });
});

Deno.test("on 2.14 the two are told apart as well, though a dry run came last", async () => {
  const { "ConfigMap payments-config": config } = causes(
    await recorded("payments-2.14"),
  );
  assert.match(
    config ?? "",
    /kubectl-patch at 2026-11-21T06:14:08Z set data\.\w+/,
  );
  assert.match(
    config ?? "",
    /changed in the source since the last apply: data\.FEE_PERCENT/,
  );
});

Deno.test("what another application has applied last is its doing, not a change of the source", async () => {
  assert.deepEqual(causes(await recorded("f46-shared")), {
    "ConfigMap shared-settings":
      "application f46b-other applies it too, and did so last",
  });
});

Deno.test("a value that a policy changes on every apply is the cluster's", async () => {
  assert.deepEqual(causes(await recorded("f50-mutated")), {
    "ConfigMap limits-config":
      "changed by the cluster as it was applied (admission, defaulting or conversion): data.level",
  });
});

Deno.test("of a resource that we have applied last the warning of Argo CD names who shares it", () => {
  const conditions = [{
    type: "SharedResourceWarning",
    message: "ConfigMap/a is part of applications argocd/shop and other",
  }];
  assert.match(
    one({
      normalizedLiveState: live({ data: { k: "1" } }, []),
      predictedLiveState: live({ data: { k: "2" } }, []),
    }, { conditions }) ?? "",
    /^application other applies it too; /,
  );
});

Deno.test("after a server-side apply what has no owner is a default, and what only we own was changed where it was applied", () => {
  const fields = [{
    manager: "argocd-controller",
    operation: "Apply",
    fieldsV1: { "f:data": { "f:own": {} } },
  }];
  const states = {
    normalizedLiveState: live({ data: { own: "1", filled: "1" } }, fields),
    predictedLiveState: live({ data: { own: "2", filled: "2" } }, fields),
  };
  assert.equal(
    one(states),
    "changed in the source since the last apply: data.own; " +
      "filled in by the cluster, owned by nobody: data.filled",
  );
  assert.match(
    one(states, APPLY) ?? "",
    /^changed by the cluster as it was applied \(.*\): data\.own; /,
  );
});

Deno.test("who has written the same value as we is not to blame when the source changes", () => {
  const both = { "f:data": { "f:k": {} } };
  const fields = [
    { manager: "argocd-controller", operation: "Apply", fieldsV1: both },
    { manager: "helm", operation: "Update", fieldsV1: both },
  ];
  assert.equal(
    one({
      normalizedLiveState: live({ data: { k: "1" } }, fields),
      predictedLiveState: live({ data: { k: "2" } }, fields),
    }),
    "changed in the source since the last apply: data.k",
  );
});

Deno.test("an edit or an action through Argo CD's own API is called that", () => {
  const time = "2026-11-21T06:15:36Z";
  const fields = [{ manager: "argocd", time, fieldsV1: { "f:data": {} } }];
  assert.equal(
    one({
      normalizedLiveState: live({ data: { k: "1" } }, fields),
      predictedLiveState: live({ data: { k: "2" } }, fields),
    }),
    "argocd (an edit or action in Argo CD) at 2026-11-21T06:15:36Z set data.k",
  );
});

Deno.test("without a record nobody is blamed", () => {
  assert.equal(
    one({
      normalizedLiveState: live({ data: { k: "1" } }, []),
      predictedLiveState: live({ data: { k: "2", gone: "1" } }, []),
    }),
    "no record tells who changed: data.k; new in the source, or removed in the cluster: data.gone",
  );
});

Deno.test("a resource that the last sync has applied and that is not there was removed since", () => {
  const item = {
    normalizedLiveState: "null",
    predictedLiveState: live({ data: { k: "2" } }, []),
  };
  assert.equal(
    one(item, APPLY),
    "applied by the last sync (2026-11-21T06:00:00Z) and gone since",
  );
  assert.equal(one(item), undefined);
  const { operationState } = APPLY;
  const dryRun = { ...operationState, operation: { sync: { dryRun: true } } };
  assert.equal(one(item, { operationState: dryRun }), undefined);
  const syncResult = { ...operationState.syncResult, revision: "r1" };
  const before = { ...operationState, syncResult };
  assert.equal(one(item, { operationState: before }), undefined);
});

Deno.test("many fields of one cause are counted, and long paths keep their end", () => {
  const keys = Array.from({ length: 9 }, (_, n) => `${"k".repeat(120)}${n}`);
  const data = (value: string) =>
    Object.fromEntries(keys.map((key) => [key, value]));
  const fields = [{ manager: "tool", fieldsV1: { "f:data": {} } }];
  const cause = one({
    normalizedLiveState: live({ data: data("1") }, fields),
    predictedLiveState: live({ data: data("2") }, fields),
  }) ?? "";
  assert.match(cause, /^tool set …k+0, …k+1, …k+2 and 6 more$/);
  assert(cause.length < 400, `${cause.length}`);
});
