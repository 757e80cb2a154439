/**
 * Projects and their rules.
 *
 * @module
 */
import * as z from "zod";
import {
  getProject,
  listProjects as listEndpoint,
} from "../../argocd/endpoints.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import { outline } from "../../views/outline.ts";
import {
  PROJECT_COLUMNS,
  projectRow,
  type ProjectView,
  projectView,
} from "../../views/project_view.ts";
import { table } from "../../views/table.ts";
import { cursor, limit } from "../arguments.ts";
import { requireLogin } from "../require_login.ts";
import { plural } from "../../views/plural.ts";

const input = z.strictObject({
  project: z.string().optional().describe("details of this one"),
  limit: limit(50),
  cursor,
});

interface ProjectList {
  readonly total: number;
  readonly note?: string;
  /** Absent when one project is shown in detail. */
  readonly columns?: readonly string[];
  readonly items: readonly (readonly string[] | ProjectView)[];
}

/** All projects as a table, or one with its rules, windows and roles. */
export const listProjects: Tool = defineTool({
  name: "list_projects",
  title: "Projects",
  tier: "read",
  description:
    "Lists Argo CD projects; with project: sources, destinations, kinds, sync windows, roles and tokens of that one.",
  input,
  output: z.looseObject({ total: z.int(), items: z.array(z.unknown()) }),
  across: "asked",
  paging: { field: "items", limit: 50, narrow: "project" },
  async handler(
    { project }: z.infer<typeof input>,
    { argocd, signal, now }: ToolContext,
  ): Promise<ProjectList> {
    if (project !== undefined) {
      const found = await argocd.call(getProject, {
        path: { project },
        signal,
        purpose: `read project '${project}'`,
      });
      return { total: 1, items: [projectView(found, now())] };
    }
    const answer = await argocd.call(listEndpoint, {
      signal,
      purpose: "list projects",
    });
    if (!answer.items?.length) {
      await requireLogin(argocd, { purpose: "list projects", signal });
    }
    const items = answer.items ?? [];
    return {
      total: items.length,
      // There is always a project 'default': an empty list is a matter of permissions.
      ...(items.length === 0
        ? { note: "this account may not see any project" }
        : {}),
      columns: PROJECT_COLUMNS,
      items: items.map((item) => projectRow(item, now())),
    };
  },
  text({ total, note, columns, items }: ProjectList): string {
    if (columns === undefined) {
      return items.map((item) => outline(item)).join("\n\n");
    }
    const rows = items as readonly (readonly string[])[];
    return [
      `${plural(total, "project")}${note ? `: ${note}` : ""}`,
      // Of several instances one may have a note and another one rows.
      ...(rows.length > 0 || !note ? [table(columns, rows)] : []),
    ].join("\n");
  },
});
