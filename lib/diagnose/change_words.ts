/**
 * Changes of an application in words: when, by whom, which commits, which values.
 *
 * @module
 */
import type { HistoryEntry } from "../argocd/wire/application.ts";
import { initiator } from "../views/operation_view.ts";
import { plural } from "../views/plural.ts";
import { resourceTitle } from "../views/resource_title.ts";
import { revisionText } from "../views/revision_view.ts";
import type { ChangeFacts } from "./change_facts.ts";
import type { Facts } from "./facts.ts";
import type { Evidence } from "./finding.ts";
import { spanText } from "./moment.ts";
import { keyOf, placeOf } from "./object_key.ts";
import type { RenderedChange } from "./rendered_changes.ts";

const MOST_SHOWN = 2;

/** A span of milliseconds for a sentence; of one whose ends are not both known as well. */
export function lengthText(milliseconds: number): string {
  return Number.isNaN(milliseconds)
    ? "some time"
    : spanText(milliseconds / 1000);
}

/** `9 min ago` */
export function agoText(time: number, { now }: Facts): string {
  return `${lengthText(now.getTime() - time)} ago`;
}

/** ` by ana`, ` by automated sync`; empty where nobody is named. */
export function byText({ initiatedBy }: HistoryEntry): string {
  if (initiatedBy?.automated) return " by automated sync";
  const by = initiator(initiatedBy);
  return by ? ` by ${by}` : "";
}

/** `: 2 values of Deployment cart changed`; says nothing where it could not be read. */
export function whatChanged(
  changes: readonly RenderedChange[] | undefined,
  { application }: Facts,
): string {
  if (!changes) return "";
  const [first] = changes;
  if (!first) return "; what it renders to did not change";
  const objects = new Set(changes.map(({ ref }) => keyOf(ref)));
  const home = application.spec?.destination?.namespace;
  const values = plural(changes.length, "value");
  return objects.size === 1
    ? `: ${first.path ? `${values} of ` : ""}${
      resourceTitle(first.ref, home)
    } ${first.path ? "changed" : first.text}`
    : `: ${plural(changes.length, "change")} in ${objects.size} resources`;
}

/** What the authors say, behind a few words of ours. */
export function commitsEvidence(
  where: string,
  { revisions }: ChangeFacts,
  lead: string,
): Evidence {
  const commits = revisions.map(revisionText).join("; ");
  return { where, text: [lead, commits].filter(Boolean).join(": ") };
}

/** The first few values. */
export function changeEvidence(
  changes: readonly RenderedChange[] | undefined,
): readonly Evidence[] {
  return (changes ?? []).slice(0, MOST_SHOWN).map(({ ref, path, text }) => ({
    where: placeOf(ref, path),
    text,
  }));
}
