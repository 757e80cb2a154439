/**
 * Whether going back helps, to what, and how.
 *
 * @module
 */
import {
  APPLICATION,
  comparison,
  named,
  revision,
} from "../about_application.ts";
import { howToChange, ROLLBACK } from "../how_to_change.ts";
import { lines } from "../lines.ts";
import type { Prompt } from "../prompt.ts";

/** Somebody wants yesterday back. */
export const safeRollback: Prompt = {
  name: "safe_rollback",
  title: "Roll back safely",
  description:
    "Which earlier deployment to go back to, what that would and would not bring back, and the steps.",
  arguments: [
    APPLICATION,
    revision("revision to go back to, from its history"),
  ],
  reads: ({ application, revision }) => [
    { tool: "diagnose_application", args: { application } },
    { tool: "get_application", args: { application } },
    { tool: "get_application_history", args: { application, limit: 10 } },
    { tool: "get_sync_windows", args: { application } },
    ...comparison({ application, revision }),
  ],
  task: (args, setting) =>
    lines(
      `Find out whether and how to roll back ${named(args)}.`,
      "1. Would going back help? Only if a deployment caused the trouble: compare when it began with when what was deployed. If the cause lies elsewhere (cluster, registry, quota, a dependency), say so and stop.",
      args["revision"]
        ? "2. Find that revision in the history and its id; if it is not there, say so: only what the history holds can be rolled back to."
        : "2. Which deployment was the last good one: its id (rollback_application takes it), revisions and commits. compare_application with to=#<id> shows what differs.",
      "3. What a rollback does not bring back: data and schema migrations, deleted volumes, CRD versions, what other applications expect, values outside of Git.",
      "4. Git or rollback: with automated sync on, Argo CD refuses a rollback, and what is in Git comes back at the next sync; reverting the commit in Git is then the way. After a rollback the application is OutOfSync, and it must not be synced until Git is repaired.",
      "5. The steps in order, with what to check after each, and how to get forward again.",
      howToChange(ROLLBACK, setting),
    ),
};
