/**
 * A sync of the sibling cases of which one object was refused.
 *
 * @module
 */
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import type { Plan, PlannedObject } from "./plan.ts";
import { AUTOMATED, sibling } from "./sibling_parts.ts";

/** A sync of which one object was refused, after five tries when Argo CD syncs by itself. */
export function refused(
  { says, about, about2, whole, automated, objects = [], ...plan }:
    & Omit<Plan, "operation">
    & {
      readonly namespace: string;
      readonly says: string;
      readonly about: PlannedObject;
      readonly about2?: PlannedObject;
      /** Message of the operation, where it is not what was said of the object. */
      readonly whole?: string;
      readonly automated?: true;
    },
): RecordedFault {
  const tail = automated ? " (retried 5 times)." : "";
  const lacking = (one: PlannedObject): PlannedObject => ({
    sync: "OutOfSync",
    ...(one.live === null ? { health: { status: "Missing" } } : {}),
    ...one,
  });
  return sibling({
    ...plan,
    objects: [
      ...objects,
      lacking(about),
      ...(about2 ? [lacking(about2)] : []),
    ],
    operation: {
      phase: "Failed",
      message: `${
        whole ?? `one or more objects failed to apply, reason: ${says}`
      }${tail}`,
      ...(automated ? { automated, retryCount: 5 } : {}),
      results: {
        [`${about.kind}/${about.name}`]: {
          status: "SyncFailed",
          message: says,
        },
      },
    },
    spec: { ...(automated ? { syncPolicy: AUTOMATED } : {}), ...plan.spec },
  });
}
