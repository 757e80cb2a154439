/**
 * Accepting a sync, a rollback or its termination; the controller does the work later. As seen on a live
 * server, a misspelt `dry_run` starts a real sync, a deny window refuses a sync with 403 but lets a
 * rollback in to wait, and terminating is refused until the operation has begun.
 *
 * @module
 */
import {
  ApiError,
  invalid,
  missingField,
  precondition,
} from "../model/api_error.ts";
import { isAutomated, type Operation } from "../model/application.ts";
import { applicationEvent, touch } from "../model/application_events.ts";
import {
  type Dict,
  dig,
  digList,
  digNumber,
  digText,
  isDict,
} from "../model/json.ts";
import { requestOperation, syncOperation } from "../model/sync_request.ts";
import { canSync, windowsOf } from "../model/windows.ts";
import type { ApplicationRecord } from "../model/world.ts";
import { applicationOf, rbacName } from "./access.ts";
import { applicationWire } from "./application_wire.ts";
import { bodyOf, type Call, checkField, demand } from "./call.ts";
import {
  resolvedRevisions,
  resourceEntry,
  retryOf,
  texts,
} from "./sync_input.ts";

/** The application that a body's `project` and `appNamespace` narrow down. */
function target(call: Call, body: Dict, action?: string): ApplicationRecord {
  return applicationOf(call, {
    ...(action === undefined ? {} : { action }),
    project: digText(body, "project"),
    namespace: digText(body, "appNamespace"),
  });
}

function start(
  call: Call,
  record: ApplicationRecord,
  operation: Operation,
  message: string,
): unknown {
  if (record.app.operation !== undefined) {
    throw precondition("another operation is already in progress");
  }
  requestOperation(call.world, record, operation);
  applicationEvent(call.world, record.app, {
    reason: "OperationStarted",
    message,
    component: "argocd-server",
    user: call.caller.subject,
  });
  return applicationWire(call.world, record.app, "list");
}

/** POST …/sync: accepted at once, done by and by. Unknown keys of the body mean nothing. */
export function sync(call: Call): unknown {
  const body = bodyOf(call);
  for (const name of ["dryRun", "prune"]) {
    checkField(body, "ApplicationSyncRequest", name, "bool");
  }
  checkField(body, "ApplicationSyncRequest", "revision", "string");
  const record = target(call, body);
  const { app } = record;
  demand(call, "applications", "sync", rbacName(call.world, app));
  if (!canSync(windowsOf(call.world, app), call.world.now(), true)) {
    throw new ApiError(7, "cannot sync: blocked by sync window");
  }
  const manifests = digList(body, "manifests").filter((one) =>
    typeof one === "string"
  );
  if (manifests.length > 0) {
    demand(call, "applications", "override", rbacName(call.world, app));
  }
  if (app.metadata.deletionTimestamp !== undefined) {
    throw precondition("application is deleting");
  }
  const revision = digText(body, "revision");
  const dryRun = dig(body, "dryRun") === true;
  const wanted = app.spec.source?.targetRevision ?? "";
  if (
    isAutomated(app.spec) && !dryRun && revision !== "" &&
    revision !== wanted && app.spec.sources === undefined
  ) {
    throw precondition(
      `Cannot sync to ${revision}: auto-sync currently set to ${wanted}`,
    );
  }
  const revisions = resolvedRevisions(call, record, body);
  const who = call.caller.subject;
  const operation = syncOperation(call.world, record, {
    prune: dig(body, "prune") === true,
    dryRun,
    initiatedBy: { username: who },
    retry: retryOf(record, body),
    revisions: manifests.length > 0 ? [] : revisions,
    ...(isDict(body["syncOptions"])
      ? { syncOptions: texts(digList(body, "syncOptions", "items")) }
      : {}),
    more: {
      ...(digList(body, "resources").length > 0
        ? { resources: digList(body, "resources").map(resourceEntry) }
        : {}),
      ...(isDict(body["strategy"]) ? { syncStrategy: body["strategy"] } : {}),
      ...(manifests.length > 0 ? { manifests: texts(manifests) } : {}),
    },
  });
  if (manifests.length > 0) delete operation.sync.revision;
  const infos = digList(body, "infos");
  const shown = revisions.join(", ");
  const message = `${who} initiated ${dryRun ? "dry run " : ""}sync to ${
    revision || wanted
  } (${shown})`;
  return start(call, record, {
    ...operation,
    ...(infos.length > 0 ? { info: [...infos] } : {}),
  }, message);
}

/** POST …/rollback to an entry of the history; windows are not looked at here. */
export function rollback(call: Call): unknown {
  const body = bodyOf(call);
  checkField(body, "ApplicationRollbackRequest", "id", "int64");
  if (body["id"] === undefined) throw missingField("id");
  const record = target(call, body, "sync");
  const { app } = record;
  if (app.metadata.deletionTimestamp !== undefined) {
    throw precondition("application is deleting");
  }
  if (isAutomated(app.spec)) {
    throw precondition(
      "rollback cannot be initiated when auto-sync is enabled",
    );
  }
  const id = digNumber(body, ["id"]);
  const entry = app.status.history?.find((one) => one.id === id);
  if (entry === undefined) {
    throw invalid(
      `application ${app.metadata.namespace}/${app.metadata.name} does not have deployment with id ${id}`,
    );
  }
  const syncOptions = app.spec.syncPolicy?.syncOptions ?? [];
  const who = call.caller.subject;
  const operation: Operation = {
    sync: {
      ...(entry.revision === undefined ? {} : { revision: entry.revision }),
      ...(dig(body, "prune") === true ? { prune: true } : {}),
      ...(dig(body, "dryRun") === true ? { dryRun: true } : {}),
      syncStrategy: { apply: {} },
      ...(entry.sources === undefined
        ? { source: structuredClone(entry.source) }
        : {}),
      ...(syncOptions.length === 0 ? {} : { syncOptions: [...syncOptions] }),
      ...(entry.sources === undefined ? {} : {
        sources: structuredClone(entry.sources),
        revisions: [...entry.revisions ?? []],
      }),
    },
    initiatedBy: { username: who },
    retry: {},
  };
  return start(call, record, operation, `${who} initiated rollback to ${id}`);
}

/** DELETE …/operation: asks the controller to stop; it needs an operation that has begun. */
export function terminate(call: Call): unknown {
  const record = applicationOf(call, { action: "sync" });
  const { app } = record;
  const state = app.status.operationState;
  if (app.operation === undefined || state === undefined) {
    throw invalid("Unable to terminate operation. No operation is in progress");
  }
  if (state.phase !== "Terminating") {
    state.phase = "Terminating";
    record.acceptedAt = call.world.now().getTime();
    touch(call.world, record);
    applicationEvent(call.world, app, {
      reason: "OperationTerminated",
      message: `${call.caller.subject} terminated running operation`,
      component: "argocd-server",
      user: call.caller.subject,
    });
  }
  return {};
}
