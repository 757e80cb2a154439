/**
 * How an operation ends or is tried again. Between tries its phase is `Running` although `finishedAt` is
 * set: a client must not take that time for the end.
 *
 * @module
 */
import type { HistoryEntry, OperationState } from "./application.ts";
import { controllerEvent, touch } from "./application_events.ts";
import { digNumber, digText } from "./json.ts";
import { reconcile } from "./reconcile.ts";
import { stamp } from "./time.ts";
import { durationMilliseconds } from "./windows.ts";
import type { ApplicationRecord, World } from "./world.ts";

const HISTORY_LIMIT = 10;

/** Ends a failed try: another one is due while the retry strategy has some left. */
export function fail(
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

/** Ends an operation: phase, message, history, event, and a new comparison. */
export function finish(
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
