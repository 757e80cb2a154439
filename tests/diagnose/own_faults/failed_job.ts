/**
 * A Job that has used up its tries.
 *
 * @module
 */
import { job } from "./controllers.ts";
import type { PlannedObject } from "./plan.ts";
import { ended, type PlannedPod } from "./workloads.ts";

/** A Job whose only pod ended badly; an object of the application, of a hook, or of a CronJob. */
export function failedJob(
  { name, hook, owner, container, code = 1, reason, limits, says, health }: {
    readonly name: string;
    readonly hook?: string;
    /** `CronJob/invoice` */
    readonly owner?: string;
    readonly container?: string;
    readonly code?: number;
    readonly reason?: string;
    readonly limits?: Readonly<Record<string, string>>;
    readonly says: readonly string[];
    /** Of the pod. */
    readonly health?: PlannedPod["health"];
  },
): readonly PlannedObject[] {
  const terminated = ended(code, reason === undefined ? {} : { reason });
  return job({
    name,
    ...(hook ? { hook } : {}),
    outcome: [
      "Failed",
      "BackoffLimitExceeded",
      "Job has reached the specified backoff limit",
    ],
    pods: [{
      phase: "Failed",
      containers: [{
        ...(container ? { name: container } : {}),
        ...(limits ? { spec: { resources: { limits } } } : {}),
        status: {
          ready: false,
          restartCount: 0,
          lastState: {},
          state: { terminated },
        },
        log: { now: says },
      }],
      ...(health ? { health } : {}),
    }],
  }).map((one) => owner && one.kind === "Job" ? { ...one, owner } : one);
}
