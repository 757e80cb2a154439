/**
 * From a started operation to its result. A dry run goes through here as well and overwrites the state of
 * the last real sync, as it does in Argo CD.
 *
 * @module
 */
import type {
  Operation,
  OperationState,
  ResourceResult,
} from "./application.ts";
import { touch } from "./application_events.ts";
import { comparisonMessage } from "./comparison_conditions.ts";
import { RepoServerDown, SourceError } from "./desired_state.ts";
import { fail, finish } from "./operation_end.ts";
import { reconcile } from "./reconcile.ts";
import { runSync } from "./sync_operation.ts";
import { stamp } from "./time.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** Writes the state of an operation that begins. */
export function begin(
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

/** Syncs as far as it goes now, and ends the operation when it is done. */
export function perform(
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
