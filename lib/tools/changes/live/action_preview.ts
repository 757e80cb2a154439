/**
 * What a reader learns of a resource action before it is run.
 *
 * @module
 */
import { TOGGLE_ACTION, toggled } from "../../../effects/action_effect.ts";
import type { Preview } from "../../../tool_spec.ts";
import type { ActionPrediction } from "../../../views/action_prediction.ts";
import { impactView } from "../../../views/impact_view.ts";
import { resourceTitle } from "../../../views/resource_title.ts";
import { syncPolicyTitle } from "../../../views/sync_policy.ts";
import type { LiveResource } from "../../find_live_resource.ts";
import type { FoundApplication } from "../../read_application.ts";
import { refOf } from "../../read_application.ts";
import type { ActionRequest } from "./action_request.ts";
import { liveChangeNotes } from "./live_change_notes.ts";
import type { LiveObject } from "./live_object.ts";

/** What it is made from. */
export interface ActionPlan {
  readonly args: ActionRequest & { readonly application: string };
  readonly resource: LiveResource;
  readonly before: LiveObject;
  readonly prediction: ActionPrediction;
  /** The application that the resource is. */
  readonly child: FoundApplication | undefined;
}

function childLines(
  { args, child }: ActionPlan,
): readonly string[] {
  if (!child || args.action !== TOGGLE_ACTION) return [];
  const { application } = child;
  const [before, after] = [application, toggled(application)].map(({ spec }) =>
    syncPolicyTitle(spec?.syncPolicy)
  );
  return [
    `sync policy of application '${refOf(child.key)}': ${before} → ${after}`,
  ];
}

/** Autoscalers of the application: one of them may want another number. */
function autoscalerNote({ args, resource }: ActionPlan): readonly string[] {
  if (args.action !== "scale") return [];
  const scalers = resource.found.inventory.filter(({ kind, live }) =>
    kind === "HorizontalPodAutoscaler" && live
  );
  return scalers.length === 0 ? [] : [
    `the application has autoscalers, which may scale it again: ${
      scalers.slice(0, 3).map((one) => resourceTitle(one, one.namespace)).join(
        ", ",
      )
    }`,
  ];
}

/** Makes the preview; everything in it is the same when it is made again. */
export function actionPreview(plan: ActionPlan): Preview {
  const { args, resource, before, prediction } = plan;
  const { item, found, title } = resource;
  const { group = "", kind = "", namespace = "", name = "" } = item;
  const { impact } = prediction.desired
    ? impactView([{
      ref: { group, kind, namespace, name },
      effect: "change",
      live: before.shown,
      desired: prediction.desired,
    }], { application: found.application, tree: found.tree })
    : { impact: [] };
  const given = (args.parameters ?? []).map(({ name, value }) =>
    `${name}=${value}`
  ).join(", ");
  const call = given ? `${args.action}(${given})` : args.action;
  return {
    summary: `run ${call} of ${title} of ${args.application}: ${
      childLines(plan)[0] ?? prediction.what
    }`,
    impact,
    notes: [
      ...(prediction.makesOthers ? [] : liveChangeNotes(item, {
        application: found.application,
        live: before.shown,
      })),
      ...autoscalerNote(plan),
    ],
  };
}
