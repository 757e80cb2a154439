/**
 * What the next shift has to know.
 *
 * @module
 */
import { lines, quoted } from "../lines.ts";
import type { Prompt, PromptArguments } from "../prompt.ts";

function where(
  { project, cluster }: PromptArguments,
): Readonly<Record<string, unknown>> {
  return {
    ...(project ? { project: [project] } : {}),
    ...(cluster ? { cluster } : {}),
  };
}

/** A shift ends. */
export const shiftHandover: Prompt = {
  name: "shift_handover",
  title: "Hand over a shift",
  description:
    "What is wrong now, what is under way and what to watch, over all applications or those of a project or cluster.",
  arguments: [
    {
      name: "project",
      description: "only this project",
      completes: "project",
    },
    {
      name: "cluster",
      description: "only this cluster: name or server URL",
      completes: "cluster",
    },
  ],
  across: true,
  reads: (args) => [
    { tool: "get_fleet_summary", args: where(args) },
    {
      tool: "list_clusters",
      args: args["cluster"] ? { cluster: args["cluster"] } : {},
    },
    { tool: "list_repositories", args: {} },
  ],
  task: ({ project, cluster }) =>
    lines(
      `Write the handover of a shift${
        project ? ` for project ${quoted(project)}` : ""
      }${cluster ? ` on cluster ${quoted(cluster)}` : ""}.`,
      "1. Numbers first: how many applications, how many are not fine, what changed in the last hour.",
      "2. Broken now, worst first, grouped by what they share (the same reason, repository, cluster): one line each, with since when, where known. list_applications with fleet_group names the members of a group.",
      "3. Under way: operations that run, applications that progress or are paused, and what they wait for.",
      "4. Clusters and repositories that do not answer: they explain many applications at once.",
      "5. To watch in the next shift, and the call that shows it. For what nobody has explained yet, name diagnose_application with its argument.",
      "At most a page. Nothing that is fine, no advice without evidence, and say what could not be read or was cut off.",
    ),
};
