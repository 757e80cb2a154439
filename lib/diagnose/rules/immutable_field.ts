/**
 * A change of what is fixed once an object exists: a Job's template, a StatefulSet's service, a selector, a role.
 *
 * @module
 */
import { immutableChanges } from "../../views/immutable_fields.ts";
import {
  ADMISSION_REGEXP,
  IMMUTABLE_REGEXP,
  listed,
  refusedFields,
} from "../api_causes.ts";
import type { Facts, Rule } from "../facts.ts";
import { keyOf } from "../object_key.ts";
import { explainFailures, titleOf } from "../explain_failures.ts";
import { type SyncFailure } from "../sync_failures.ts";

const RULE = "immutable-field";

/** What of the two sides differs tells more than the message: it may say only what could be changed. */
function changedFields(
  { compared }: Facts,
  { key, message }: SyncFailure,
): readonly string[] {
  const sides = compared?.find(({ ref }) => keyOf(ref) === key);
  const { live, desired } = sides ?? {};
  const changed = sides && live && desired
    ? immutableChanges(sides.ref, { live, desired })
    : [];
  return changed.length > 0
    ? changed
    : refusedFields(message).map(({ path }) => path);
}

/** Volumes grow, and never shrink. */
const SHRINK_REGEXP =
  /can ?not be less than (?:previous value|status\.capacity)/i;

/** They grow only where their class lets them. */
const GROW_REGEXP = /only dynamically provisioned pvc can be resized/i;

/** What is wrong with the change, in words. */
function fateOf({ message }: SyncFailure, fields: readonly string[]): string {
  if (GROW_REGEXP.test(message)) {
    return "its storage class does not let claims grow";
  }
  const what = fields.length > 0 ? listed(fields) : "one of its fields";
  if (SHRINK_REGEXP.test(message)) {
    return `${what} is less than before, and a volume cannot shrink`;
  }
  return `${what} ${
    fields.length > 1 ? "are" : "is"
  } fixed once the object exists`;
}

/** Whether losing the object loses data. */
function holdsData({ ref }: SyncFailure): boolean {
  return ref?.kind === "StatefulSet" ||
    (ref?.kind ?? "").startsWith("PersistentVolume");
}

/** Finds changes that Kubernetes does not allow. */
export const immutableField: Rule = {
  names: [RULE],
  look: (facts) =>
    explainFailures(facts, (failure) => {
      const { message } = failure;
      if (!IMMUTABLE_REGEXP.test(message) || ADMISSION_REGEXP.test(message)) {
        return undefined;
      }
      const fields = changedFields(facts, failure);
      return {
        rule: RULE,
        decisive: IMMUTABLE_REGEXP,
        ...(fields[0] ? { field: fields[0] } : {}),
        summary: `${titleOf(failure)} cannot be changed as the source wants: ${
          fateOf(failure, fields)
        }`,
        then: GROW_REGEXP.test(message)
          ? "take the size back in the source, or have the class permit it (allowVolumeExpansion) where its driver can"
          : holdsData(failure)
          ? "take the change back in the source, or make the object anew by hand: its data depends on it"
          : "take the change back in the source, give the object a new name, or let it be made anew (delete_resource and sync, or Force=true with Replace=true in its sync-options)",
      };
    }),
};
