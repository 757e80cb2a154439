/**
 * Conditions in the status of an object.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago } from "./plan.ts";

/** One condition; an operator may leave out why. */
export type Condition = readonly [
  type: string,
  status: string,
  reason?: string,
  message?: string,
];

/** They became so 25 minutes before the case is looked at. */
export function conditions(...list: readonly Condition[]): readonly Manifest[] {
  return list.map(([type, status, reason, message]) => ({
    type,
    status,
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
    lastTransitionTime: ago(25),
  }));
}
