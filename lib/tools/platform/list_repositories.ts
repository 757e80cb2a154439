/**
 * Repositories and whether Argo CD reaches them.
 *
 * @module
 */
import * as z from "zod";
import { listRepositories as listEndpoint } from "../../argocd/endpoints.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import {
  repositoryText,
  type RepositoryView,
  repositoryView,
} from "../../views/repository_view.ts";
import { byConnection } from "../../views/connection_view.ts";
import { countBy, countsText } from "../../views/table.ts";
import { whoseItem } from "../../views/whose_item.ts";
import { cursor, limit } from "../arguments.ts";
import { requireLogin } from "../require_login.ts";
import { plural } from "../../views/plural.ts";

const input = z.strictObject({
  search: z.string().optional().describe("part of URL or name"),
  limit: limit(50),
  cursor,
});

interface RepositoryList {
  readonly total: number;
  /** By connection state. */
  readonly status: Readonly<Record<string, number>>;
  readonly note?: string;
  readonly items: readonly RepositoryView[];
}

function emptyNote(visible: number): string {
  return visible > 0
    ? `none of ${visible} repositories matches`
    : "none is registered, or this account may not see them; public repositories need no registration";
}

/** The registered repositories and their connection. */
export const listRepositories: Tool = defineTool({
  name: "list_repositories",
  title: "Repositories",
  tier: "read",
  description:
    "Lists registered repositories, failing ones first: URL without credentials, type, project, connection state and its message.",
  input,
  output: z.looseObject({ total: z.int(), items: z.array(z.unknown()) }),
  across: "asked",
  order: () => byConnection,
  paging: { field: "items", limit: 50, narrow: "search" },
  async handler(
    { search = "" }: z.infer<typeof input>,
    { argocd, signal }: ToolContext,
  ): Promise<RepositoryList> {
    const answer = await argocd.call(listEndpoint, {
      signal,
      purpose: "list repositories",
    });
    if (!answer.items?.length) {
      await requireLogin(argocd, { purpose: "list repositories", signal });
    }
    const visible = (answer.items ?? []).map(repositoryView);
    const wanted = search.toLowerCase();
    const items = visible.filter(({ repo, name = "" }) =>
      `${repo} ${name}`.toLowerCase().includes(wanted)
    ).sort(byConnection);
    return {
      total: items.length,
      status: countBy(items.map(({ status }) => status)),
      ...(items.length === 0 ? { note: emptyNote(visible.length) } : {}),
      items,
    };
  },
  text({ total, status, note, items }: RepositoryList): string {
    const counts = countsText(status);
    return [
      `${plural(total, "repository", "repositories")}${
        counts ? `: ${counts}` : ""
      }`,
      ...(note ? [note] : []),
      ...items.map((item) => `- ${whoseItem(item)}${repositoryText(item)}`),
    ].join("\n");
  },
});
