/**
 * Planned objects as they are in the cluster and in the source.
 *
 * @module
 */
import { isRecord, type Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, type Plan, type PlannedObject } from "./plan.ts";
import { groupOf, keyIn, uidOf } from "./tree_nodes.ts";

/** A manifest without some members. */
export function without(
  manifest: Manifest,
  ...keys: readonly string[]
): Manifest {
  return Object.fromEntries(
    Object.entries(manifest).filter(([key]) => !keys.includes(key)),
  );
}

/** Whether it stands in the source; else something else has made it. */
export function isManaged({ owner }: PlannedObject): boolean {
  return owner === undefined;
}

/** The whole live object; `undefined` when it is not in the cluster. */
export function liveOf(
  plan: Plan,
  planned: PlannedObject,
): Manifest | undefined {
  const { apiVersion, kind, name, namespace, owner, live, age = 30 } = planned;
  if (live === null) return undefined;
  const parent = plan.objects?.find((one) => keyIn(one) === owner);
  return {
    apiVersion,
    kind,
    metadata: {
      creationTimestamp: ago(age),
      name,
      ...(namespace === false ? {} : { namespace: namespace ?? plan.id }),
      uid: uidOf(plan, planned),
      resourceVersion: "48211",
      ...(parent
        ? {
          ownerReferences: [{
            apiVersion: parent.apiVersion,
            kind: parent.kind,
            name: parent.name,
            uid: uidOf(plan, parent),
            controller: true,
            blockOwnerDeletion: true,
          }],
        }
        : {}),
      ...(live?.["metadata"] as Manifest | undefined),
    },
    ...without(live ?? {}, "metadata"),
  };
}

function targetOf(plan: Plan, planned: PlannedObject): Manifest | undefined {
  const { apiVersion, kind, name, namespace, live, target } = planned;
  if (target === null) return undefined;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === false ? {} : { namespace: namespace ?? plan.id }),
    },
    ...(target ?? without(live ?? {}, "metadata", "status")),
  };
}

/** What an apply would leave: members of the source over those of the cluster. */
function applied(live: unknown, target: unknown): unknown {
  if (!isRecord(live) || !isRecord(target)) return target;
  const keys = new Set([...Object.keys(live), ...Object.keys(target)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      key in target ? applied(live[key], target[key]) : live[key],
    ]),
  );
}

function json(manifest: unknown): string {
  return manifest === undefined ? "null" : JSON.stringify(manifest);
}

/** The answer of managed-resources. */
export function managed(plan: Plan): Manifest {
  const items = (plan.objects ?? []).filter(isManaged)
    .filter(({ hook }) => hook === undefined).map((planned) => {
      const live = liveOf(plan, planned);
      const target = targetOf(plan, planned);
      const { normalized, sync } = planned;
      // Argo CD compares without the status, and without what it is told to ignore.
      const compared = live && without(
        normalized
          ? { ...liveOf(plan, { ...planned, live: normalized }) }
          : live,
        "status",
      );
      const predicted = sync === "OutOfSync" && target && compared
        ? applied(compared, target)
        : sync === "OutOfSync"
        ? target
        : compared;
      return {
        ...groupOf(planned),
        kind: planned.kind,
        ...(planned.namespace === false
          ? {}
          : { namespace: planned.namespace ?? plan.id }),
        name: planned.name,
        targetState: json(target),
        liveState: json(live),
        normalizedLiveState: json(compared),
        predictedLiveState: json(predicted),
        resourceVersion: "48211",
        ...(planned.sync === "OutOfSync" ? { modified: true } : {}),
      };
    });
  return items.length > 0 ? { items } : {};
}
