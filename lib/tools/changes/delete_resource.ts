/**
 * Deletes a live resource. Argo CD asks neither windows nor the options of the resource, and says nothing of what comes
 * back.
 *
 * @module
 */
import * as z from "zod";
import { deleteResource as deleteEndpoint } from "../../argocd/endpoints.ts";
import { ToolError } from "../../errors.ts";
import { destructiveIf } from "../../guards/effect.ts";
import { defineWriteTool } from "../../tool.ts";
import type { Undo, WriteContext } from "../../tool_spec.ts";
import { compact } from "../../views/compact.ts";
import { omit } from "../../views/manifest_yaml.ts";
import { resourceAction } from "../../views/permission_view.ts";
import { resourceReturn } from "../../views/resource_return.ts";
import { resource } from "../arguments.ts";
import { findLiveResource } from "../find_live_resource.ts";
import { tolerate } from "../tolerate.ts";
import { applicationPermission } from "./application_permission.ts";
import {
  childFacts,
  readChild,
  readDescendants,
  windowsOf,
} from "./live/child_application.ts";
import {
  type DeletePlan,
  deletePreview,
  kindsBelow,
} from "./live/resource_deletion.ts";
import { withMissingRight } from "./with_missing_right.ts";
import { liveFacts, metadataOf, readLiveObject } from "./live/live_object.ts";

const input = z.strictObject({
  ...resource,
  mode: z.enum(["foreground", "force", "orphan"]).optional().describe(
    "default foreground; force: at once; orphan: children stay",
  ),
});

/** Come and go by themselves. */
const RESTLESS = ["Pod", "EndpointSlice", "Endpoints"];

function undoOf(
  { args, resource, returns, child }: DeletePlan,
): Undo {
  const { kind, name, namespace, group } = resource.item;
  const data = kind === "PersistentVolumeClaim" || child
    ? " The data that it held does not come back with it."
    : "";
  if (!returns.bySync) {
    return {
      how: returns.byItself
        ? `Nothing to undo: ${returns.text}.${data}`
        : `There is no way back: ${returns.text}.${data}`,
    };
  }
  return {
    how: `${
      returns.byItself
        ? "Argo CD makes it again by itself; a sync does the same."
        : "A sync of just this resource makes it again."
    }${data}`,
    call: {
      tool: "sync_application",
      arguments: {
        application: args.application,
        resources: [compact({ kind, name, namespace, group })],
      },
    },
  };
}

/** What has become of it by now. */
async function outcome(
  { resource, before, purpose }: DeletePlan,
  context: WriteContext,
): Promise<{ readonly state: string; readonly warning?: string }> {
  const after = await tolerate(
    readLiveObject(resource.target, context, purpose),
    context.signal,
  );
  if (after instanceof ToolError) {
    return after.code === "NOT_FOUND" ? { state: "gone" } : {
      state: "not known",
      warning: `what has become of it is not known: ${after.message}`,
    };
  }
  const [old, now] = [before.exact, after.exact].map(metadataOf);
  if (old?.["uid"] !== now?.["uid"]) {
    return { state: "gone, and made again already" };
  }
  const finalizers = now?.["finalizers"];
  return now?.["deletionTimestamp"]
    ? {
      state: `being deleted${
        Array.isArray(finalizers) && finalizers.length > 0
          ? `, waits for ${finalizers.join(", ")}`
          : ""
      }`,
    }
    : {
      state: "still there",
      warning: "it is still there, and not being deleted: look at it again",
    };
}

/** `delete_resource`: delete a live object. */
export const deleteResource = defineWriteTool({
  name: "delete_resource",
  title: "Delete live resource",
  tier: "destructive",
  description:
    "Deletes one live object of an application with what hangs below it. The source stays: what is in it may come back.",
  input,

  async prepare(args: z.infer<typeof input>, context) {
    const { argocd, signal } = context;
    const purpose =
      `delete ${args.kind} '${args.name}' of application '${args.application}'`;
    const resource = await findLiveResource(argocd, args, { purpose, signal });
    const { found, item, target } = resource;
    const [before, child] = await Promise.all([
      readLiveObject(target, context, purpose),
      readChild(item, found.application, context),
    ]);
    const descendants = child
      ? await readDescendants(child, context, purpose)
      : [];
    const plan: DeletePlan = {
      args,
      mode: args.mode ?? "foreground",
      purpose,
      resource,
      before,
      returns: resourceReturn(item, found.application),
      child,
      descendants,
    };
    return {
      purpose,
      name: args.name,
      effect: destructiveIf(["it deletes a live object"]),
      facts: {
        ...liveFacts({
          application: context.exact(found.application),
        }, before),
        below: Object.fromEntries(
          Object.entries(omit(kindsBelow(resource), RESTLESS)).map((
            [kind, count],
          ) => [kind, String(count)]),
        ),
        return: { state: plan.returns.text },
        ...childFacts(child, context),
        descendants: Object.fromEntries(
          descendants.map(({ application: { metadata } }) => [
            `${metadata?.namespace}/${metadata?.name}`,
            metadata?.uid ?? "?",
          ]),
        ),
      },
      windows: await windowsOf([found, child, ...descendants], context),
      preview: deletePreview(plan),
      more: async () => ({
        permission: await applicationPermission(
          resourceAction("delete", item),
          found,
          context,
        ),
      }),
      send: plan,
    };
  },

  async apply(plan: DeletePlan, context) {
    const { args, mode, resource, purpose } = plan;
    const { path, query } = resource.target;
    const change = context.argocd.call(deleteEndpoint, {
      path,
      query: {
        ...query,
        ...(mode === "foreground" ? {} : { [mode]: true }),
      },
      signal: context.signal,
      purpose,
    });
    await withMissingRight(change, {
      action: resourceAction("delete", resource.item),
      purpose,
    });
    const { state, warning } = await outcome(plan, context);
    return {
      summary: `deleted ${resource.title} of ${args.application}: ${state}`,
      warnings: warning ? [warning] : [],
      result: { state, afterwards: plan.returns.text },
      undo: undoOf(plan),
    };
  },
});
