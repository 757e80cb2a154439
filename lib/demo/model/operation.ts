/**
 * The controller's clock: what is due happens when somebody looks. Only an open stream has a timer that
 * looks; otherwise tests decide about the time, and an idle demo costs nothing.
 *
 * @module
 */
import type { OperationState } from "./application.ts";
import { touch } from "./application_events.ts";
import { removeApplication } from "./application_store.ts";
import { automate } from "./automated_sync.ts";
import { finish } from "./operation_end.ts";
import { begin, perform } from "./perform_operation.ts";
import { reconcile } from "./reconcile.ts";
import { stamp } from "./time.ts";
import { canSync, windowsOf } from "./windows.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** Milliseconds between the acceptance of an operation and its start, and between its steps. */
const STEP_MILLISECONDS = 150;

/** Seconds after which the controller looks at an application again by itself. */
const RECONCILE_SECONDS = 120;

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

/** Takes an operation one step further. */
export function step(world: World, record: ApplicationRecord): void {
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
