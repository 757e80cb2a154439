/**
 * Two applications manage the same object and overwrite each other.
 *
 * @module
 */
import { applicationState, isFine } from "../../views/application_state.ts";
import { parseManifest } from "../../views/manifest_yaml.ts";
import {
  TRACKING_ANNOTATION,
  USUAL_TRACKING_LABEL,
} from "../../views/tracking.ts";
import type { Facts, Rule } from "../facts.ts";
import { textAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { keyOf, placeOf } from "../object_key.ts";
import {
  isOneOf,
  type SharedObject,
  sharedObjects,
} from "../shared_objects.ts";

/** Who the live object says it belongs to: the one that has applied it last. */
function ownerNow(
  { managed }: Facts,
  { kind, name }: SharedObject,
): Evidence | undefined {
  const item = managed.find((one) => one.kind === kind && one.name === name);
  const live = parseManifest(item?.normalizedLiveState || "null");
  const metadata = live?.["metadata"];
  const id = textAt(metadata, "annotations", TRACKING_ANNOTATION);
  const label = textAt(metadata, "labels", USUAL_TRACKING_LABEL);
  if (!item || !id && !label) return undefined;
  return id
    ? {
      where: placeOf(item, `metadata.annotations[${TRACKING_ANNOTATION}]`),
      text: id,
    }
    : {
      where: placeOf(item, `metadata.labels[${USUAL_TRACKING_LABEL}]`),
      text: label,
    };
}

/** Whether the applications are at it now: this one does not have what it wants, or has had to take it back. */
function isContested(
  { application: { status } }: Facts,
  all: readonly SharedObject[],
  isHeld: boolean,
): boolean {
  const { sync } = status?.operationState?.operation ?? {};
  return isHeld || (sync?.autoHealAttemptsCount ?? 0) > 0 ||
    all.some(({ kind, name }) => {
      const own = status?.resources?.find((one) =>
        one.kind === kind && one.name === name
      );
      return own?.status !== "Synced";
    });
}

/** How bad it is: while this one has its way, nothing is wrong with it before the other one syncs. */
function weight(
  facts: Facts,
  contested: boolean,
): Pick<Finding, "severity" | "confidence"> {
  if (contested) return { severity: "broken", confidence: 1 };
  const fine = isFine(applicationState(facts.application));
  return { severity: "waiting", confidence: fine ? 0.9 : 0.6 };
}

function finding(facts: Facts, all: readonly SharedObject[]): Finding {
  const { ref } = facts;
  const [{ kind, name, other }] = all as [SharedObject];
  const where = `Application/${ref}@status.conditions[SharedResourceWarning]`;
  const owner = ownerNow(facts, all[0] as SharedObject);
  const more = all.length > 1 ? ` and ${all.length - 1} more` : "";
  const isHeld = owner?.text.split(/[:_]/)[0] === other.split("/").at(-1);
  const contested = isContested(facts, all, isHeld);
  const fate = isHeld
    ? ", which holds it now: each sync of one undoes the other"
    : contested
    ? ": each sync of one undoes the other"
    : ": it is as this one wants it until the other one syncs";
  return {
    rule: "shared-resource",
    ...weight(facts, contested),
    summary: kind
      ? `${kind} '${name}'${more} is managed by application '${other}' as well${fate}`
      : "An object is managed by another application as well",
    where,
    evidence: [
      ...all.slice(0, 2).map(({ message }) => ({ where, text: message })),
      ...(owner ? [owner] : []),
    ],
    next: {
      tool: "get_application",
      arguments: { application: other || ref, include: ["resources"] },
      then: "take the object out of one of the two sources, or rename it there",
    },
    // The other one has changed it, and nobody else. Why it is ill is another question.
    explains: (facts.application.status?.resources ?? [])
      .filter((one) =>
        isOneOf(all, one) && (one.health?.status ?? "Healthy") === "Healthy"
      ).map(keyOf),
  };
}

/** Objects of two applications, one finding for each of the others. */
export const sharedResource: Rule = {
  names: ["shared-resource"],
  look(facts) {
    const byOther = Map.groupBy(sharedObjects(facts), ({ other }) => other);
    return [...byOther.values()].map((all) => finding(facts, all));
  },
};
