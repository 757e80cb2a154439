/**
 * Thousands of applications on one page.
 *
 * @module
 */
import * as z from "zod";
import { listClusters } from "../../argocd/endpoints.ts";
import type {
  Application,
  Destination,
} from "../../argocd/wire/application.ts";
import { ToolError } from "../../errors.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import type { ResultPart } from "../../tool_spec.ts";
import { applicationRef } from "../../views/application_ref.ts";
import { IN_CLUSTER_SERVER } from "../../views/destination.ts";
import { troubleGroups } from "../../views/fleet_groups.ts";
import { type FleetMember, fleetMember } from "../../views/fleet_member.ts";
import {
  type FleetFilter,
  type FleetSummary,
  fleetSummary,
} from "../../views/fleet_summary.ts";
import { fleetText } from "../../views/fleet_text.ts";
import { names } from "../arguments.ts";
import { controlPlaneOf } from "../control_plane.ts";
import { fetchApplications } from "../fetch_applications.ts";
import { requireLogin } from "../require_login.ts";
import { tolerate } from "../tolerate.ts";
import { withinCluster } from "../within_cluster.ts";
import { readCauses } from "./read_causes.ts";

const input = z.strictObject({
  project: names,
  cluster: z.string().optional().describe("name or server URL"),
  selector: z.string().optional().describe("team=web,env!=dev"),
});

type Args = z.infer<typeof input>;

/** Requests of one summary, whatever the size of the fleet. */
const MOST_CALLS = 60;
/** Version, list, settings, clusters; a list of Argo CD that must be asked twice. */
const CALLS_OF_INSTANCE = 5;

/** What one instance has, before anything is made of it. */
interface Survey {
  readonly applications: readonly Application[];
  readonly controlPlane: string | undefined;
  /** Names of clusters by address. */
  readonly clusters: ReadonlyMap<string, string>;
}

type Result = Survey | FleetSummary;

function addressOf({ server = "" }: Destination): string {
  return server.replace(/\/+$/, "");
}

/** Asks for names only where some destinations are called by name and others by address. */
async function clusterTitles(
  applications: readonly Application[],
  { argocd, signal }: ToolContext,
): Promise<ReadonlyMap<string, string>> {
  const destinations = applications.map(({ spec }) => spec?.destination ?? {});
  const byAddress = destinations.some((one) =>
    !one.name && one.server && addressOf(one) !== IN_CLUSTER_SERVER
  );
  if (!byAddress) return new Map();
  const answer = await tolerate(
    argocd.call(listClusters, { signal, purpose: "look up clusters" }),
    signal,
  );
  const known = answer instanceof ToolError ? [] : answer.items ?? [];
  return new Map(
    known.flatMap((one) => one.name ? [[addressOf(one), one.name]] : []),
  );
}

/** What a call leaves out; nothing for one of the whole fleet. */
function filterOf(
  { project = [], cluster, selector }: Args,
): FleetFilter | undefined {
  const filter = {
    ...(project.length > 0 ? { project } : {}),
    ...(cluster ? { cluster } : {}),
    ...(selector ? { selector } : {}),
  };
  return Object.keys(filter).length > 0 ? filter : undefined;
}

/** @param beside Bytes that stand beside the summary of several instances; absent for one. */
async function summarise(
  parts: readonly ResultPart<Survey>[],
  args: Args,
  beside?: number,
): Promise<FleetSummary> {
  const isOneOfSeveral = beside !== undefined;
  const owners = new Map<FleetMember, ResultPart<Survey>>();
  for (const part of parts) {
    const { result: { applications, clusters }, context } = part;
    for (const application of applications) {
      const member = fleetMember(application, {
        instance: context.instance.name,
        clusterName: (one) => one.name ?? clusters.get(addressOf(one)),
      });
      owners.set(member, part);
    }
  }
  function partOf(member: FleetMember): ResultPart<Survey> {
    const part = owners.get(member);
    if (!part) throw new TypeError("Cannot find whose application it is");
    return part;
  }
  const [first] = parts;
  if (!first) throw new TypeError("Cannot summarise no instance");
  const { signal, now } = first.context;
  const asked = filterOf(args);
  const members = [...owners.keys()];
  const { failure, ...reading } = await readCauses(members, {
    clientOf: (member) => partOf(member).context.argocd,
    calls: Math.max(0, MOST_CALLS - CALLS_OF_INSTANCE * parts.length),
    signal,
  });
  return fleetSummary({
    members,
    groups: troubleGroups(members, reading),
    refOf(member) {
      const { result, context } = partOf(member);
      const { metadata } = member.application;
      const ref = applicationRef(metadata, result.controlPlane);
      return isOneOfSeveral ? `${context.instance.name}:${ref}` : ref;
    },
    isOneOfSeveral,
    now: now(),
    ...(asked ? { asked } : {}),
    ...(failure
      ? { note: `some could not be read: ${failure.code}: ${failure.message}` }
      : members.length === 0
      ? { note: "Argo CD shows this account no applications that match" }
      : {}),
    reserved: beside ?? 0,
  });
}

/** What is wrong in the whole fleet, by cause. */
export const getFleetSummary: Tool = defineTool({
  name: "get_fleet_summary",
  title: "Fleet summary",
  tier: "read",
  across: "usual",
  description:
    "Sums up all applications: counts, groups of trouble by shared cause, changes of the last hour, outliers. Start here.",
  input,
  output: z.looseObject({
    total: z.int(),
    groups: z.array(z.unknown()).optional(),
  }),
  async handler(args: Args, context: ToolContext): Promise<Result> {
    const { argocd, signal } = context;
    const { project, cluster, selector } = args;
    const visible = await fetchApplications(argocd, {
      parts: ["sources", "images", "created"],
      projects: project,
      selector,
      signal,
    });
    if (visible.length === 0) {
      await requireLogin(argocd, { purpose: "list applications", signal });
    }
    const applications = await withinCluster(visible, cluster, context);
    return {
      applications,
      controlPlane: await controlPlaneOf(argocd, applications, signal),
      clusters: await clusterTitles(applications, context),
    };
  },
  enrich: (result: Result, args: Args, context: ToolContext) =>
    summarise([{ result: result as Survey, context }], args),
  merge: (parts: readonly ResultPart<Result>[], args: Args, beside: number) =>
    summarise(parts as readonly ResultPart<Survey>[], args, beside),
  text: (result: Result) => fleetText(result as FleetSummary),
});
