/**
 * One live object. It is looked up in the tree before it is asked for, because Argo CD wants group and
 * version too and answers 400 for all that it does not find.
 *
 * @module
 */
import * as z from "zod";
import { getResource as getResourceEndpoint } from "../../argocd/endpoints.ts";
import { ToolError } from "../../errors.ts";
import { defineTool } from "../../tool.ts";
import { compact } from "../../views/compact.ts";
import { manifestYaml, parseManifest } from "../../views/manifest_yaml.ts";
import { nodeState } from "../../views/node_state.ts";
import { cursor, resource } from "../arguments.ts";
import { findLiveResource } from "../find_live_resource.ts";

interface ResourceView {
  readonly application: string;
  readonly resource: string;
  readonly health?: string;
  readonly sync?: string;
  /** `CrashLoopBackOff, 0/1 ready, 7 restarts` */
  readonly state?: string;
  /** Whether it lives in the application's namespace without belonging to it. */
  readonly orphaned?: true;
  /** Masked. */
  readonly yaml: string;
}

/** `get_resource`: one live object. */
export const getResource = defineTool({
  name: "get_resource",
  title: "Live resource",
  tier: "read",
  description:
    "One live object of an application as YAML with its status; managed fields left out, secrets masked.",
  input: z.strictObject({
    ...resource,
    cursor,
  }),
  output: z.looseObject({ resource: z.string(), yaml: z.string() }),
  paging: { field: "yaml" },

  async handler(args, { argocd, signal }): Promise<ResourceView> {
    const purpose = `read ${args.kind} '${args.name}'`;
    const { item, title, target } = await findLiveResource(argocd, args, {
      purpose,
      signal,
    });
    const answer = await argocd.call(getResourceEndpoint, {
      ...target,
      signal,
      purpose,
    });
    const object = parseManifest(answer.manifest ?? "null");
    if (!object) {
      throw new ToolError(
        "BAD_RESPONSE",
        `Cannot ${purpose}: Argo CD answered without an object`,
      );
    }
    return {
      application: args.application,
      resource: title,
      ...compact({
        health: item.health?.status,
        sync: item.sync,
        state: nodeState(item),
      }),
      ...(item.orphaned ? { orphaned: true } : {}),
      yaml: manifestYaml(object),
    };
  },

  text({ application, resource, health, sync, state, orphaned, yaml }) {
    const facts = [health, sync, state, orphaned && "orphaned"].filter(Boolean)
      .join(" · ");
    return `${resource} of ${application}${
      facts ? ` · ${facts}` : ""
    }\n---\n${yaml}`;
  },
});
