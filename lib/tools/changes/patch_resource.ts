/**
 * Patches a live object past its source: for what cannot wait for a commit.
 *
 * @module
 */
import * as z from "zod";
import { patchResource as patchEndpoint } from "../../argocd/endpoints.ts";
import type { ManagedResource } from "../../argocd/wire/resources.ts";
import { destructiveIf } from "../../guards/effect.ts";
import type { ApplicationFacts } from "../../guards/scope.ts";
import { defineWriteTool } from "../../tool.ts";
import type { Preview, WriteContext } from "../../tool_spec.ts";
import { compact } from "../../views/compact.ts";
import { impactView } from "../../views/impact_view.ts";
import { resourceAction } from "../../views/permission_view.ts";
import { shortLine } from "../../views/text_parts.ts";
import { resource } from "../arguments.ts";
import { findLiveResource } from "../find_live_resource.ts";
import { findRefusals } from "../find_refusals.ts";
import { applicationPermission } from "./application_permission.ts";
import {
  childFacts,
  isApplication,
  readChild,
  windowsOf,
} from "./live/child_application.ts";
import { liveChangeNotes } from "./live/live_change_notes.ts";
import { liveFacts, liveObject, readLiveObject } from "./live/live_object.ts";
import { objectDiff } from "./live/object_diff.ts";
import {
  type PatchPlan,
  patchUndo,
  patchWarnings,
  sayable,
} from "./live/patch_outcome.ts";
import { predictPatch } from "./live/predict_patch.ts";
import { patchArguments, readResourcePatch } from "./live/resource_patch.ts";
import { withMissingRight } from "./with_missing_right.ts";

const input = z.strictObject({ ...resource, ...patchArguments });

type Args = z.infer<typeof input>;

/** A preview may wait this long for the cluster. */
const SERVER_LIMIT_MS = 5_000;
const MOST_PATCH_CHARS = 3_000;

function preview(
  { args, patch, resource, before, predicted }: PatchPlan,
): Preview {
  const { item, found, title } = resource;
  const { group = "", kind = "", namespace = "", name = "" } = item;
  const { impact, irreversible } = patch.directs
    ? { impact: [], irreversible: [] }
    : impactView([{
      ref: { group, kind, namespace, name },
      effect: "change",
      live: before.shown,
      desired: predicted.shown,
    }], { application: found.application, tree: found.tree });
  return {
    summary: `patch the live ${title} of ${args.application} (${patch.type})`,
    impact,
    irreversible,
    notes: [
      ...liveChangeNotes(item, {
        application: found.application,
        live: before.shown,
      }),
      ...(patch.directs
        ? [
          "what its directives come to is decided by Kubernetes; the patch itself is shown",
        ]
        : patch.type === "strategic"
        ? ["which lists Kubernetes merges is known for its own kinds only"]
        : []),
    ],
    diff: patch.directs
      ? shortLine(patch.text, MOST_PATCH_CHARS)
      : objectDiff(resource, before.shown, predicted.shown),
  };
}

/** Asks the cluster whether it would take the object. Never fails the preview. */
async function refusalNotes(
  { patch, resource, before, predicted }: PatchPlan,
  { argocd, signal }: WriteContext,
): Promise<readonly string[]> {
  if (patch.directs) return [];
  const { group, kind, namespace, name } = resource.item;
  const asked: ManagedResource = {
    ...compact({ group, kind, namespace, name }),
    liveState: JSON.stringify(before.exact),
    targetState: JSON.stringify(sayable(predicted.exact)),
  };
  const { refused, checked, why_not } = await findRefusals(argocd, {
    key: resource.found.key,
    signal,
    resources: [asked],
    limitMs: SERVER_LIMIT_MS,
  });
  return [
    ...refused.map(({ reason }) => `THE CLUSTER WOULD REFUSE IT: ${reason}`),
    ...(refused.length === 0 && checked > 0
      ? ["asked the cluster, it would accept it"]
      : []),
    ...(why_not ? [`the cluster was not asked: ${why_not}`] : []),
  ];
}

/** `patch_resource`: change a live object. */
export const patchResource = defineWriteTool({
  name: "patch_resource",
  title: "Patch live resource",
  tier: "destructive",
  description:
    "Patches one live object past its source. With self-heal on Argo CD undoes it within seconds; a lasting change belongs into the source.",
  input,

  async prepare(args: Args, context) {
    const { argocd, signal } = context;
    const purpose =
      `patch ${args.kind} '${args.name}' of application '${args.application}'`;
    const patch = readResourcePatch(args, purpose);
    const resource = await findLiveResource(argocd, args, { purpose, signal });
    const { found, item, target } = resource;
    const [before, child] = await Promise.all([
      readLiveObject(target, context, purpose),
      readChild(item, found.application, context),
    ]);
    const predicted = predictPatch(patch, before, purpose);
    const send = { args, purpose, patch, resource, before, predicted };
    const shown = preview(send);
    return {
      purpose,
      name: args.name,
      effect: destructiveIf(["it changes a live object past its source"]),
      facts: {
        ...liveFacts({
          application: context.exact(found.application),
        }, before),
        ...childFacts(child, context),
      },
      windows: await windowsOf([found, child], context),
      ...(isApplication(item)
        ? { becomes: [predicted.exact as ApplicationFacts] }
        : {}),
      preview: shown,
      more: async () => {
        const [said, permission] = await Promise.all([
          refusalNotes(send, context),
          applicationPermission(
            resourceAction("update", item),
            found,
            context,
          ),
        ]);
        return { notes: [...said, ...shown.notes ?? []], permission };
      },
      send,
    };
  },

  async apply(sent: PatchPlan, context) {
    const { args, patch, resource, before, purpose } = sent;
    const { path, query } = resource.target;
    const change = context.argocd.call(patchEndpoint, {
      path,
      query: { ...query, patchType: patch.mime },
      // A text, not an object: Argo CD wants the patch as a JSON string.
      body: patch.text,
      signal: context.signal,
      purpose,
    });
    const answer = await withMissingRight(change, {
      action: resourceAction("update", resource.item),
      purpose,
    });
    const after = liveObject(answer, context, purpose);
    return {
      summary: `patched ${resource.title} of ${args.application}`,
      warnings: patchWarnings(sent, after),
      result: compact({
        diff: objectDiff(resource, before.shown, after.shown),
      }),
      undo: patchUndo(sent, after),
    };
  },
});
