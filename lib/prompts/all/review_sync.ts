/**
 * What a sync would do, before anybody starts it.
 *
 * @module
 */
import {
  APPLICATION,
  comparison,
  named,
  revision,
} from "../about_application.ts";
import { howToChange, SYNC } from "../how_to_change.ts";
import { lines } from "../lines.ts";
import type { Prompt } from "../prompt.ts";

/** Somebody is about to sync. */
export const reviewSync: Prompt = {
  name: "review_sync",
  title: "Review before a sync",
  description:
    "What a sync of an application would change, what is risky in it, and whether it can run now.",
  arguments: [
    APPLICATION,
    revision("another one than it follows: branch, tag or commit"),
  ],
  reads: ({ application, revision }) => [
    { tool: "get_application", args: { application } },
    { tool: "get_application_diff", args: { application } },
    ...comparison({ application, revision }),
    { tool: "get_sync_windows", args: { application } },
    { tool: "get_application_history", args: { application, limit: 3 } },
  ],
  task: (args, setting) =>
    lines(
      `Review a sync of ${named(args)}.`,
      args["revision"] &&
        "get_application_diff is about the revision that it follows; compare_application shows what the other one renders to beside it. What a sync to it would do to the cluster, the preview of sync_application with that 'revision' says.",
      "1. What would be created, changed and deleted; what restarts because of it.",
      "2. What is risky: deletions (pruning), immutable fields, CRDs, namespaces, volumes, Secrets, replicas going down, images that go back, changes that nobody expects beside the wanted one.",
      "3. Drift: what was changed by hand or by a controller and would be overwritten.",
      "4. Whether it can run now: sync windows, automated sync, an operation under way, health before the sync.",
      "5. A verdict: go, go with care (what to watch), or stop (what to settle first).",
      "A diff that could not be made is no empty diff.",
      howToChange(SYNC, setting),
    ),
};
