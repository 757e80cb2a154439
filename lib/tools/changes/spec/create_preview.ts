/**
 * What a reader learns of an application before it is made.
 *
 * @module
 */
import { ToolError } from "../../../errors.ts";
import type { Preview, WriteContext } from "../../../tool_spec.ts";
import { applicationTies } from "../../../views/application_ties.ts";
import {
  destinationTitle,
  IN_CLUSTER_NAME,
  IN_CLUSTER_SERVER,
} from "../../../views/destination.ts";
import { dumpYaml } from "../../../views/manifest_yaml.ts";
import { sourcesOf, targetOf } from "../../../views/sources_of.ts";
import { isAutomated, syncPolicyTitle } from "../../../views/sync_policy.ts";
import { textParts } from "../../../views/text_parts.ts";
import { withoutUserInfo } from "../../../views/without_user_info.ts";
import { fetchApplications } from "../../fetch_applications.ts";
import { tolerate } from "../../tolerate.ts";
import { applicationPermission } from "../application_permission.ts";
import type { CreatePlan } from "./create_plan.ts";
import { CASCADE_FINALIZER, deploymentKey } from "./new_application.ts";

/** It is delivered twice, as text and as data. */
const MANIFEST_CHARS = 6_500;
const NAMED = 4;

function sourceTitle({ application }: CreatePlan): string {
  return sourcesOf(application.spec).map((source) =>
    `${withoutUserInfo(source.repoURL)} ${
      source.path ?? source.chart ?? `as ${source.ref}`
    } at ${targetOf(source)}`
  ).join(", ");
}

function cut(text: string): string {
  const [part = "", ...rest] = textParts(text, MANIFEST_CHARS);
  const left = rest.join("").split("\n").length - 1;
  return left > 0 ? `${part}# ${left} more lines\n` : part;
}

/** The preview as far as it decides something. */
export function createPreview(
  plan: CreatePlan,
  { mask }: WriteContext,
): Preview {
  const { ref, application, destination, isThere, unclear } = plan;
  const { spec, metadata } = application;
  const policy = spec?.syncPolicy;
  const cascades = metadata?.finalizers?.includes(CASCADE_FINALIZER);
  return {
    summary: isThere
      ? `create ${ref}: it exists already and is the same, so Argo CD would accept this and change nothing`
      : `create ${ref} in project ${spec?.project}: ${sourceTitle(plan)}, to ${
        destinationTitle(destination)
      }, ${syncPolicyTitle(policy)}`,
    impact: applicationTies({ ...application, spec: { destination } }),
    notes: [
      "what Argo CD would render from the source is not known before the application exists",
      isAutomated(policy)
        ? "automated sync is on: Argo CD deploys it at once, and takes over objects that exist already"
        : "nothing is deployed by this: sync_application does that afterwards",
      ...(cascades
        ? ["its deletion will also delete its resources, whoever deletes it"]
        : []),
      ...unclear,
    ],
    diff: `${cut(dumpYaml(mask(application)))}`,
  };
}

/** Applications that deploy the same to the same place: each would see the objects of the other as its own. */
async function sharers(
  { application, destination }: CreatePlan,
  { argocd, signal }: WriteContext,
): Promise<readonly string[]> {
  const known = await tolerate(
    fetchApplications(argocd, { parts: ["sources"], signal }),
    signal,
  );
  if (known instanceof ToolError) return [];
  const { server, name } = destination;
  const key = deploymentKey(application, "");
  const same = known.filter((other) => {
    const there = other.spec?.destination;
    const isHome = there?.server === IN_CLUSTER_SERVER ||
      there?.name === IN_CLUSTER_NAME;
    const isSameCluster = there?.server
      ? there.server.replace(/\/+$/, "") === server
      : there?.name === name || (isHome && name === IN_CLUSTER_NAME);
    return isSameCluster && deploymentKey(other, "") === key &&
      other.metadata?.name !== application.metadata?.name;
  }).map(({ metadata }) => metadata?.name ?? "?");
  if (same.length === 0) return [];
  const more = same.length - NAMED;
  return [
    `the same source is already deployed to the same place by ${
      same.slice(0, NAMED).join(", ")
    }${
      more > 0 ? ` and ${more} more` : ""
    }: both would claim the same objects, and each deletes what the other needs`,
  ];
}

/** What the preview costs more for. */
export async function createPreviewMore(
  plan: CreatePlan,
  context: WriteContext,
): Promise<Partial<Preview>> {
  const { notes = [] } = createPreview(plan, context);
  return {
    notes: plan.isThere ? notes : [...await sharers(plan, context), ...notes],
    permission: await applicationPermission("create", plan, context),
  };
}
