/**
 * The application of a case, with its conditions and its last operation.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, type Plan } from "./plan.ts";
import { isManaged, without } from "./planned_objects.ts";
import { groupOf, keyIn, uidOf } from "./tree_nodes.ts";

/** What was synced last. */
export const REVISION = "3f1c9e0b7a52d4468c1be0f3a97d5c2281fe6640";
/** What was deployed before a sync that is not done. */
export const OLDER = "86d20e1f4b7c93a5518fe6027d4b1c90e3a5d7f2";
const NEWER = "b07d1f6c94e35a2780cc4d19e6f2a8357be90d14";
const REPOSITORY = "https://git.example.test/platform/deploy.git";

function resultsOf(plan: Plan): readonly Manifest[] {
  const { results } = plan.operation ?? {};
  return (plan.objects ?? []).filter(isManaged).flatMap((planned) => {
    const { kind, name, namespace, apiVersion, live } = planned;
    const said = results?.[keyIn(planned)];
    if (results && !said || !said && live === null) return [];
    const version = apiVersion.split("/").at(-1);
    return [{
      group: "",
      ...groupOf(planned),
      version,
      kind,
      ...(namespace === false ? {} : { namespace: namespace ?? plan.id }),
      name,
      status: said?.status ?? "Synced",
      message: said?.message ?? `${kind.toLowerCase()}/${name} created`,
      ...(said?.hookType ? { hookType: said.hookType } : {}),
      hookPhase: said?.hookPhase ??
        (said?.status === "SyncFailed" ? "Failed" : "Running"),
      syncPhase: said?.syncPhase ?? "Sync",
    }];
  });
}

function operationOf(plan: Plan, source: Manifest): Manifest | undefined {
  if (plan.operation === null) return undefined;
  const {
    phase = "Succeeded",
    message = "successfully synced (all tasks run)",
    started = 25,
    automated,
    retryCount,
    heals,
  } = plan.operation ?? {};
  return {
    operation: {
      sync: {
        revision: REVISION,
        ...source,
        ...(heals === undefined ? {} : { autoHealAttemptsCount: heals }),
      },
      initiatedBy: automated ? { automated } : { username: "admin" },
      retry: {},
    },
    phase,
    message,
    syncResult: { resources: resultsOf(plan), revision: REVISION, ...source },
    startedAt: ago(started),
    ...(phase === "Running" || phase === "Terminating"
      ? {}
      : { finishedAt: ago(started - 0.2) }),
    ...(retryCount === undefined ? {} : { retryCount }),
  };
}

/** What was deployed: by the last operation when it went well, else by one before it if anything lives. */
function historyOf({ operation, objects = [] }: Plan, source: Manifest) {
  const isDone = operation === undefined || operation?.phase === "Succeeded";
  const lives = objects.some((one) => isManaged(one) && one.live !== null);
  if (operation === null || !isDone && !lives) return {};
  return {
    history: [{
      revision: isDone ? REVISION : OLDER,
      deployedAt: ago(isDone ? 24.8 : 500),
      id: 0,
      ...source,
      deployStartedAt: ago(isDone ? 25 : 500.2),
      initiatedBy: { username: "admin" },
    }],
  };
}

const WORST = [
  "Missing",
  "Degraded",
  "Unknown",
  "Progressing",
  "Suspended",
  "Healthy",
];

/** The application itself. */
export function applicationOf(plan: Plan): Manifest {
  const { objects = [], conditions, id } = plan;
  const own = objects.filter(isManaged);
  const spec = {
    source: { repoURL: REPOSITORY, path: id, targetRevision: "main" },
    destination: { server: "https://kubernetes.default.svc", namespace: id },
    project: "default",
    syncPolicy: { syncOptions: ["CreateNamespace=true"] },
    ...plan.spec,
  };
  const { source, sources } = spec as Manifest;
  const from = sources ? { sources } : { source };
  const operationState = operationOf(plan, from);
  const isOut = own.some(({ sync }) => sync === "OutOfSync");
  const sync = plan.sync ??
    (conditions?.some(([type]) => type === "ComparisonError")
      ? "Unknown"
      : isOut
      ? "OutOfSync"
      : "Synced");
  const health = plan.health ??
    WORST.find((status) => own.some((one) => one.health?.status === status)) ??
    "Healthy";
  return {
    metadata: {
      name: id,
      namespace: "argocd",
      uid: uidOf(plan, { apiVersion: "v1", kind: "Application", name: id }),
      resourceVersion: "48300",
      creationTimestamp: ago(600),
      ...plan.metadata,
    },
    spec: sources ? without(spec, "source") : spec,
    status: {
      ...(own.length > 0
        ? {
          resources: own.map((planned) => ({
            ...groupOf(planned),
            version: planned.apiVersion.split("/").at(-1),
            kind: planned.kind,
            ...(planned.namespace === false
              ? {}
              : { namespace: planned.namespace ?? id }),
            name: planned.name,
            ...(planned.hook ? { hook: true } : {
              status: sync === "Unknown" ? "Unknown" : planned.sync ?? "Synced",
            }),
            ...(planned.health ? { health: planned.health } : {}),
            ...(planned.requiresPruning ? { requiresPruning: true } : {}),
          })),
        }
        : {}),
      sync: {
        status: sync,
        comparedTo: { ...from, destination: spec.destination },
        revision: plan.newCommit ? NEWER : REVISION,
      },
      health: { status: health, lastTransitionTime: ago(10) },
      ...historyOf(plan, from),
      ...(conditions
        ? {
          conditions: conditions.map(([type, message]) => ({
            type,
            message,
            lastTransitionTime: ago(8),
          })),
        }
        : {}),
      reconciledAt: ago(0.5),
      ...(operationState ? { operationState } : {}),
      sourceType: "Directory",
      summary: {},
      controllerNamespace: "argocd",
      ...(plan.argocd === "2.14" ? {} : { resourceHealthSource: "appTree" }),
    },
  };
}
