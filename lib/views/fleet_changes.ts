/**
 * What changed in a fleet within the last hour, as far as a list of applications tells.
 *
 * @module
 */
import { hasFailedOperation } from "./application_state.ts";
import type { FleetMember } from "./fleet_member.ts";
import { countBy } from "./table.ts";

const HOUR_MS = 3_600_000;
const MOST_PLACES = 3;

/** How many applications; what is 0 is left out. */
export interface FleetChanges {
  /** The last sync ended well. */
  readonly synced?: number;
  /** Where most of them were synced from. */
  readonly synced_from?:
    readonly (readonly [repository: string, count: number])[];
  /** The last sync failed. */
  readonly syncs_failed?: number;
  /** Health became something else than Healthy. */
  readonly turned_unhealthy?: number;
  /** Health became Healthy again. */
  readonly turned_healthy?: number;
  readonly created?: number;
  readonly deletions_begun?: number;
}

/** Whether a time lies within the last hour. */
export function isRecent(time: string | undefined, now: Date): boolean {
  const passed = now.getTime() - Date.parse(time ?? "");
  // Clocks of two machines differ a little.
  return passed <= HOUR_MS && passed >= -HOUR_MS / 60;
}

/** Counts what changed. */
export function fleetChanges(
  members: readonly FleetMember[],
  now: Date,
): FleetChanges {
  function count(holds: (member: FleetMember) => boolean): number {
    return members.filter(holds).length;
  }
  const ended = members.filter(({ application }) =>
    isRecent(application.status?.operationState?.finishedAt, now)
  );
  const synced = ended.filter(({ state }) => state.phase === "Succeeded");
  const isNew = ({ application }: FleetMember) =>
    isRecent(application.metadata?.creationTimestamp, now);
  const hasTurned = ({ application }: FleetMember) =>
    isRecent(application.status?.health?.lastTransitionTime, now);
  const from = Object.entries(
    countBy(
      synced.map(({ traits }) =>
        traits.find(({ kind }) => kind === "repository")?.value ?? "?"
      ),
    ),
  );
  const counts = {
    synced: synced.length,
    syncs_failed: ended.filter(({ state }) => hasFailedOperation(state)).length,
    turned_unhealthy: count((one) =>
      hasTurned(one) && one.state.health !== "Healthy"
    ),
    turned_healthy: count((one) =>
      hasTurned(one) && one.state.health === "Healthy" && !isNew(one)
    ),
    created: count(isNew),
    deletions_begun: count(({ application }) =>
      isRecent(application.metadata?.deletionTimestamp, now)
    ),
  };
  const filled = Object.entries(counts).filter(([, n]) => n > 0);
  return {
    ...Object.fromEntries(filled),
    ...(synced.length > 0 ? { synced_from: from.slice(0, MOST_PLACES) } : {}),
  };
}
