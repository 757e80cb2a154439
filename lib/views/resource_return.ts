/**
 * Whether a resource that is deleted by hand comes back, and by whom.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import { comparisonFailure } from "./comparison_failure.ts";
import type { InventoryItem } from "./resource_inventory.ts";
import { resourceTitle } from "./resource_title.ts";
import { isAutomated } from "./sync_policy.ts";

/** What becomes of it after the deletion. */
export interface ResourceReturn {
  /** A sentence without a period. */
  readonly text: string;
  /** A sync of just this resource makes it again. */
  readonly bySync?: true;
  /** It comes back without anybody asking for it. */
  readonly byItself?: true;
  /** Nothing makes it again. */
  readonly never?: true;
}

/** Controllers that put another one in the place of what they have lost. */
const REPLACED_BY: Readonly<Record<string, readonly string[]>> = {
  Pod: ["ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController"],
  ReplicaSet: ["Deployment"],
  EndpointSlice: ["Service"],
  Endpoints: ["Service"],
};

function childReturn(
  { kind = "", parentRefs = [] }: InventoryItem,
  home: string | undefined,
): ResourceReturn {
  const makers = parentRefs.map((ref) => resourceTitle(ref, home)).join(", ");
  const isReplaced = parentRefs.some((ref) =>
    REPLACED_BY[kind]?.includes(ref.kind ?? "")
  );
  return isReplaced
    ? { text: `${makers} makes a new one in its place`, byItself: true }
    : { text: `it was made by ${makers}, which may or may not make it again` };
}

function managedReturn({ spec }: Application): ResourceReturn {
  const policy = spec?.syncPolicy;
  if (!isAutomated(policy)) {
    return {
      text:
        "it is in the source: it is Missing until somebody syncs, because sync is manual",
      bySync: true,
    };
  }
  return policy?.automated?.selfHeal
    ? {
      text:
        "it is in the source, and self-heal is on: Argo CD makes it again within seconds",
      bySync: true,
      byItself: true,
    }
    : {
      text:
        "it is in the source: it is Missing until somebody syncs or the source has a new revision, because automated sync without self-heal tries each revision once",
      bySync: true,
    };
}

/**
 * Tells whether a resource comes back.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const application = {
 *   spec: { syncPolicy: { automated: { selfHeal: true } } },
 *   status: { sync: { status: "Synced" } },
 * };
 * const item = { kind: "Service", name: "web", live: true, managed: true };
 * assert.equal(resourceReturn(item, application).byItself, true);
 * assert.equal(resourceReturn({ ...item, requiresPruning: true }, application).never, true);
 * ```
 */
export function resourceReturn(
  item: InventoryItem,
  application: Application,
): ResourceReturn {
  if (item.orphaned) {
    return {
      text: "it belongs to no application: nothing makes it again",
      never: true,
    };
  }
  if (item.hook) {
    return {
      text:
        "it is a hook: the next sync of the whole application makes it again",
    };
  }
  if (item.managed) {
    if (comparisonFailure(application) !== undefined) {
      return {
        text:
          "whether Argo CD can make it again is not known, because it cannot compare now",
      };
    }
    return item.requiresPruning
      ? {
        text: "it is not in the source any more: nothing makes it again",
        never: true,
      }
      : managedReturn(application);
  }
  return item.parentRefs?.length
    ? childReturn(item, application.spec?.destination?.namespace)
    : { text: "who made it is not known" };
}
