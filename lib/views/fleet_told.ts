/**
 * Causes that applications tell themselves, in their conditions and in the message of their operation.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import { type Cause, causeOf } from "./fleet_cause.ts";
import type { FleetMember, Trouble } from "./fleet_member.ts";

/** A trouble with its cause. */
export interface Told {
  readonly trouble: Trouble;
  readonly cause: Cause;
}

const TOLD: ReadonlySet<Trouble> = new Set<Trouble>([
  "not comparable",
  "sync failed",
  "being deleted",
  "sync not over",
]);

/** Whether the worst that is wrong with it has its reason in the application, and not in its resources. */
export function canTell({ troubles: [worst] }: FleetMember): boolean {
  return worst !== undefined && TOLD.has(worst);
}

/**
 * What it tells; `undefined` where its words are no reason.
 *
 * @param application With its conditions and the message of its operation.
 */
export function toldBy(
  member: FleetMember,
  application: Application,
): Told | undefined {
  const [trouble] = member.troubles;
  if (trouble === undefined || !canTell(member)) return undefined;
  const cause = causeOf(member, trouble, { application });
  return cause.isTelling ? { trouble, cause } : undefined;
}

/** Tells a trouble with its cause from all others. */
export function toldKey({ trouble, cause }: Told): string {
  return `${trouble} ${cause.key}`;
}
