import type {
  Application,
  Operation,
  OperationState,
  ResourceResult,
} from "./application.ts";
import { applyObject, predict } from "./apply.ts";
import type { Cluster } from "./cluster.ts";
import { compare, normalized } from "./comparison.ts";
import { placedIn, renderDesired } from "./desired_state.ts";
import { dig, digList, digText, isDict, sameJson } from "./json.ts";
import {
  hookTypes,
  imagesOf,
  type KubeObject,
  refOf,
  waveOf,
} from "./kube_object.ts";
import {
  createOrUpdateApplication,
  removeApplication,
} from "./application_store.ts";
import { globMatch } from "./glob.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** Order in which kinds are applied. */
const KINDS = [
  "Namespace",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "PersistentVolumeClaim",
  "Service",
  "Deployment",
  "StatefulSet",
  "Job",
  "CronJob",
  "Ingress",
  "HorizontalPodAutoscaler",
];

/** What a step of a sync led to. */
export type Outcome =
  | { readonly kind: "done"; readonly results: ResourceResult[] }
  | {
    readonly kind: "waiting";
    readonly message: string;
    readonly results: ResourceResult[];
  }
  | {
    readonly kind: "failed";
    readonly message: string;
    readonly results: ResourceResult[];
  };

/** What a sync works with. */
interface Run {
  readonly world: World;
  readonly record: ApplicationRecord;
  readonly cluster: Cluster;
  readonly operation: Operation;
  readonly results: ResourceResult[];
}

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
  for (
    const target of ordered(
      plain.filter((object) => selected(operation, object)),
    )
  ) applyOne(run, target);
  const after = plainApply ? undefined : runHooks(run, hooks, "PostSync");
  return after ?? { kind: "done", results: run.results };
}

/** The objects a sync applies: local manifests, or what Git holds at the operation's revision. */
function targetsOf(
  world: World,
  app: Application,
  operation: Operation,
): readonly KubeObject[] {
  const { sync } = operation;
  if (sync.manifests !== undefined && sync.manifests.length > 0) {
    return sync.manifests.map((text) =>
      placedIn(JSON.parse(text), app.spec.destination.namespace ?? "")
    );
  }
  const sources = sync.sources ??
    (sync.source === undefined ? undefined : [sync.source]);
  const revisions = sync.revisions ??
    (sync.revision === undefined ? undefined : [sync.revision]);
  const desired = renderDesired(world, app, {
    ...(sources === undefined ? {} : { sources }),
    ...(revisions === undefined ? {} : { revisions }),
  });
  return desired.objects.map((object) =>
    placedIn(object, app.spec.destination.namespace ?? "")
  );
}

function selected(operation: Operation, object: KubeObject): boolean {
  const wanted = operation.sync.resources ?? [];
  if (wanted.length === 0) return true;
  const ref = refOf(object);
  return wanted.some((one) =>
    globMatch(one.group ?? "", ref.group) && one.kind === ref.kind &&
    one.name === ref.name &&
    (one.namespace === undefined || one.namespace === "" ||
      one.namespace === ref.namespace)
  );
}

function ordered(objects: readonly KubeObject[]): readonly KubeObject[] {
  const rank = (object: KubeObject) => {
    const index = KINDS.indexOf(object.kind);
    return index < 0 ? KINDS.length : index;
  };
  return [...objects].sort((left, right) =>
    waveOf(left) - waveOf(right) || rank(left) - rank(right)
  );
}

function word(object: KubeObject): string {
  const { group, kind, name } = refOf(object);
  return `${kind.toLowerCase()}${group === "" ? "" : `.${group}`}/${name}`;
}

function result(
  run: Run,
  object: KubeObject,
  fields: Partial<ResourceResult>,
): ResourceResult {
  const images = run.world.features.newerEndpoints ? imagesOf(object) : [];
  return {
    ...refOf(object),
    ...fields,
    ...(images.length === 0 ? {} : { images }),
  };
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

function prune(
  run: Run,
  targets: readonly KubeObject[],
  partial: boolean,
): void {
  const dry = run.operation.sync.dryRun === true;
  for (const one of compare(run.world, run.record.app, run.cluster, targets)) {
    if (one.hook || !one.requiresPruning || one.live === undefined) continue;
    if (partial && !selected(run.operation, one.live)) continue;
    const pruning = run.operation.sync.prune === true;
    if (pruning && !dry) removeLive(run.world, run.cluster, one.live);
    run.results.push({
      ...one.ref,
      status: pruning ? "Pruned" : "PruneSkipped",
      message: pruning
        ? `pruned${dry ? " (dry run)" : ""}`
        : "ignored (requires pruning)",
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
    if (child !== undefined) removeApplication(world, child, { cascade: true });
  } else {
    cluster.remove(ref);
  }
}

function applyOne(run: Run, target: KubeObject): void {
  const dry = run.operation.sync.dryRun === true;
  const live = run.cluster.get(refOf(target));
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
}

function runHooks(
  run: Run,
  hooks: readonly KubeObject[],
  phase: string,
): Outcome | undefined {
  const dry = run.operation.sync.dryRun === true;
  for (
    const hook of ordered(hooks.filter((one) => hookTypes(one).includes(phase)))
  ) {
    const fields = { status: "Synced", hookType: phase, syncPhase: phase };
    if (dry) {
      const verb = run.cluster.get(refOf(hook)) === undefined
        ? "created"
        : "configured";
      run.results.push(
        result(run, hook, {
          ...fields,
          message: `${word(hook)} ${verb} (dry run)`,
          hookPhase: "Succeeded",
        }),
      );
      continue;
    }
    const started = run.record.attemptedAt;
    let live = run.cluster.get(refOf(hook));
    // The default policy: what an earlier operation left is deleted before the hook is made again.
    if (
      live === undefined || (live.metadata.creationTimestamp ?? "") < started
    ) {
      run.cluster.remove(refOf(hook));
      applyObject(run.world, run.cluster, hook);
      live = run.cluster.get(refOf(hook));
    }
    const [state, message] = hookState(live);
    run.results.push(result(run, hook, {
      ...fields,
      message: state === "Running" ? `${word(hook)} created` : message,
      hookPhase: state,
    }));
    const ref = refOf(hook);
    if (state === "Running") {
      return {
        kind: "waiting",
        message:
          `waiting for completion of hook ${ref.group}/${ref.kind}/${ref.name}`,
        results: run.results,
      };
    }
    if (state === "Failed") {
      return {
        kind: "failed",
        message: "one or more synchronization tasks completed unsuccessfully",
        results: run.results,
      };
    }
  }
  return undefined;
}

function hookState(
  live: KubeObject | undefined,
): readonly [state: "Running" | "Failed" | "Succeeded", message: string] {
  for (const condition of digList(live, "status", "conditions")) {
    if (!isDict(condition) || condition["status"] !== "True") continue;
    if (condition["type"] === "Failed") {
      return ["Failed", digText(condition, "message")];
    }
    if (condition["type"] === "Complete") {
      return ["Succeeded", digText(condition, "message")];
    }
  }
  return live?.kind === "Job" ? ["Running", ""] : ["Succeeded", ""];
}
