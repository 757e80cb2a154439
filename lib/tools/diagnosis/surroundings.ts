/**
 * What stands around an application: clusters and repositories when they may be the cause, its children.
 *
 * @module
 */
import {
  getApplicationSet,
  listClusters,
  listRepositories,
} from "../../argocd/endpoints.ts";
import type {
  Application,
  ApplicationSet,
} from "../../argocd/wire/application.ts";
import type { ResourceRef } from "../../argocd/wire/resources.ts";
import type { ChildFacts, Facts } from "../../diagnose/facts.ts";
import { keyOf } from "../../diagnose/object_key.ts";
import type { ToolContext } from "../../tool.ts";
import { applicationState, isFine } from "../../views/application_state.ts";
import { fetchApplication } from "../fetch_application.ts";
import type { FoundResources } from "../read_resources.ts";
import type { Reader } from "./reader.ts";

/** So many children are looked at, and so many of those that are not fine are gathered in turn. */
const MOST_CHILDREN = 12;
const MOST_ILL_CHILDREN = 2;
/** What may only help to explain is worth so much of the time: a healthy application does not wait for it. */
const SHARE = 0.35;
/** Children have to be read; those of them that are ill are looked into in what is left then. */
const BELOW_SHARE = 0.5;

/** How the surroundings are read. */
export interface SurroundingsOptions {
  readonly found: FoundResources;
  readonly reader: Reader;
  /** Gathers the facts of a child; absent for a child itself. */
  readonly gatherChild?: (ref: string) => Promise<Facts | undefined>;
}

async function readChildren(
  { argocd }: ToolContext,
  { found, reader, gatherChild }: SurroundingsOptions,
): Promise<readonly ChildFacts[]> {
  const own = keyOf({
    group: "argoproj.io",
    kind: "Application",
    ...(found.application.metadata?.namespace
      ? { namespace: found.application.metadata.namespace }
      : {}),
    ...(found.application.metadata?.name
      ? { name: found.application.metadata.name }
      : {}),
  });
  const known: readonly ResourceRef[] = found.tree?.nodes ??
    found.application.status?.resources ?? [];
  const nodes = known.filter((node) =>
    node.kind === "Application" && node.group === "argoproj.io" &&
    keyOf(node) !== own
  );
  const read = await Promise.all(
    nodes.slice(0, MOST_CHILDREN).map(({ name = "", namespace }) =>
      reader.read(
        `application '${name}'`,
        () =>
          fetchApplication(argocd, {
            name,
            namespace: namespace === found.application.metadata?.namespace
              ? undefined
              : namespace,
            signal: reader.signal,
            purpose: `read application '${name}'`,
          }),
        { below: true },
      )
    ),
  );
  const children = read.filter((child) => child !== undefined);
  const ill = new Set(
    children.filter((child) => !isFine(applicationState(child)))
      .slice(0, gatherChild ? MOST_ILL_CHILDREN : 0),
  );
  return await Promise.all(children.map(async (application) => {
    const ref = refTo(application, found.application);
    const facts = ill.has(application) ? await gatherChild?.(ref) : undefined;
    return { ref, application, ...(facts ? { facts } : {}) };
  }));
}

/** How a caller names a child: applications in the namespace of Argo CD go by their name alone. */
function refTo(
  { metadata }: Application,
  parent: Application,
): string {
  const { name = "", namespace } = metadata ?? {};
  return namespace === parent.metadata?.namespace || !namespace
    ? name
    : `${namespace}/${name}`;
}

/** Where the application comes from, if an ApplicationSet has made it. */
async function readApplicationSet(
  { argocd }: ToolContext,
  { found, reader }: SurroundingsOptions,
): Promise<ApplicationSet | undefined> {
  const { name } = found.application.metadata?.ownerReferences?.find((
    { kind },
  ) => kind === "ApplicationSet") ?? {};
  if (name === undefined) return undefined;
  const what = `ApplicationSet '${name}'`;
  return await reader.read(
    what,
    () =>
      argocd.call(getApplicationSet, {
        path: { name },
        query: { appsetNamespace: found.key.query.appNamespace },
        signal: reader.signal,
        purpose: `read ${what}`,
      }),
    { aside: true },
  );
}

/** Reads what may matter; what the conditions of the application speak of, not everything. */
export async function readSurroundings(
  context: ToolContext,
  options: SurroundingsOptions,
): Promise<
  Pick<
    Facts,
    "clusters" | "repositories" | "children" | "applicationSet"
  >
> {
  const { found } = options;
  const { argocd } = context;
  using reader = options.reader.within(SHARE);
  using below = options.reader.within(BELOW_SHARE);
  const isIll = found.failure !== undefined ||
    (found.application.status?.conditions ?? []).length > 0;
  const [clusters, repositories, children, applicationSet] = await Promise.all([
    isIll
      ? reader.read("the clusters", () =>
        argocd.call(listClusters, {
          signal: reader.signal,
          purpose: "list clusters",
        }))
      : undefined,
    isIll
      ? reader.read("the repositories", () =>
        argocd.call(listRepositories, {
          signal: reader.signal,
          purpose: "list repositories",
        }))
      : undefined,
    readChildren(context, { ...options, reader: below }),
    readApplicationSet(context, { found, reader }),
  ]);
  return {
    clusters: clusters?.items ?? [],
    repositories: repositories?.items ?? [],
    children,
    applicationSet,
  };
}
