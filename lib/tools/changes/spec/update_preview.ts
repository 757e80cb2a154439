/**
 * What a reader learns of an edit of an application before it is made.
 *
 * @module
 */
import type { Preview, WriteContext } from "../../../tool_spec.ts";
import { applicationTies } from "../../../views/application_ties.ts";
import { specDiff } from "../../../views/spec_diff.ts";
import { isAutomated, syncPolicyTitle } from "../../../views/sync_policy.ts";
import { textParts } from "../../../views/text_parts.ts";
import { trackingLabelFor } from "../../tracking_label.ts";
import { applicationPermission } from "../application_permission.ts";
import { isBusy } from "../sync/require_idle.ts";
import type { UpdatePlan } from "./update_plan.ts";

/** Changes that the one line names. */
const NAMED = 3;
/** It is delivered twice, as text and as data. */
const DIFF_CHARS = 6_500;

function automationNotes(
  { before, after }: UpdatePlan,
): readonly string[] {
  const [was, is] = [before.spec?.syncPolicy, after.spec?.syncPolicy];
  if (isAutomated(is)) {
    return [
      isAutomated(was)
        ? `automated sync is on (${
          syncPolicyTitle(is)
        }): Argo CD deploys this by itself, without any further call`
        : `this switches automated sync on (${
          syncPolicyTitle(is)
        }): Argo CD deploys by itself from now on`,
    ];
  }
  return isAutomated(was)
    ? [
      "this switches automated sync off: nothing is deployed until somebody syncs it",
    ]
    : ["nothing is deployed by this: sync_application does that afterwards"];
}

function valuesNote({ before, args }: UpdatePlan): readonly string[] {
  const { source, sources } = before.spec ?? {};
  const all = sources?.length ? sources : [source];
  const replaced = args.values !== undefined &&
    all[(args.source ?? 1) - 1]?.helm?.valuesObject !== undefined;
  return replaced
    ? [
      "'values' takes the place of valuesObject, of which Argo CD would take notice first",
    ]
    : [];
}

function cutDiff(diff: string): string {
  const [part = "", ...rest] = textParts(diff, DIFF_CHARS);
  const left = rest.join("").split("\n").length - 1;
  return rest.length > 0 ? `${part}(${left} more lines)\n` : part;
}

/** The preview as far as it decides something. */
export async function updatePreview(
  plan: UpdatePlan,
  context: WriteContext,
): Promise<Preview> {
  const { before, after, ref, found } = plan;
  const { changes, diff } = specDiff({ before, after }, {
    mask: context.mask,
  });
  const named = changes.slice(0, NAMED).join("; ");
  const more = changes.length - NAMED;
  const label = await trackingLabelFor(found.application, context);
  return {
    summary: `update ${ref}: ${named}${more > 0 ? ` and ${more} more` : ""}`,
    impact: applicationTies(found.application, label),
    notes: [
      ...automationNotes(plan),
      ...valuesNote(plan),
      ...(isBusy(found.application)
        ? ["an operation is in progress: it goes on with what it began with"]
        : []),
      ...plan.unclear,
    ],
    diff: cutDiff(diff),
  };
}

/** What the preview costs more for. */
export async function updatePreviewMore(
  { before, after, found }: UpdatePlan,
  context: WriteContext,
): Promise<Partial<Preview>> {
  const update = await applicationPermission("update", found, context);
  if (before.spec?.project === after.spec?.project) {
    return { permission: update };
  }
  const moved = { application: after };
  const create = await applicationPermission("create", moved, context);
  return { permission: `${update}; ${create}` };
}
