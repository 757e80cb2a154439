/**
 * What was deployed before.
 *
 * @module
 */
import * as z from "zod";
import type {
  Application,
  HistoryEntry,
} from "../../argocd/wire/application.ts";
import { ToolError } from "../../errors.ts";
import { FULL_SHA_REGEXP } from "../../guards/check_names.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import { deploymentText } from "../../views/application_text.ts";
import { commitText, type CommitView } from "../../views/commit_view.ts";
import {
  type DeploymentView,
  deploymentViews,
} from "../../views/history_view.ts";
import { revisionsOf, sourcesOf } from "../../views/sources_of.ts";
import { isAutomated } from "../../views/sync_policy.ts";
import { application, cursor, limit } from "../arguments.ts";
import { mapLimited } from "../../map_limited.ts";
import { type ApplicationKey, readApplication } from "../read_application.ts";
import { type CommitRequest, readCommit } from "../read_commit.ts";
import { plural } from "../../views/plural.ts";

const input = z.strictObject({ application, limit: limit(10, 50), cursor });

interface Deployment extends DeploymentView {
  /** One for each source that is in Git; texts of whoever made the commit. */
  readonly commits?: readonly CommitView[];
  /** Which commits to read once it is known what is shown; gone then. */
  readonly wanted?: readonly Wanted[];
}

interface History {
  readonly application: string;
  readonly total: number;
  readonly note?: string;
  readonly items: readonly Deployment[];
}

/** One commit of one source of one deployment. */
interface Wanted extends CommitRequest {
  /** The same commit of the same repository is read once. */
  readonly key: string;
}

/** Charts and OCI artifacts have no commit, and names of branches are refused: only full ids are asked for. */
function wantedOf(
  entry: HistoryEntry,
  { name, query }: ApplicationKey,
): readonly Wanted[] {
  const sources = sourcesOf(entry);
  return revisionsOf(entry).flatMap((revision, index) => {
    const source = sources[index];
    if (!FULL_SHA_REGEXP.test(revision) || source?.chart) return [];
    const where = sources.length > 1 ? { sourceIndex: index } : {};
    return [{
      key: `${source?.repoURL} ${revision}`,
      path: { name, revision },
      query: { ...query, versionId: entry.id ?? 0, ...where },
    }];
  });
}

/** Asks for one commit first: when Git or the repo-server is down, the others need not be tried. */
async function readCommits(
  wanted: readonly Wanted[],
  { argocd, signal }: ToolContext,
): Promise<{ commits: Map<string, CommitView>; failure?: ToolError }> {
  const commits = new Map<string, CommitView>();
  const failures: ToolError[] = [];

  async function read({ key, ...request }: Wanted): Promise<void> {
    const commit = await readCommit(argocd, request, signal);
    if (commit instanceof ToolError) failures.push(commit);
    else commits.set(key, commit);
  }
  const [first, ...others] = new Map(wanted.map((one) => [one.key, one]))
    .values();
  if (first) await read(first);
  const down = failures.some(({ code }) =>
    code === "UNAVAILABLE" || code === "TIMEOUT"
  );
  if (!down) await mapLimited(others, read);
  const [failure] = failures;
  return { commits, ...(failure ? { failure } : {}) };
}

function noteOn({ spec, status }: Application): { note?: string } {
  if (!status?.history?.length) {
    return { note: "no full sync yet: there is nothing to roll back to" };
  }
  return isAutomated(spec?.syncPolicy)
    ? { note: "Argo CD refuses a rollback while automated sync is on" }
    : {};
}

/** The deployments of an application with their commits. */
export const getApplicationHistory: Tool = defineTool({
  name: "get_application_history",
  title: "Deployment history",
  tier: "read",
  description:
    "Deployments of an application, newest first: id (for a rollback), revisions, commits, when, by whom, changed sources.",
  input,
  output: z.looseObject({ total: z.int(), items: z.array(z.unknown()) }),
  paging: { field: "items", limit: 10 },
  async handler(
    args: z.infer<typeof input>,
    { argocd, signal }: ToolContext,
  ): Promise<History> {
    const { application: found, key } = await readApplication(
      argocd,
      args.application,
      signal,
    );
    const entries = new Map(
      (found.status?.history ?? []).map((entry) => [entry.id ?? 0, entry]),
    );
    const items = deploymentViews(found).map((item) => ({
      ...item,
      wanted: wantedOf(entries.get(item.id ?? 0) ?? {}, key),
    }));
    return {
      application: args.application,
      total: items.length,
      ...noteOn(found),
      items,
    };
  },
  async enrich(
    history: History,
    _args: z.infer<typeof input>,
    context: ToolContext,
  ): Promise<History> {
    const all = history.items.flatMap(({ wanted = [] }) => wanted);
    const { commits, failure } = await readCommits(all, context);
    const notes = [
      ...(history.note ? [history.note] : []),
      ...(failure
        ? [`some commit texts could not be read: ${failure.message}`]
        : []),
    ];
    return {
      ...history,
      ...(notes.length > 0 ? { note: notes.join("; ") } : {}),
      items: history.items.map(({ wanted = [], ...item }) => {
        const own = wanted.flatMap(({ key }) => commits.get(key) ?? []);
        return own.length > 0 ? { ...item, commits: own } : item;
      }),
    };
  },
  text({ application: ref, total, note, items }: History): string {
    return [
      `${ref}: ${plural(total, "deployment")}${
        items.length > 0 ? ", newest first" : ""
      }`,
      ...(note ? [note] : []),
      ...items.flatMap((item) => [
        deploymentText(item),
        ...(item.commits ?? []).map((commit) => `  ${commitText(commit)}`),
      ]),
    ].join("\n");
  },
});
