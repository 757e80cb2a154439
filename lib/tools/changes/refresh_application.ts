/**
 * Has Argo CD compare again. A GET, and a write all the same: it annotates the application, and where automated sync
 * is on, a sync may follow.
 *
 * @module
 */
import * as z from "zod";
import { refreshApplication as refreshEndpoint } from "../../argocd/endpoints.ts";
import type { Application } from "../../argocd/wire/application.ts";
import { REVERSIBLE } from "../../guards/effect.ts";
import { defineWriteTool } from "../../tool.ts";
import { applicationState } from "../../views/application_state.ts";
import { compact } from "../../views/compact.ts";
import { comparedRevisions, shortRevision } from "../../views/sources_of.ts";
import { isAutomated } from "../../views/sync_policy.ts";
import { application } from "../arguments.ts";
import { type ApplicationKey, readApplication } from "../read_application.ts";
import { applicationFacts } from "./application_facts.ts";
import { applicationPermission } from "./application_permission.ts";
import { readWindowState } from "./read_window_state.ts";

const input = z.strictObject({
  application,
  hard: z.boolean().optional().describe("also render again, without caches"),
});

interface Send {
  readonly ref: string;
  readonly key: ApplicationKey;
  readonly hard: boolean;
  readonly before: Application;
}

function stateText(application: Application): string {
  const { sync, health } = applicationState(application);
  const revisions = comparedRevisions(application).map(shortRevision);
  return `${sync}, ${health}${
    revisions.length > 0 ? `, compared with ${revisions.join(", ")}` : ""
  }`;
}

/** `refresh_application`: compare again now. */
export const refreshApplication = defineWriteTool({
  name: "refresh_application",
  title: "Refresh application",
  tier: "write",
  reach: "write",
  description:
    "Has Argo CD compare an application with its source again now; hard also renders it again. Changes nothing in a cluster unless automated sync is on.",
  input,

  async prepare(args: z.infer<typeof input>, context) {
    const { argocd, signal } = context;
    const ref = args.application;
    const hard = args.hard === true;
    const found = await readApplication(argocd, ref, signal);
    const { application, key } = found;
    return {
      purpose: `refresh application '${ref}'`,
      name: key.name,
      effect: REVERSIBLE,
      facts: applicationFacts(context.exact(application)),
      windows: [await readWindowState(found, context)],
      preview: {
        summary: `${hard ? "hard-" : ""}refresh ${ref} (now ${
          stateText(application)
        })`,
        notes: [
          ...(hard
            ? ["hard: the repo-server renders it again, without its caches"]
            : []),
          ...(isAutomated(application.spec?.syncPolicy)
            ? ["automated sync is on: a sync follows when something differs"]
            : []),
        ],
      },
      more: async () => ({
        permission: await applicationPermission("get", found, context),
      }),
      send: { ref, key, hard, before: application },
    };
  },

  async apply({ ref, key, hard, before }: Send, { argocd, signal }) {
    const after = await argocd.call(refreshEndpoint, {
      path: { name: key.name },
      query: { ...key.query, refresh: hard ? "hard" : "normal" },
      signal,
      purpose: `refresh application '${ref}'`,
    });
    return {
      summary: `refreshed ${ref}: ${stateText(after)}`,
      result: compact({
        before: stateText(before),
        compared_at: after.status?.reconciledAt,
      }),
      undo: { how: "Nothing to undo: only the comparison is new." },
    };
  },
});
