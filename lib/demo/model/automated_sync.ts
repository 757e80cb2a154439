/**
 * When the controller syncs by itself. A revision is tried once unless self-heal is on, and a dry run
 * counts as a try: the trap that stops auto-sync without a condition to say so.
 *
 * @module
 */
import { isAutomated, type Operation } from "./application.ts";
import { controllerEvent } from "./application_events.ts";
import { requestOperation, syncOperation } from "./sync_request.ts";
import { canSync, windowsOf } from "./windows.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** Seconds between attempts to heal the same revision. */
const HEAL_SECONDS = 5;

/** Starts an automated sync where the policy asks for one. */
export function automate(world: World, record: ApplicationRecord): void {
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
