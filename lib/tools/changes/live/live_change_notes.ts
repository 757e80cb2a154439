/**
 * Who would undo a change that is made to a live object past its source.
 *
 * @module
 */
import type { Application } from "../../../argocd/wire/application.ts";
import { isRecord, type Manifest } from "../../../views/manifest_yaml.ts";
import type { InventoryItem } from "../../../views/resource_inventory.ts";
import { resourceTitle } from "../../../views/resource_title.ts";
import { isAutomated } from "../../../views/sync_policy.ts";
import { metadataOf } from "./live_object.ts";

const OURS_REGEXP = /^argocd/;

/** Who else has a say in what the object says; those that only write its status have none. */
function otherWriters(live: Manifest): readonly string[] {
  const { managedFields } = metadataOf(live);
  const managers = (Array.isArray(managedFields) ? managedFields : []).filter(
    isRecord,
  ).filter(({ subresource }) => subresource !== "status")
    .map(({ manager }) => String(manager));
  return [...new Set(managers)].filter((one) => !OURS_REGEXP.test(one));
}

/** What Argo CD makes of a managed object that differs from its source. */
function sourceNote({ spec }: Application): string {
  const policy = spec?.syncPolicy;
  const { selfHeal } = policy?.automated ?? {};
  if (isAutomated(policy) && selfHeal) {
    return "SELF-HEAL IS ON: what the source sets is put back within seconds, what it does not mention stays; change the source, or switch self-heal off first";
  }
  return "it is managed by Argo CD: the next sync puts back what the source sets, and what it does not mention stays";
}

/**
 * Notes for the preview of a live change.
 *
 * @param live Shown, not exact.
 */
export function liveChangeNotes(
  item: InventoryItem,
  { application, live }: {
    readonly application: Application;
    readonly live: Manifest;
  },
): readonly string[] {
  const home = application.spec?.destination?.namespace;
  const owners = (item.parentRefs ?? []).map((ref) => resourceTitle(ref, home));
  const writers = otherWriters(live);
  const { deletionTimestamp } = metadataOf(live);
  return [
    ...(deletionTimestamp
      ? [`it is being deleted since ${String(deletionTimestamp)}`]
      : []),
    ...(item.managed && !item.requiresPruning && !item.hook
      ? [sourceNote(application)]
      : []),
    ...(item.requiresPruning
      ? ["it is not in the source any more: a sync that prunes deletes it"]
      : []),
    ...(item.orphaned
      ? [
        "it is orphaned: it lives in the application's namespace and belongs to no application",
      ]
      : []),
    ...(owners.length > 0
      ? [`it is made by ${owners.join(", ")}, which may undo the change`]
      : []),
    ...(writers.length > 0
      ? [`others write it, too: ${writers.slice(0, 5).join(", ")}`]
      : []),
  ];
}
