/**
 * A progressive sync of an ApplicationSet that stands: the next step begins when all of this one are healthy.
 *
 * @module
 */
import type { Manifest } from "../views/manifest_yaml.ts";
import { plural } from "../views/plural.ts";
import {
  type RolloutStep,
  rolloutSteps,
  setPlace,
  setRef,
} from "./application_set.ts";
import type { Finding } from "./finding.ts";
import { secondsSince, spanText } from "./moment.ts";

/** A step takes minutes: a sync, and pods that start. */
const PATIENCE_SECONDS = 900;

/** The applications of the first step that is not done; a set may leave out the number of a step. */
function presentStep(steps: readonly RolloutStep[]): readonly RolloutStep[] {
  const open = steps.filter(({ status }) => status !== "Healthy");
  const first = Math.min(...open.map(({ step }) => Number(step) || 1));
  return open.filter(({ step }) => (Number(step) || 1) === first);
}

/**
 * Says at which application a progressive sync stands.
 *
 * @returns Nothing while it goes on, or where there is none.
 */
export function stalledRollout(
  set: Manifest,
  { now }: { readonly now: Date },
): readonly Finding[] {
  const steps = rolloutSteps(set);
  const present = presentStep(steps);
  // Who waits has not begun; if all do, the one that has waited for the shortest time says the least.
  const [held] = present.toSorted((a, b) =>
    Number(a.status === "Waiting") - Number(b.status === "Waiting") ||
    (a.since < b.since ? -1 : 1)
  );
  const seconds = secondsSince(held?.since, now) ?? 0;
  if (!held || seconds < PATIENCE_SECONDS) return [];
  const { application, status, message, step } = held;
  const behind =
    steps.filter((one) =>
      one.status !== "Healthy" && one.application !== application
    ).length;
  const where = setPlace(set, `status.applicationStatus[${application}]`);
  return [{
    rule: "applicationset-rollout",
    severity: "waiting",
    confidence: 0.8,
    summary: `The progressive sync of ApplicationSet '${setRef(set)}' stands${
      step ? ` at step ${step}` : ""
    } for ${spanText(seconds)}: application '${application}' is ${status}${
      behind > 0
        ? `, and ${plural(behind, "application")} with or after it`
        : ""
    }`,
    where,
    // Those behind it are out of sync because they are held back.
    explains: steps.filter((one) => one.status === "Waiting").map((one) =>
      `argoproj.io/Application/${one.application}`
    ),
    evidence: [{ where, text: `${status}: ${message}` }],
    next: {
      tool: "diagnose_application",
      arguments: { application },
      then:
        "the next step begins when it is synced and healthy; a sync that failed has to be repaired and repeated",
    },
  }];
}
