/**
 * What a reader learns of the deletion of an application before it is done.
 *
 * @module
 */
import type { Preview, WriteContext } from "../../../tool_spec.ts";
import { comparisonFailure } from "../../../views/comparison_failure.ts";
import { descendantsIn } from "../../../views/descendants.ts";
import { impactView } from "../../../views/impact_view.ts";
import { keepingOptionNote } from "../../../views/keeping_option_note.ts";
import { plural } from "../../../views/plural.ts";
import {
  deletionOption,
  type ResourceChange,
} from "../../../views/resource_change.ts";
import { resourceKey } from "../../../views/resource_forest.ts";
import { kindTitle, resourceTitle } from "../../../views/resource_title.ts";
import { shortMessage } from "../../../views/short_message.ts";
import { countBy } from "../../../views/table.ts";
import { trackingLabelFor } from "../../tracking_label.ts";
import { isCascading } from "../live/child_application.ts";
import type { DeletePlan } from "./delete_plan.ts";

const NAMED = 12;
const REASON_CHARS = 250;

/** Finalizers that Argo CD itself works off. */
const OWN_FINALIZER_REGEXP =
  /^(?:resources-finalizer|(?:post|pre)-delete-finalizer)\.argocd\.argoproj\.io(?:\/|$)/;

function isKept(change: ResourceChange): boolean {
  return deletionOption(change) === "kept";
}

/** What goes, by kind: its own and what hangs below. */
function goingKinds(
  { changes, tree }: DeletePlan,
): { readonly count: number; readonly text: string } {
  const below = descendantsIn(tree);
  const going = new Map(
    changes.filter((change) => !isKept(change)).flatMap(({ ref }) => [
      ref,
      ...below(ref),
    ]).map((ref) => [resourceKey(ref), ref]),
  );
  const kinds = Object.entries(countBy([...going.values()].map(kindTitle)));
  return {
    count: going.size,
    text: kinds.map(([kind, count]) => `${count} ${kind}`).join(", "),
  };
}

/** What becomes of its resources, in a few words. */
export function fateText(plan: DeletePlan): string {
  const { cascade, changes, unknown } = plan;
  if (cascade === "orphan") {
    return unknown
      ? "whatever lives of it stays, managed by nobody"
      : `${plural(changes.length, "resource")} of it stay, managed by nobody`;
  }
  const { count } = goingKinds(plan);
  if (unknown) {
    return `with what lives of it, which is not known for sure (${count} known)`;
  }
  return count > 0
    ? `with ${plural(count, "resource")}`
    : "nothing of it lives";
}

function names({ changes, found }: DeletePlan): string {
  const home = found.application.spec?.destination?.namespace;
  const shown = changes.slice(0, NAMED).map(({ ref }) =>
    resourceTitle(ref, home)
  );
  const more = changes.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What the applications take along that go with it. */
function childLines({ children }: DeletePlan): readonly string[] {
  const cascading = children.map(({ application }) => application)
    .filter(isCascading);
  const lines = cascading.slice(0, NAMED).map(({ metadata, status }) => {
    const kinds = Object.entries(
      countBy((status?.resources ?? []).map(kindTitle)),
    ).map(([kind, count]) => `${count} ${kind}`);
    return `goes with application ${metadata?.name}: ${
      kinds.join(", ") || "nothing that is known"
    }`;
  });
  const more = cascading.length - lines.length;
  return more > 0
    ? [...lines, `and what ${plural(more, "more application")} manage`]
    : lines;
}

function finalizerNotes({ found, cascade }: DeletePlan): readonly string[] {
  const { finalizers = [] } = found.application.metadata ?? {};
  const foreign = finalizers.filter((one) => !OWN_FINALIZER_REGEXP.test(one));
  const hooks = finalizers.filter((one) => one.includes("-delete-finalizer"));
  return [
    ...(foreign.length > 0
      ? [
        `it stays until somebody takes these finalizers off, which are not Argo CD's: ${
          foreign.join(", ")
        }`,
      ]
      : []),
    ...(hooks.length > 0
      ? ["it has deletion hooks, which run before it is gone"]
      : []),
    ...(cascade === "background"
      ? [
        "background: what hangs below its resources, such as pods, may outlive the application for a while",
      ]
      : []),
  ];
}

function optionNotes(
  { found, cascade, changes }: DeletePlan,
): readonly string[] {
  const { syncOptions = [] } = found.application.spec?.syncPolicy ?? {};
  const note = keepingOptionNote(syncOptions, {
    word: "Delete",
    count: cascade === "orphan" ? 0 : changes.length,
  });
  return note === undefined ? [] : [note];
}

function certaintyNotes(
  { found, unknown, cascade }: DeletePlan,
): readonly string[] {
  const failure = comparisonFailure(found.application);
  const source = unknown
    ? `what lives of it could not be read: ${
      shortMessage(unknown, REASON_CHARS)
    }`
    : failure
    ? `Argo CD cannot compare it: ${shortMessage(failure, REASON_CHARS)}`
    : undefined;
  if (source === undefined) return [];
  return [
    source,
    cascade === "orphan"
      ? "whatever lives of it stays"
      : 'what is named is what Argo CD last knew: more or less may go; where its cluster cannot be reached, the deletion hangs, and cascade="orphan" works all the same',
  ];
}

/** The preview as far as it decides something. */
export async function applicationDeletion(
  plan: DeletePlan,
  context: WriteContext,
): Promise<Preview> {
  const { ref, cascade, changes, found, tree } = plan;
  const { application } = found;
  const { impact, irreversible, counts } = impactView(changes, {
    application,
    tree,
    trackingLabel: await trackingLabelFor(application, context),
  });
  const history = application.status?.history?.length ?? 0;
  return {
    summary: `delete ${ref} (${cascade}): ${fateText(plan)}`,
    counts,
    impact: [
      ...(changes.length === 0
        ? []
        : cascade === "orphan"
        ? [`stays: ${names(plan)}`]
        : [`goes: ${goingKinds(plan).text}`]),
      ...childLines(plan),
      ...impact,
    ],
    irreversible: [
      ...irreversible,
      ...(history > 0
        ? [
          `its history of ${
            plural(history, "deployment")
          }, and rollbacks with it`,
        ]
        : []),
    ],
    notes: [
      ...certaintyNotes(plan),
      ...optionNotes(plan),
      ...finalizerNotes(plan),
    ],
  };
}
