import {
  type HistoryEntry,
  isAutomated,
  type Operation,
  type OperationState,
  type ResourceResult,
  sourcesOf,
} from "./application.ts";
import { RepoServerDown, SourceError } from "./desired_state.ts";
import { removeApplication } from "./application_store.ts";
import { canSync, durationMilliseconds, windowsOf } from "./windows.ts";
import {
  comparisonMessage,
  controllerEvent,
  reconcile,
  touch,
} from "./reconcile.ts";
import { runSync } from "./sync_operation.ts";
import { digNumber, digText } from "./json.ts";
import { stamp } from "./time.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** Milliseconds between the acceptance of an operation and its start, and between its steps. */
export const STEP_MILLISECONDS = 150;

/** Seconds after which the controller looks at an application again by itself. */
const RECONCILE_SECONDS = 120;

/** Seconds between attempts to heal the same revision. */
const HEAL_SECONDS = 5;

const HISTORY_LIMIT = 10;

/** Lets everything that was due since the last call happen: operations go on, changes are noticed. */
export function advance(world: World): void {
  if (world.outages.controller) return;
  const now = world.now().getTime();
  for (const record of [...world.applications.values()]) {
    if (record.app.metadata.deletionTimestamp !== undefined) {
      if (
        now - Date.parse(record.app.metadata.deletionTimestamp) >=
          STEP_MILLISECONDS + 1000
      ) {
        removeApplication(world, record, { cascade: true });
      }
      continue;
    }
    if (record.app.operation !== undefined) step(world, record);
    removeDeleted(world, record, now);
    const seen = Date.parse(record.app.status.reconciledAt ?? "") || 0;
    // Without a repo-server the last comparison stays until somebody asks for a new one.
    if (world.outages.repoServer) continue;
    if (record.dirty || now - seen > RECONCILE_SECONDS * 1000) {
      reconcile(world, record);
    }
    if (record.app.operation === undefined) automate(world, record);
  }
}

/** Seconds until an object that is being deleted has gone. */
const DELETION_SECONDS = 30;

/** Removes the objects of an application whose deletion has had its time. */
function removeDeleted(
  world: World,
  record: ApplicationRecord,
  now: number,
): void {
  const cluster = world.clusterAt(
    world.serverOf(record.app.spec.destination) ?? "",
  );
  for (const { ref, live } of record.compared) {
    const since = Date.parse(live?.metadata.deletionTimestamp ?? "");
    if (
      live?.kind === "Application" || !(now - since > DELETION_SECONDS * 1000)
    ) continue;
    cluster?.remove(ref);
    record.dirty = true;
  }
}

/** Asks the controller for an operation, as the API server does when it accepts one. */
export function requestOperation(
  world: World,
  record: ApplicationRecord,
  operation: Operation,
): void {
  record.app.operation = operation;
  delete record.app.status.operationState;
  record.acceptedAt = world.now().getTime();
  record.retryAt = undefined;
  touch(world, record);
}

/** Runs the waiting operation to its end at once: only for writing the past of the world. */
export function finishOperation(world: World, record: ApplicationRecord): void {
  const start = world.now();
  for (
    let round = 1;
    record.app.operation !== undefined && round < 8;
    round++
  ) {
    world.at(
      new Date(start.getTime() + round * 1000),
      () => step(world, record),
    );
  }
}

function step(world: World, record: ApplicationRecord): void {
  const { app } = record;
  const now = world.now();
  if (
    app.operation === undefined ||
    now.getTime() - record.acceptedAt < STEP_MILLISECONDS
  ) return;
  const state = app.status.operationState ??
    begin(world, record, app.operation);
  if (state.phase === "Terminating") return terminateStep(world, record, state);
  if (record.retryAt !== undefined) {
    if (now.getTime() < record.retryAt) return;
    record.retryAt = undefined;
    delete state.finishedAt;
    // The hooks of the next attempt are new objects.
    record.attemptedAt = stamp(now);
  }
  if (
    !canSync(
      windowsOf(world, app),
      now,
      state.operation.initiatedBy.automated !== true,
    )
  ) {
    if (state.message !== "Sync operation blocked by sync window") {
      state.message = "Sync operation blocked by sync window";
      touch(world, record);
    }
    return;
  }
  // A sync shows itself as running for one step before it ends.
  if (
    now.getTime() - record.acceptedAt < 2 * STEP_MILLISECONDS &&
    state.operation.sync.dryRun !== true
  ) return;
  perform(world, record, state);
}

function begin(
  world: World,
  record: ApplicationRecord,
  operation: Operation,
): OperationState {
  const { app } = record;
  const { source, sources, revision, revisions } = operation.sync;
  const state: OperationState = {
    operation: structuredClone(operation),
    phase: "Running",
    syncResult: {
      revision: sources === undefined ? revision ?? "" : "",
      source: sources === undefined
        ? source ?? app.spec.source
        : { repoURL: "" },
      ...(sources === undefined ? {} : { sources, revisions: revisions ?? [] }),
    },
    startedAt: stamp(world.now()),
  };
  app.status.operationState = state;
  record.attemptedAt = state.startedAt;
  touch(world, record);
  return state;
}

function perform(
  world: World,
  record: ApplicationRecord,
  state: OperationState,
): void {
  const { app } = record;
  const cluster = world.clusterAt(world.serverOf(app.spec.destination) ?? "");
  if (
    cluster === undefined || cluster.unreachable !== "" ||
    record.comparisonError?.startsWith("InvalidSpecError") === true
  ) {
    reconcile(world, record);
    const errors = (app.status.conditions ?? []).filter((one) =>
      one.type === "ComparisonError" || one.type === "InvalidSpecError"
    );
    return finish(
      world,
      record,
      "Error",
      errors.map((one) => `${one.type}: ${one.message}`).join(";"),
    );
  }
  try {
    const local = state.operation.sync.manifests;
    if (local !== undefined && local.length > 0) {
      reconcile(world, record);
      if (record.comparisonError !== undefined) {
        return finish(world, record, "Error", record.comparisonError);
      }
    }
    const outcome = runSync(world, record, cluster, state);
    const results = [
      ...earlierResults(state, outcome.results),
      ...outcome.results,
    ];
    state.syncResult = {
      ...(results.length === 0 ? {} : { resources: results }),
      ...withoutResources(state),
    };
    if (outcome.kind === "waiting") {
      if (state.message !== outcome.message) {
        state.message = outcome.message;
        record.dirty = true;
        touch(world, record);
      }
      return;
    }
    if (outcome.kind === "failed") {
      return fail(world, record, state, outcome.message);
    }
    const dry = state.operation.sync.dryRun === true ||
      outcome.results.length === 0;
    finish(
      world,
      record,
      "Succeeded",
      `successfully synced (${dry ? "no more tasks" : "all tasks run"})`,
    );
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof RepoServerDown)) {
      throw error;
    }
    finish(
      world,
      record,
      "Error",
      `ComparisonError: ${comparisonMessage(world, error, true)}`,
    );
  }
}

/** Results of an earlier step that the present one does not report again, such as the namespace. */
function earlierResults(
  state: OperationState,
  results: readonly ResourceResult[],
): readonly ResourceResult[] {
  return (state.syncResult?.resources ?? []).filter((old) =>
    !results.some((one) =>
      one.kind === old.kind && one.name === old.name &&
      one.namespace === old.namespace
    )
  );
}

function withoutResources(state: OperationState): Record<string, unknown> {
  const { resources: _resources, ...rest } = state.syncResult ?? {};
  return rest;
}

function fail(
  world: World,
  record: ApplicationRecord,
  state: OperationState,
  message: string,
): void {
  const limit = state.operation.retry.limit ?? 0;
  const tries = state.retryCount ?? 0;
  const now = world.now();
  if (tries >= limit && limit !== -1) {
    return finish(
      world,
      record,
      "Failed",
      tries > 0 ? `${message} (retried ${tries} times).` : message,
    );
  }
  const base = durationMilliseconds(
    digText(state.operation.retry, "backoff", "duration") || "5s",
  );
  const wait = base *
    digNumber(state.operation.retry, ["backoff", "factor"], 2) ** tries;
  record.retryAt = now.getTime() + wait;
  state.retryCount = tries + 1;
  state.finishedAt = stamp(now);
  const due = new Date(record.retryAt);
  const hours = due.getUTCHours();
  const clock = `${hours % 12 || 12}:${
    String(due.getUTCMinutes()).padStart(2, "0")
  }${hours < 12 ? "AM" : "PM"}`;
  state.message = `${message}. Retrying attempt #${tries + 1} at ${clock}.`;
  record.dirty = true;
  touch(world, record);
}

function terminateStep(
  world: World,
  record: ApplicationRecord,
  state: OperationState,
): void {
  // While a window blocks the operation nobody gets round to ending it.
  if (!canSync(windowsOf(world, record.app), world.now(), true)) return;
  const cluster = world.clusterAt(
    world.serverOf(record.app.spec.destination) ?? "",
  );
  for (const result of state.syncResult?.resources ?? []) {
    if (result.hookType === undefined || result.hookPhase !== "Running") {
      continue;
    }
    const newest = world.version === "3.5";
    result.message = newest ? "Terminated" : "Deleted";
    result.hookPhase = newest ? "Failed" : "Succeeded";
    if (!newest) delete result.status;
    // The hook goes in the foreground: it stays until its pod has gone.
    const live = cluster?.get(result);
    if (live !== undefined) {
      live.metadata.deletionTimestamp ??= stamp(world.now());
    }
  }
  finish(world, record, "Failed", "Operation terminated");
}

function finish(
  world: World,
  record: ApplicationRecord,
  phase: string,
  message: string,
): void {
  const { app } = record;
  const state = app.status.operationState;
  if (state === undefined) return;
  state.phase = phase;
  state.message = message;
  state.finishedAt = stamp(world.now());
  delete app.operation;
  const { sync } = state.operation;
  if (
    phase === "Succeeded" && sync.dryRun !== true &&
    (sync.resources ?? []).length === 0
  ) addHistory(record, state);
  const revision = sync.revision ?? sync.revisions?.join(", ") ?? "";
  const verdict = phase === "Succeeded" ? "succeeded" : `failed: ${message}`;
  controllerEvent(
    world,
    app,
    "OperationCompleted",
    `${
      sync.dryRun === true ? "Dry run" : "Sync"
    } operation to ${revision} ${verdict}`,
    phase === "Succeeded" ? "Normal" : "Warning",
  );
  touch(world, record);
  reconcile(world, record);
}

function addHistory(record: ApplicationRecord, state: OperationState): void {
  const { app } = record;
  const { source, sources, revision, revisions } = state.operation.sync;
  const history = app.status.history ??= [];
  const entry: HistoryEntry = {
    ...(sources === undefined ? { revision: revision ?? "" } : {}),
    deployedAt: state.finishedAt ?? state.startedAt,
    id: (history.at(-1)?.id ?? -1) + 1,
    source: sources === undefined
      ? source ?? app.spec.source ?? { repoURL: "" }
      : { repoURL: "" },
    deployStartedAt: state.startedAt,
    ...(sources === undefined ? {} : { sources, revisions: revisions ?? [] }),
    initiatedBy: state.operation.initiatedBy,
  };
  history.push(entry);
  if (history.length > HISTORY_LIMIT) {
    history.splice(0, history.length - HISTORY_LIMIT);
  }
}

/** Starts an automated sync where the policy asks for one. */
function automate(world: World, record: ApplicationRecord): void {
  const { app } = record;
  if (!isAutomated(app.spec) || app.status.sync.status !== "OutOfSync") return;
  const policy = app.spec.syncPolicy?.automated ?? {};
  const onlyPruning = record.compared.every((one) =>
    one.hook || one.status === "Synced" || one.requiresPruning
  );
  if (onlyPruning && policy.prune !== true) return;
  const revisions = app.status.sync.revisions ??
    [app.status.sync.revision ?? ""];
  const last = app.status.operationState;
  const heals = (last?.operation.sync.autoHealAttemptsCount ?? 0) + 1;
  const attempted = last !== undefined &&
    JSON.stringify(
        last.operation.sync.revisions ?? [last.operation.sync.revision],
      ) === JSON.stringify(revisions);
  if (attempted) {
    // A dry run counts as an attempt: without self-heal the revision is never tried again.
    const ended = Date.parse(last.finishedAt ?? "") || 0;
    if (
      policy.selfHeal !== true ||
      world.now().getTime() - ended < HEAL_SECONDS * 1000
    ) return;
  }
  if (!canSync(windowsOf(world, app), world.now(), false)) return;
  requestOperation(
    world,
    record,
    syncOperation(world, record, {
      prune: policy.prune === true,
      initiatedBy: { automated: true },
      retry: { limit: 5 },
      ...(attempted
        ? {
          more: { resources: outOfSync(record), autoHealAttemptsCount: heals },
        }
        : {}),
    }),
  );
  controllerEvent(
    world,
    app,
    "OperationStarted",
    `Initiated automated sync to '${revisions.join(", ")}'`,
  );
}

/** The resources that self-heal puts back: only those that differ. */
function outOfSync(
  record: ApplicationRecord,
): NonNullable<Operation["sync"]["resources"]> {
  return record.compared.filter((one) =>
    !one.hook && one.status === "OutOfSync"
  ).map(({ ref }) => ({
    ...(ref.group === "" ? {} : { group: ref.group }),
    kind: ref.kind,
    name: ref.name,
  }));
}

/** The operation a sync of the present target leads to. */
export function syncOperation(
  world: World,
  record: ApplicationRecord,
  options: {
    readonly prune?: boolean;
    readonly dryRun?: boolean;
    readonly initiatedBy: Operation["initiatedBy"];
    readonly retry?: Operation["retry"];
    readonly revisions?: readonly (string | undefined)[];
    readonly syncOptions?: readonly string[];
    readonly more?: Partial<Operation["sync"]>;
  },
): Operation {
  const { spec } = record.app;
  const resolved = sourcesOf(spec).map((source, index) =>
    options.revisions?.[index] ?? resolvedOr(world, source)
  );
  const syncOptions = options.syncOptions ?? spec.syncPolicy?.syncOptions ?? [];
  return {
    sync: {
      ...(spec.sources === undefined && resolved[0] !== undefined
        ? { revision: resolved[0] }
        : {}),
      ...(options.prune === true ? { prune: true } : {}),
      ...(options.dryRun === true ? { dryRun: true } : {}),
      ...options.more,
      ...(world.features.operationSource && spec.sources === undefined &&
          spec.source !== undefined
        ? { source: structuredClone(spec.source) }
        : {}),
      ...(syncOptions.length === 0 ? {} : { syncOptions: [...syncOptions] }),
      ...(spec.sources === undefined ? {} : {
        sources: structuredClone(spec.sources),
        revisions: resolved.map((one) => one ?? ""),
      }),
    },
    initiatedBy: options.initiatedBy,
    retry: options.retry ?? {},
  };
}

function resolvedOr(
  world: World,
  source: { repoURL: string; targetRevision?: string },
): string | undefined {
  const repository = world.git.get(source.repoURL);
  if (repository === undefined) return undefined;
  const name = source.targetRevision ?? "main";
  return repository.branches.get(name) ?? repository.tags.get(name) ?? name;
}
