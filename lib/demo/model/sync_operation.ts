/**
 * What a sync does to the cluster: prune, hooks, apply. A rollback and a sync of single resources run no
 * hooks.
 *
 * @module
 */
import type { OperationState } from "./application.ts";
import {
  createOrUpdateApplication,
  removeApplication,
} from "./application_store.ts";
import { refusalOf } from "./admission.ts";
import { applyObject, predict } from "./apply.ts";
import type { Cluster } from "./cluster.ts";
import { compare, normalized } from "./comparison.ts";
import { hash32 } from "./ids.ts";
import { dig, sameJson } from "./json.ts";
import {
  hookTypes,
  type KubeObject,
  refOf,
  RESOURCES_FINALIZER,
  waveOf,
} from "./kube_object.ts";
import { runHooks } from "./sync_hooks.ts";
import {
  ordered,
  type Outcome,
  result,
  type Run,
  selected,
  targetsOf,
  word,
} from "./sync_targets.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** Runs a sync as far as it gets now: hooks that still run make it wait. */
export function runSync(
  world: World,
  record: ApplicationRecord,
  cluster: Cluster,
  state: OperationState,
): Outcome {
  const { operation } = state;
  const run: Run = { world, record, cluster, operation, results: [] };
  const targets = targetsOf(world, record.app, operation);
  const hooks = targets.filter((target) => hookTypes(target).length > 0);
  const plain = targets.filter((target) => hookTypes(target).length === 0);
  const partial = (operation.sync.resources ?? []).length > 0;
  prune(run, targets, partial);
  if (operation.sync.dryRun !== true) createNamespace(run);
  // A rollback asks for the strategy `apply`, which knows no hooks; a partial sync skips them too.
  const plainApply = partial ||
    dig(operation.sync.syncStrategy, "apply") !== undefined;
  const before = plainApply ? undefined : runHooks(run, hooks, "PreSync");
  if (before !== undefined) return before;
  const failure = applyAll(
    run,
    ordered(plain.filter((object) => selected(operation, object))),
  );
  if (failure !== undefined) return failure;
  const after = plainApply ? undefined : runHooks(run, hooks, "PostSync");
  return after ?? { kind: "done", results: run.results };
}

function createNamespace(run: Run): void {
  const { app } = run.record;
  const name = app.spec.destination.namespace ?? "";
  const wanted = (run.operation.sync.syncOptions ?? []).includes(
    "CreateNamespace=true",
  );
  if (
    !wanted || name === "" ||
    run.cluster.get({ group: "", kind: "Namespace", namespace: "", name }) !==
      undefined
  ) return;
  const namespace: KubeObject = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  };
  run.cluster.put({ ...namespace, status: { phase: "Active" } });
  run.results.push({
    ...refOf(namespace),
    status: "Synced",
    message: `namespace/${name} created`,
    hookPhase: "Running",
    syncPhase: "PreSync",
  });
}

/** Whether an object says that no sync may prune it. */
function keepsItself({ metadata }: KubeObject): boolean {
  const options = metadata.annotations?.["argocd.argoproj.io/sync-options"];
  return options?.split(",").some((one) => one.trim() === "Prune=false") ===
    true;
}

function prune(
  run: Run,
  targets: readonly KubeObject[],
  partial: boolean,
): void {
  const dry = run.operation.sync.dryRun === true;
  for (const one of compare(run.world, run.record.app, run.cluster, targets)) {
    if (one.hook || !one.requiresPruning || one.live === undefined) continue;
    if (partial && !selected(run.operation, one.live)) continue;
    const asked = run.operation.sync.prune === true;
    const pruning = asked && !keepsItself(one.live);
    if (pruning && !dry) removeLive(run.world, run.cluster, one.live);
    run.results.push({
      ...one.ref,
      status: pruning ? "Pruned" : "PruneSkipped",
      message: pruning
        ? `pruned${dry ? " (dry run)" : ""}`
        : `ignored (${asked ? "no prune" : "requires pruning"})`,
      hookPhase: "Succeeded",
      syncPhase: "Sync",
    });
  }
}

/** Removes a live object; an Application among them is deleted with its own resources. */
export function removeLive(
  world: World,
  cluster: Cluster,
  live: KubeObject,
): void {
  const ref = refOf(live);
  if (live.kind === "Application" && cluster === world.home) {
    const child = world.application(ref.name, ref.namespace);
    if (child === undefined) return;
    const { finalizers = [] } = child.app.metadata;
    removeApplication(world, child, {
      cascade: finalizers.includes(RESOURCES_FINALIZER),
    });
  } else {
    cluster.remove(ref);
  }
}

/** Applies wave by wave; what the cluster refuses does not keep back its own wave, but the next ones. */
function applyAll(
  run: Run,
  targets: readonly KubeObject[],
): Outcome | undefined {
  const refusals: string[] = [];
  let wave: number | undefined;
  for (const target of targets) {
    if (refusals.length > 0 && waveOf(target) !== wave) break;
    wave = waveOf(target);
    const refusal = applyOne(run, target);
    if (refusal !== undefined) refusals.push(refusal);
  }
  return refusals.length === 0 ? undefined : {
    kind: "failed",
    message: `one or more objects failed to apply, reason: ${
      refusals.join(",")
    }`,
    results: run.results,
  };
}

/** Returns what the cluster says when it refuses. Argo CD's own dry run does not ask it. */
function applyOne(run: Run, target: KubeObject): string | undefined {
  const dry = run.operation.sync.dryRun === true;
  const live = run.cluster.get(refOf(target));
  const refusal = dry
    ? undefined
    : refusalOf(run.world.admission, { target, live });
  if (refusal !== undefined) {
    const message = live === undefined
      ? refusal
      : `error when patching "/dev/shm/${hash32(word(target))}": ${refusal}`;
    run.results.push(result(run, target, {
      status: "SyncFailed",
      message,
      hookPhase: "Failed",
      syncPhase: "Sync",
    }));
    return message;
  }
  const outcome = dry
    ? live === undefined
      ? "created"
      : sameJson(predict(target, normalized(live)), normalized(live))
      ? "unchanged"
      : "configured"
    : target.kind === "Application" && run.cluster === run.world.home
    ? createOrUpdateApplication(run.world, target)
    : applyObject(run.world, run.cluster, target);
  run.results.push(result(run, target, {
    status: "Synced",
    message: `${word(target)} ${outcome}${dry ? " (dry run)" : ""}`,
    hookPhase: dry ? "Succeeded" : "Running",
    syncPhase: "Sync",
  }));
  return undefined;
}
