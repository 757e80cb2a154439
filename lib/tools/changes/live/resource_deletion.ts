/**
 * What a reader learns of the deletion of a live resource before it is done.
 *
 * @module
 */
import type { ResourceRef } from "../../../argocd/wire/resources.ts";
import type { Preview } from "../../../tool_spec.ts";
import { descendantsIn } from "../../../views/descendants.ts";
import { type ImpactView, impactView } from "../../../views/impact_view.ts";
import type { ResourceChange } from "../../../views/resource_change.ts";
import { hasOption } from "../../../views/resource_options.ts";
import type { ResourceReturn } from "../../../views/resource_return.ts";
import { kindTitle } from "../../../views/resource_title.ts";
import { countBy } from "../../../views/table.ts";
import { isWorkload } from "../../../views/workload_change.ts";
import type { LiveResource } from "../../find_live_resource.ts";
import { type FoundApplication, refOf } from "../../read_application.ts";
import { isCascading } from "./child_application.ts";
import { type LiveObject, metadataOf } from "./live_object.ts";

/** How Argo CD deletes. */
export type DeleteMode = "foreground" | "force" | "orphan";

/** A deletion that was thought through. */
export interface DeletePlan {
  readonly args: { readonly application: string };
  readonly mode: DeleteMode;
  readonly purpose: string;
  readonly resource: LiveResource;
  readonly before: LiveObject;
  readonly returns: ResourceReturn;
  /** The application that the resource is. */
  readonly child: FoundApplication | undefined;
  /** Applications that go with it. */
  readonly descendants: readonly FoundApplication[];
}

/** Asked when their application is deleted or synced; a deletion of the resource itself passes them by. */
const OPTIONS = [
  "Delete=confirm",
  "Delete=false",
  "Prune=confirm",
  "Prune=false",
];

const MANNERS: Readonly<Record<DeleteMode, string>> = {
  foreground: "what hangs below goes first, then the object",
  force:
    "force: the object goes at once and its containers get no time to end; what hangs below follows",
  orphan: "orphan: only the object goes, what hangs below stays",
};

/** The resource without its version. */
function plainRef({ item }: Pick<LiveResource, "item">): ResourceRef {
  const { group = "", kind = "", namespace = "", name = "" } = item;
  return { group, kind, namespace, name };
}

/** How many resources of each kind hang below, as far as the tree shows them. */
export function kindsBelow(
  resource: LiveResource,
): Readonly<Record<string, number>> {
  const below = descendantsIn(resource.found.tree)(plainRef(resource));
  return countBy(below.map(kindTitle));
}

function kindsText(kinds: Readonly<Record<string, number>>): string {
  return Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`).join(
    ", ",
  );
}

function ownImpact({ mode, resource, before }: DeletePlan): ImpactView {
  const ref = plainRef(resource);
  const { application, tree } = resource.found;
  const change: ResourceChange = {
    ref,
    effect: "delete",
    live: before.shown,
  };
  if (mode !== "orphan") return impactView([change], { application, tree });
  const kinds = kindsText(kindsBelow(resource));
  // Its pods go on, so of what a deletion of a workload does nothing is left.
  const own = isWorkload(ref) && ref.kind !== "Pod"
    ? { impact: [], irreversible: [], counts: { deleted: 1 } }
    : impactView([change], { application });
  return {
    ...own,
    impact: [
      ...own.impact,
      ...(kinds ? [`leaves behind, managed by nobody: ${kinds}`] : []),
    ],
  };
}

/** What goes with an application, said of each that goes. */
function applicationLines(
  { child, descendants }: DeletePlan,
): Pick<ImpactView, "impact" | "irreversible"> {
  const all = child ? [child, ...descendants] : [];
  const views = all.filter(({ application }) => isCascading(application)).map(
    (found) => {
      const { application } = found;
      const changes = (application.status?.resources ?? []).filter(({ hook }) =>
        !hook
      ).map((ref): ResourceChange => ({ ref, effect: "cascade" }));
      const kinds = kindsText(
        countBy(changes.map(({ ref }) => kindTitle(ref))),
      );
      const title = `application '${refOf(found.key)}'`;
      const { impact, irreversible } = impactView(changes, {
        // Who would make the application again is another matter.
        application: {
          ...(application.spec ? { spec: application.spec } : {}),
        },
      });
      return {
        impact: [
          `deletes what ${title} manages: ${kinds || "nothing that is known"}`,
          ...impact.map((line) => `${title} ${line}`),
        ],
        irreversible: irreversible.map((line) => `of ${title}: ${line}`),
      };
    },
  );
  return {
    impact: views.flatMap(({ impact }) => impact).slice(0, 12),
    irreversible: views.flatMap(({ irreversible }) => irreversible).slice(0, 6),
  };
}

function optionNotes({ before }: DeletePlan): readonly string[] {
  const held = OPTIONS.filter((option) =>
    hasOption(before.shown, "sync-options", option)
  );
  return held.length === 0 ? [] : [
    `its option ${
      held.join(", ")
    } holds for a sync or a deletion of its application, not for this deletion`,
  ];
}

/** Makes the preview; everything in it is the same when it is made again. */
export function deletePreview(plan: DeletePlan): Preview {
  const { args, mode, resource, before, returns } = plan;
  const own = ownImpact(plan);
  const others = applicationLines(plan);
  const { deletionTimestamp } = metadataOf(before.shown);
  return {
    summary: `delete the live ${resource.title} of ${args.application}${
      mode === "foreground" ? "" : ` (${mode})`
    }; ${returns.text}`,
    counts: own.counts,
    impact: [...own.impact, ...others.impact],
    irreversible: [
      ...own.irreversible,
      ...others.irreversible,
      ...(returns.never ? ["the object: nothing makes it again"] : []),
    ],
    notes: [
      MANNERS[mode],
      ...(deletionTimestamp
        ? [
          `it is being deleted since ${
            String(deletionTimestamp)
          }: that waits for its finalizers, and so would this`,
        ]
        : []),
      ...optionNotes(plan),
    ],
  };
}
