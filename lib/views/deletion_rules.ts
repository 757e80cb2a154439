/**
 * What the deletion of a resource reaches.
 *
 * @module
 */
import {
  CLAIM,
  DEFINITION,
  type ImpactRule,
  kindOf,
  podCount,
  shortList,
} from "./impact_rule.ts";
import type { Manifest } from "./manifest_yaml.ts";
import { publicAddresses } from "./public_addresses.ts";
import {
  deletionOption,
  isDeletion,
  type ResourceChange,
} from "./resource_change.ts";
import { isWorkload, valueAt } from "./workload_change.ts";

const CASCADE_FINALIZER = "resources-finalizer.argocd.argoproj.io";
const APPLICATION = "Application.argoproj.io";

/** Whether the resource goes: one that keeps itself does not. */
function goes(change: ResourceChange): boolean {
  return isDeletion(change) && deletionOption(change) !== "kept";
}

/** Applies to resources of some kinds that go. */
function deleted(
  kinds: readonly string[],
  which: (live: Manifest | undefined) => boolean = () => true,
): ImpactRule["applies"] {
  return (change) =>
    goes(change) && kinds.includes(kindOf(change)) && which(change.live)
      ? ""
      : undefined;
}

function finalizersOf(object: Manifest | undefined): readonly string[] {
  const finalizers = valueAt(object, "metadata", "finalizers");
  return Array.isArray(finalizers)
    ? finalizers.filter((one) => typeof one === "string")
    : [];
}

function isCascading(live: Manifest | undefined): boolean {
  // What is not known is taken for the worse.
  return live === undefined ||
    finalizersOf(live).some((one) => one.startsWith(CASCADE_FINALIZER));
}

function isRetained(live: Manifest | undefined): boolean {
  return valueAt(live, "spec", "persistentVolumeReclaimPolicy") === "Retain";
}

/** Whether the claims of a StatefulSet go with it. */
function takesClaims(live: Manifest | undefined): boolean {
  return valueAt(
    live,
    "spec",
    "persistentVolumeClaimRetentionPolicy",
    "whenDeleted",
  ) === "Delete";
}

/** What goes, the worst first. */
export const DELETION_RULES: readonly ImpactRule[] = [
  {
    applies: deleted([DEFINITION]),
    lead:
      "deletes definitions, and with each every object of its kind in the whole cluster",
    irreversible: "every object of these kinds in the whole cluster",
  },
  {
    applies: deleted(["Namespace"]),
    lead: "deletes namespaces with everything in them, whoever made it",
    irreversible: "everything in these namespaces",
  },
  {
    applies: deleted([CLAIM, "PersistentVolume"], (live) => !isRetained(live)),
    lead:
      "deletes volumes: their data goes, unless their reclaim policy is Retain",
    irreversible:
      "data of these volumes, unless their reclaim policy is Retain",
  },
  {
    applies: deleted(["StatefulSet.apps"], takesClaims),
    lead: "deletes stateful workloads with the volumes that they claimed",
    irreversible: "data of the volumes that these workloads claimed",
  },
  {
    applies: deleted([APPLICATION], isCascading),
    lead: "deletes child applications with all that they manage",
    irreversible: "data of what these applications manage",
  },
  {
    applies: deleted(["ApplicationSet.argoproj.io"]),
    lead:
      "deletes ApplicationSets, and with each the applications that it made",
    irreversible: "data of what the applications of these sets manage",
  },
  {
    applies: deleted([APPLICATION], (live) => !isCascading(live)),
    lead: "deletes child applications; what they manage stays",
  },
  {
    applies: deleted(["AppProject.argoproj.io"]),
    lead: "deletes projects, without which their applications cannot be synced",
  },
  {
    applies: deleted(["Secret"]),
    // "credentials: Secret x" would be masked as a value of theirs.
    lead: "deletes stored credentials that others may use",
    irreversible: "values of stored credentials, unless the source holds them",
  },
  {
    applies: (change, below) =>
      goes(change) && isWorkload(change.ref)
        ? podCount(change, below)
        : undefined,
    lead: "stops workloads",
  },
  {
    applies: deleted(
      ["Service"],
      (live) => publicAddresses(live).includes("load balancer"),
    ),
    lead: "gives up load balancers",
    irreversible:
      "addresses of these load balancers, which may be others afterwards",
  },
  {
    applies: (change) =>
      goes(change) && change.ref.kind !== "Service"
        ? shortList(publicAddresses(change.live)) || undefined
        : undefined,
    lead: "takes away addresses",
  },
];

/** How it goes. */
export const DELETION_MANNERS: readonly ImpactRule[] = [
  {
    applies: (change) => {
      const others = finalizersOf(change.live).filter((one) =>
        // Every claim and volume has one, until nobody uses it.
        !one.startsWith("kubernetes.io/") && !one.startsWith(CASCADE_FINALIZER)
      );
      return goes(change) ? shortList(others) || undefined : undefined;
    },
    lead: "waits for finalizers before these are gone",
  },
  {
    applies: (change) =>
      isDeletion(change) && deletionOption(change) === "confirm"
        ? ""
        : undefined,
    lead:
      "waits for a confirmation (argocd app confirm-deletion) before these are gone",
  },
  {
    applies: (change) =>
      isDeletion(change) && deletionOption(change) === "kept" ? "" : undefined,
    lead: "keeps what asks to be kept",
  },
  {
    applies: deleted(["PersistentVolume"], isRetained),
    lead: "deletes volumes whose data is retained",
  },
];
