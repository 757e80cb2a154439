/**
 * What the actions that Argo CD brings along do to Kubernetes' own kinds: the API itself says nothing about it, neither
 * before nor after.
 *
 * @module
 */
import { applyMergePatch } from "./apply_merge_patch.ts";
import type { Manifest } from "./manifest_yaml.ts";
import { replicasOf, valueAt } from "./workload_change.ts";

/** An action with its parameters. */
export interface WantedAction {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What an action does, as far as it is known. */
export interface ActionPrediction {
  /** A sentence without a period. */
  readonly what: string;
  /** The object afterwards, where the action changes it in a known way. */
  readonly desired?: Manifest;
  /** Makes other objects, and so need not change this one. */
  readonly makesOthers?: true;
  /** The action that goes back, and with which parameters. */
  readonly opposite?: WantedAction;
}

const RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
/** Stands for the time of the call, which is not known before. */
const WHEN_CALLED = "(the time of the call)";

type Rule = (wanted: WantedAction, live: Manifest) => ActionPrediction;

function opposite(
  action: string,
  parameters: WantedAction["parameters"] = {},
): { readonly opposite: WantedAction } {
  return { opposite: { action, parameters } };
}

function withSpec(live: Manifest, spec: Manifest): { desired: Manifest } {
  return { desired: applyMergePatch(live, { spec }) as Manifest };
}

const restart: Rule = (_, live) => {
  if (valueAt(live, "spec", "paused") === true) {
    return {
      what:
        "it is paused, so its pods start anew only after it has been resumed",
    };
  }
  if (valueAt(live, "spec", "updateStrategy", "type") === "OnDelete") {
    return {
      what:
        "its update strategy is OnDelete, so its pods start anew only after somebody has deleted them",
    };
  }
  return {
    what: "new pods take the place of the present ones, one after another",
    ...withSpec(live, {
      template: { metadata: { annotations: { [RESTARTED_AT]: WHEN_CALLED } } },
    }),
  };
};

const scale: Rule = ({ parameters }, live) => {
  const before = replicasOf(live) ?? 1;
  const after = Number(parameters["replicas"]);
  return {
    what: `replicas ${before} → ${after}`,
    ...withSpec(live, { replicas: after }),
    ...opposite("scale", { replicas: String(before) }),
  };
};

const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  "apps/Deployment": {
    restart,
    scale,
    pause: (_, live) => ({
      what:
        "its pods go on, and changes of its pod template wait until it is resumed",
      ...withSpec(live, { paused: true }),
      ...opposite("resume"),
    }),
    resume: (_, live) => ({
      what:
        "changes of its pod template that were made while it was paused are rolled out now",
      ...withSpec(live, { paused: null }),
      ...opposite("pause"),
    }),
  },
  "apps/StatefulSet": { restart, scale },
  "apps/DaemonSet": { restart },
  "batch/CronJob": {
    "create-job": () => ({
      what: "runs a Job of its template now, whatever its schedule says",
      makesOthers: true,
    }),
    suspend: (_, live) => ({
      what: "no Job is started any more until it is resumed",
      ...withSpec(live, { suspend: true }),
      ...opposite("resume"),
    }),
    resume: (_, live) => ({
      what: "Jobs are started by its schedule again",
      ...withSpec(live, { suspend: false }),
      ...opposite("suspend"),
    }),
  },
  "batch/Job": {
    terminate: () => ({
      what: "ends it: its pods are stopped, and it counts as failed",
    }),
  },
};

/** Opposites by name, of kinds that are not known here; what they have changed meanwhile is another matter. */
const OPPOSITES: Readonly<Record<string, string>> = {
  pause: "resume",
  resume: "pause",
  "toggle-auto-sync": "toggle-auto-sync",
};

function kindKey(live: Manifest): string {
  const group = String(live["apiVersion"] ?? "").split("/").slice(0, -1);
  return [...group, String(live["kind"])].join("/");
}

/**
 * Tells what an action does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const live = { apiVersion: "apps/v1", kind: "Deployment", spec: { replicas: 2 } };
 * const wanted = { action: "scale", parameters: { replicas: "0" } };
 * assert.deepEqual(predictAction(wanted, live), {
 *   what: "replicas 2 → 0",
 *   desired: { apiVersion: "apps/v1", kind: "Deployment", spec: { replicas: 0 } },
 *   opposite: { action: "scale", parameters: { replicas: "2" } },
 * });
 * ```
 */
export function predictAction(
  wanted: WantedAction,
  live: Manifest,
): ActionPrediction {
  const { action } = wanted;
  const ofKind = RULES[kindKey(live)] ?? {};
  const rule = Object.hasOwn(ofKind, action) ? ofKind[action] : undefined;
  if (rule) return rule(wanted, live);
  const back = Object.hasOwn(OPPOSITES, action) ? OPPOSITES[action] : undefined;
  return {
    what:
      "a script of Argo CD or of its administrators decides what it does, which Argo CD does not tell beforehand",
    ...(back ? opposite(back) : {}),
  };
}
