/**
 * Runs an action of a live resource. Argo CD answers `{}` whatever came of it, so the object is read before and after.
 *
 * @module
 */
import * as z from "zod";
import {
  listResourceActions,
  runResourceAction as runEndpoint,
  runResourceActionV1,
} from "../../argocd/endpoints.ts";
import type { Application } from "../../argocd/wire/application.ts";
import { isAtLeast } from "../../argocd/server_version.ts";
import {
  actionEffect,
  TOGGLE_ACTION,
  toggleEffect,
} from "../../effects/action_effect.ts";
import { ToolError } from "../../errors.ts";
import { combineEffects } from "../../guards/effect.ts";
import { defineWriteTool } from "../../tool.ts";
import type { Undo, WriteContext } from "../../tool_spec.ts";
import {
  type ActionPrediction,
  predictAction,
} from "../../views/action_prediction.ts";
import { compact } from "../../views/compact.ts";
import { resourceAction } from "../../views/permission_view.ts";
import { resource } from "../arguments.ts";
import { findLiveResource, type LiveResource } from "../find_live_resource.ts";
import { tolerate } from "../tolerate.ts";
import { actionPreview } from "./live/action_preview.ts";
import { parameters, requireAction } from "./live/action_request.ts";
import { applicationPermission } from "./application_permission.ts";
import {
  childFacts,
  isApplication,
  readChild,
  windowsOf,
} from "./live/child_application.ts";
import {
  liveFacts,
  type LiveObject,
  readLiveObject,
} from "./live/live_object.ts";
import { objectDiff } from "./live/object_diff.ts";
import { withMissingRight } from "./with_missing_right.ts";

const input = z.strictObject({
  ...resource,
  action: z.string().max(100).describe("from get_resource_actions"),
  parameters,
});

type Args = z.infer<typeof input>;

interface Send {
  readonly args: Args;
  readonly purpose: string;
  readonly resource: LiveResource;
  readonly before: LiveObject;
  readonly prediction: ActionPrediction;
  /** Whether the server has the endpoint that takes parameters. */
  readonly takesParameters: boolean;
}

/** Argo CD before 3.1 has no way to give parameters. */
async function requireSendable(
  { parameters = [] }: Args,
  { argocd, signal }: WriteContext,
  purpose: string,
): Promise<boolean> {
  const version = await argocd.version(signal);
  if (isAtLeast(version, "3.1")) return true;
  if (parameters.length === 0) return false;
  throw new ToolError(
    "UNSUPPORTED",
    `Cannot ${purpose}: Argo CD ${version.text} takes no parameters of actions; 3.1 and newer do`,
    { hint: "Change the number in the source and sync, or use patch_resource" },
  );
}

async function send(
  { args, resource, takesParameters, purpose }: Send,
  { argocd, signal }: WriteContext,
): Promise<void> {
  const { path, query } = resource.target;
  if (!takesParameters) {
    await argocd.call(runResourceActionV1, {
      path,
      query,
      body: args.action,
      signal,
      purpose,
    });
    return;
  }
  await argocd.call(runEndpoint, {
    path,
    body: {
      ...query,
      action: args.action,
      ...(args.parameters ? { resourceActionParameters: args.parameters } : {}),
    },
    signal,
    purpose,
  });
}

function undoOf({ args, resource, prediction }: Send): Undo {
  const { opposite } = prediction;
  if (!opposite) {
    return {
      how: args.action === "restart"
        ? "Nothing to undo: the new pods run what the old ones ran."
        : "There is no known action that goes back.",
    };
  }
  const { kind, name, namespace, group } = resource.item;
  const wanted = Object.entries(opposite.parameters).map(([name, value]) => ({
    name,
    value,
  }));
  return {
    how: `Run action '${opposite.action}'.`,
    call: {
      tool: "run_resource_action",
      arguments: {
        application: args.application,
        ...compact({ kind, name, namespace, group }),
        action: opposite.action,
        ...(wanted.length > 0 ? { parameters: wanted } : {}),
      },
    },
  };
}

function changeWarnings(
  { prediction }: Send,
  diff: string,
): readonly string[] {
  if (diff !== "" || prediction.makesOthers) return [];
  return [
    "the object itself has not changed: the action may take effect later or on other objects (get_application_resource_tree shows them), or may have done nothing",
  ];
}

/** `run_resource_action`: restart, scale, pause, or whatever else a resource offers. */
export const runResourceAction = defineWriteTool({
  name: "run_resource_action",
  title: "Run resource action",
  tier: "write",
  description:
    "Runs an action of one live resource: restart, scale, pause, resume or others of get_resource_actions. What is not known to be harmless is destructive.",
  input,
  effectOf: ({ action }) => actionEffect(action),

  async prepare(args: Args, context) {
    const { argocd, signal } = context;
    const purpose =
      `run action '${args.action}' of ${args.kind} '${args.name}' of application '${args.application}'`;
    const resource = await findLiveResource(argocd, args, { purpose, signal });
    const { found, item, target } = resource;
    const [offered, before, child, takesParameters] = await Promise.all([
      argocd.call(listResourceActions, { ...target, signal, purpose }),
      readLiveObject(target, context, purpose),
      readChild(item, found.application, context),
      requireSendable(args, context, purpose),
    ]);
    requireAction(args, offered, purpose);
    const prediction = predictAction({
      action: args.action,
      parameters: Object.fromEntries(
        (args.parameters ?? []).map(({ name, value }) => [name, value]),
      ),
    }, before.shown);
    return {
      purpose,
      name: args.name,
      effect: combineEffects(
        actionEffect(args.action),
        // One of another Argo CD shows no more than its object.
        ...(isApplication(item) && args.action === TOGGLE_ACTION
          ? [toggleEffect(child?.application ?? before.exact as Application)]
          : []),
      ),
      facts: {
        ...liveFacts({
          application: context.exact(found.application),
        }, before),
        // What it makes, such as a Job, leaves no trace in the object itself.
        children: Object.fromEntries(
          (found.tree?.nodes ?? []).filter(({ parentRefs = [] }) =>
            parentRefs.some(({ uid }) => uid && uid === item.uid)
          ).map((node) => [`${node.kind} ${node.name}`, node.uid ?? "?"]),
        ),
        ...childFacts(child, context),
      },
      windows: await windowsOf([found, child], context),
      preview: actionPreview({ args, resource, before, prediction, child }),
      more: async () => ({
        permission: await applicationPermission(
          resourceAction("action", item, args.action),
          found,
          context,
        ),
      }),
      send: { args, purpose, resource, before, prediction, takesParameters },
    };
  },

  async apply(sent: Send, context) {
    const { args, resource, before, purpose } = sent;
    await withMissingRight(send(sent, context), {
      action: resourceAction("action", resource.item, args.action),
      purpose,
    });
    const after = await tolerate(
      readLiveObject(resource.target, context, purpose),
      context.signal,
    );
    const isUnread = after instanceof ToolError;
    const diff = isUnread
      ? ""
      : objectDiff(resource, before.shown, after.shown);
    return {
      summary:
        `ran action '${args.action}' of ${resource.title} of ${args.application}`,
      warnings: isUnread
        ? [
          after.code === "NOT_FOUND"
            ? "the object is gone"
            : `what has changed is not known: ${after.message}`,
        ]
        : changeWarnings(sent, diff),
      result: compact({ what: sent.prediction.what, diff }),
      undo: undoOf(sent),
    };
  },
});
