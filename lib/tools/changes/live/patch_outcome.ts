/**
 * What came of a patch, and the way back.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type { Undo } from "../../../tool_spec.ts";
import { compact } from "../../../views/compact.ts";
import {
  BOOKKEEPING,
  type Manifest,
  omit,
  withoutMetadata,
} from "../../../views/manifest_yaml.ts";
import { shortLine } from "../../../views/text_parts.ts";
import type { LiveResource } from "../../find_live_resource.ts";
import type { LiveObject } from "./live_object.ts";
import { mergePatch } from "../spec/merge_patch.ts";
import { objectDiff } from "./object_diff.ts";
import type { PredictedPatch } from "./predict_patch.ts";
import type { ResourcePatch } from "./resource_patch.ts";

/** A longer way back is no help in an answer. */
const MOST_UNDO_CHARS = 4_000;

/** A patch that was thought through. */
export interface PatchPlan {
  readonly args: { readonly application: string };
  readonly purpose: string;
  readonly patch: ResourcePatch;
  readonly resource: LiveResource;
  readonly before: LiveObject;
  readonly predicted: PredictedPatch;
}

/** Counted by the controller of Deployments, in answer to a change. */
const ROLLOUT_COUNT = "deployment.kubernetes.io/revision";

/** What of an object a patch can say. */
export function sayable(object: Manifest): Manifest {
  return withoutMetadata(omit(object, ["status"]), {
    keys: BOOKKEEPING,
    annotations: [ROLLOUT_COUNT],
  });
}

/** The way back as a ready call, where no secret is in it. */
export function patchUndo(
  { args, resource, before }: PatchPlan,
  after: LiveObject,
): Undo {
  const inverse = mergePatch(
    sayable(after.exact),
    sayable(before.exact),
  );
  const shown = mergePatch(sayable(after.shown), sayable(before.shown));
  const patch = JSON.stringify(inverse);
  if (!isDeepStrictEqual(inverse, shown) || patch.length > MOST_UNDO_CHARS) {
    return {
      how:
        "Sync the resource to what its source says; the state before is not given as a patch, because it is long or holds masked values.",
    };
  }
  if (patch === "{}") return { how: "Nothing to undo: nothing has changed." };
  const { kind, name, namespace, group } = resource.item;
  return {
    how:
      "Patch it back to what it was, or sync the resource to what its source says.",
    call: {
      tool: "patch_resource",
      arguments: {
        application: args.application,
        ...compact({ kind, name, namespace, group }),
        patch,
      },
    },
  };
}

/** Where Kubernetes did something else than was predicted. */
export function patchWarnings(
  { patch, resource, before, predicted }: PatchPlan,
  after: LiveObject,
): readonly string[] {
  if (isDeepStrictEqual(sayable(before.exact), sayable(after.exact))) {
    return ["nothing has changed: Kubernetes dropped what the patch says"];
  }
  if (patch.directs) return [];
  const other = objectDiff(
    resource,
    sayable(predicted.shown),
    sayable(after.shown),
  );
  return other === "" ? [] : [
    `Kubernetes made something else of it than was predicted (defaults, a webhook, another writer):\n${
      shortLine(other, 1_500)
    }`,
  ];
}
