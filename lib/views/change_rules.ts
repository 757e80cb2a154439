/**
 * What the change or the creation of a resource reaches.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { immutableChanges } from "./immutable_fields.ts";
import {
  CHILDREN,
  CLAIM,
  DEFINITION,
  type ImpactRule,
  kindOf,
  podCount,
  shortList,
} from "./impact_rule.ts";
import type { Manifest } from "./manifest_yaml.ts";
import { publicAddresses } from "./public_addresses.ts";
import type { ResourceChange } from "./resource_change.ts";
import { trackedBy } from "./tracking.ts";
import { replicasOf, restartReason, valueAt } from "./workload_change.ts";

/** Applies to resources of some kinds that are changed or made. */
function touched(
  effect: "create" | "change",
  kinds: readonly string[],
): ImpactRule["applies"] {
  return (change) =>
    change.effect === effect && kinds.includes(kindOf(change)) ? "" : undefined;
}

/** How many pods before and after, where that changes. */
function replicas(
  { effect, live, desired }: ResourceChange,
): readonly [number, number] | undefined {
  if (effect !== "change") return undefined;
  const [before, after] = [replicasOf(live), replicasOf(desired)];
  return before !== undefined && after !== undefined && before !== after
    ? [before, after]
    : undefined;
}

function storageOf(object: Manifest | undefined): string {
  return String(
    valueAt(object, "spec", "resources", "requests", "storage") ?? "?",
  );
}

/** What changes, the worst first. */
export const CHANGE_RULES: readonly ImpactRule[] = [
  {
    applies: (change) => {
      const [before, after] = replicas(change) ?? [];
      return after === 0 ? `${before} → 0` : undefined;
    },
    lead: "scales to 0",
  },
  {
    applies: ({ effect, ref, live, desired }) =>
      effect === "change" && live && desired
        ? immutableChanges(ref, { live, desired }).join(", ") || undefined
        : undefined,
    lead:
      "will probably be refused by Kubernetes, which does not let these fields change",
  },
  {
    applies: ({ effect, live, desired }) => {
      const [owner, next] = [trackedBy(live), trackedBy(desired)];
      return effect === "change" && owner && next && owner !== next
        ? `of application '${owner}'`
        : undefined;
    },
    lead: "takes over from another application, whose next sync takes it back",
  },
  {
    applies: ({ effect, live, desired }) => {
      const [before, after] = [publicAddresses(live), publicAddresses(desired)];
      return effect === "change" && !isDeepStrictEqual(before, after)
        ? `${shortList(before) || "none"} → ${shortList(after) || "none"}`
        : undefined;
    },
    lead: "changes addresses",
  },
  {
    applies: touched("change", CHILDREN),
    lead:
      "changes child applications or projects, which then act by themselves",
  },
  {
    applies: touched("change", [DEFINITION]),
    lead: "changes definitions",
  },
  {
    applies: (change) => {
      if (change.effect !== "change" || kindOf(change) !== CLAIM) {
        return undefined;
      }
      const [before, after] = [change.live, change.desired].map(storageOf);
      return before === after ? "" : `${before} → ${after}`;
    },
    lead: "changes volumes",
  },
  {
    applies: (change, below) => {
      const { effect, ref, live, desired } = change;
      // A Job cannot be restarted so: its template is fixed, which was said.
      if (effect !== "change" || ref.kind === "Job") return undefined;
      const reason = restartReason(live, desired);
      if (reason === undefined || replicasOf(desired) === 0) return undefined;
      return [reason, podCount(change, below)].filter(Boolean).join(", ");
    },
    lead: "restarts",
  },
  {
    applies: (change) => {
      const [before, after] = replicas(change) ?? [];
      return after ? `${before} → ${after}` : undefined;
    },
    lead: "scales",
  },
];

/** What comes. */
export const CREATION_RULES: readonly ImpactRule[] = [
  {
    applies: touched("create", CHILDREN),
    lead:
      "creates child applications or projects, which then act by themselves",
  },
  {
    applies: (change) =>
      change.effect === "create"
        ? shortList(publicAddresses(change.desired)) || undefined
        : undefined,
    lead: "creates addresses",
  },
  {
    applies: touched("create", ["Namespace", CLAIM, DEFINITION]),
    lead: "creates",
  },
];
