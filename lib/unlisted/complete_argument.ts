/**
 * What the argument of a prompt or of the address of a resource may be: all of it, whatever was typed so far, so that
 * one reading serves a whole word.
 *
 * @module
 */
import * as z from "zod";
import { listClusters } from "../argocd/endpoints.ts";
import type { Application } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import { defineTool, type Tool, type ToolContext } from "../tool.ts";
import { controlPlaneOf } from "../tools/control_plane.ts";
import { fetchApplications } from "../tools/fetch_applications.ts";
import { readApplication } from "../tools/read_application.ts";
import { tolerate } from "../tools/tolerate.ts";
import { applicationRef } from "../views/application_ref.ts";
import { revisionsOf, sourcesOf, targetOf } from "../views/sources_of.ts";
import { requireSignedIn } from "./require_ready.ts";

/** What can be completed; `name` is that of an application, without its namespace. */
export const COMPLETED = [
  "application",
  "name",
  "namespace",
  "project",
  "cluster",
  "revision",
] as const;

// Not called 'application' and 'namespace': guards check those before it is known whether anybody is signed in. What
// is out of scope the client does not show either.
const input = z.strictObject({
  of: z.enum(COMPLETED),
  about: z.string().max(400).optional().describe("application"),
  within: z.string().max(100).optional().describe("its namespace"),
});

type Args = z.infer<typeof input>;

/** Nobody finds one among more. */
const MOST_NAMES = 20_000;

interface Names {
  readonly values: readonly string[];
}

function sorted(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}

async function references(
  applications: readonly Application[],
  { argocd, signal }: ToolContext,
): Promise<readonly string[]> {
  const controlPlane = await controlPlaneOf(argocd, applications, signal);
  return sorted(
    applications.map(({ metadata }) => applicationRef(metadata, controlPlane)),
  );
}

function targets(applications: readonly Application[]): readonly string[] {
  return sorted(
    applications.flatMap(({ spec }) => sourcesOf(spec).map(targetOf)),
  );
}

/** What an application follows, what it had deployed, newest first, and what others follow in its repositories. */
async function revisions(
  { about }: Args,
  { argocd, signal }: ToolContext,
): Promise<readonly string[]> {
  const [all, found] = await Promise.all([
    fetchApplications(argocd, { parts: ["sources"], signal }),
    about === undefined ? undefined : readApplication(argocd, about, signal),
  ]);
  if (!found) return targets(all);
  const { application } = found;
  const repositories = new Set(
    sourcesOf(application.spec).map(({ repoURL }) => repoURL),
  );
  const neighbours = all.filter(({ spec }) =>
    sourcesOf(spec).some(({ repoURL }) => repositories.has(repoURL))
  );
  const deployed = (application.status?.history ?? []).toReversed();
  return [
    ...targets([application]),
    ...deployed.flatMap(revisionsOf),
    ...targets(neighbours),
  ];
}

/** Where applications go, and what those clusters are called. */
async function clusters(
  applications: readonly Application[],
  { argocd, signal }: ToolContext,
): Promise<readonly string[]> {
  const answer = await tolerate(
    argocd.call(listClusters, { signal, purpose: "list clusters" }),
    signal,
  );
  const known = answer instanceof ToolError ? [] : answer.items ?? [];
  return sorted([
    ...known.map(({ name }) => name || undefined),
    ...applications.flatMap(({ spec }) => [
      spec?.destination?.name || undefined,
      spec?.destination?.server || undefined,
    ]),
  ]);
}

async function candidates(
  args: Args,
  context: ToolContext,
): Promise<readonly string[]> {
  if (args.of === "revision") return await revisions(args, context);
  const { argocd, signal } = context;
  const applications = await fetchApplications(argocd, { signal });
  switch (args.of) {
    case "application":
      return await references(applications, context);
    case "name": {
      const { within } = args;
      const there = within === undefined
        ? applications
        : applications.filter(({ metadata }) => metadata?.namespace === within);
      return sorted(there.map(({ metadata }) => metadata?.name));
    }
    case "namespace":
      return sorted(applications.map(({ metadata }) => metadata?.namespace));
    case "project":
      return sorted(applications.map(({ spec }) => spec?.project));
    case "cluster":
      return await clusters(applications, context);
  }
}

/** Proposes values. Listed nowhere: the protocol has a request of its own for it. */
export const completeArgument: Tool = defineTool({
  name: "complete_argument",
  title: "Complete an argument",
  tier: "read",
  description: "Names what an argument may be.",
  input,
  output: z.looseObject({ values: z.array(z.string()) }),
  isForServer: true,
  async handler(args: Args, context: ToolContext): Promise<Names> {
    await requireSignedIn(context, "complete an argument");
    const names = new Set(await candidates(args, context));
    return { values: [...names].slice(0, MOST_NAMES) };
  },
  text: () => "",
});
