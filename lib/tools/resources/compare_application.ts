/**
 * What an application renders to at two points, or at two Argo CDs, side by side. The cluster is not looked at: what
 * lives there is compared by `get_application_diff`.
 *
 * @module
 */
import * as z from "zod";
import { both } from "../both.ts";
import { errorsOf, ToolError } from "../../errors.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import {
  type ApplicationComparison,
  comparisonText,
} from "../../views/comparison_text.ts";
import { compareManifestPairs } from "../../views/manifest_comparison.ts";
import {
  type ManifestPair,
  pairManifests,
} from "../../views/pair_manifests.ts";
import { application, cursor } from "../arguments.ts";
import { matchesResource } from "../find_resource.ts";
import { type FoundApplication, readApplication } from "../read_application.ts";
import {
  planSide,
  renderSide,
  type Side,
  type SideRequest,
} from "../render_side.ts";

const input = z.strictObject({
  application,
  from: z.string().optional().describe("revision, or #id of the history"),
  to: z.string().optional(),
  source: z.int().min(1).max(99).optional().describe("for revisions, from 1"),
  kind: z.string().optional(),
  name: z.string().optional(),
  cursor,
});

type Arguments = z.infer<typeof input>;

/** One side as it is asked for; a revision cannot have such a sign. */
function requestOf(
  { application, source }: Arguments,
  side: string | undefined,
): SideRequest {
  if (side?.startsWith("#")) return { application, id: Number(side.slice(1)) };
  return {
    application,
    ...(side === undefined ? {} : { revision: side, source }),
  };
}

function requestsOf(
  args: Arguments,
  hasOther: boolean,
): { readonly from: SideRequest; readonly to: SideRequest } {
  const { application } = args;
  const isOpen = args.from === undefined && args.to === undefined;
  const from: SideRequest = isOpen && !hasOther
    ? { application, id: "last" }
    : requestOf(args, args.from);
  const to = requestOf(args, args.to);
  if (args.source !== undefined && !from.revision && !to.revision) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      `Cannot compare application '${application}': 'source' is given without a revision`,
      { hint: "'source' says which source the revisions are for" },
    );
  }
  return { from, to };
}

async function renderBoth(
  args: Arguments,
  context: ToolContext,
): Promise<readonly [Side, Side]> {
  const { other, signal } = context;
  const { from, to } = requestsOf(args, other !== undefined);
  async function read({ argocd }: ToolContext): Promise<FoundApplication> {
    return await readApplication(argocd, args.application, signal);
  }
  if (!other) {
    const { argocd } = context;
    const found = await read(context);
    const [one, two] = [planSide(found, from), planSide(found, to)];
    return await both(
      renderSide(argocd, one, { signal }),
      renderSide(argocd, two, { signal }),
    );
  }
  async function render(at: ToolContext, request: SideRequest): Promise<Side> {
    const instance = at.instance.name;
    async function work(): Promise<Side> {
      const plan = planSide(await read(at), request);
      return await renderSide(at.argocd, plan, { signal, instance });
    }
    return await errorsOf(instance, work());
  }
  return await both(render(context, from), render(other, to));
}

function select(
  pairs: readonly ManifestPair[],
  { application, kind, name }: Arguments,
): readonly ManifestPair[] {
  if (kind === undefined && name === undefined) return pairs;
  const found = pairs.filter(({ from, to }) =>
    [from, to].some((one) => one && matchesResource(one.ref, { kind, name }))
  );
  if (found.length > 0) return found;
  throw new ToolError(
    "NOT_FOUND",
    `Cannot compare application '${application}': neither side has a ${
      [kind, name].filter(Boolean).map((part) => `'${part}'`).join(" ")
    }`,
    { hint: "Call without 'kind' and 'name' to see all that differs" },
  );
}

/** `compare_application`: what differs between two revisions, two deployments, or two instances. */
export const compareApplication: Tool = defineTool({
  name: "compare_application",
  title: "Compare renderings",
  tier: "read",
  description:
    "What two revisions or deployments of an application render to, side by side: counts and a masked unified diff. " +
    "A side left out is what Argo CD compared last; with neither, from is the last deployment.",
  input,
  output: z.looseObject({ resources: z.array(z.unknown()) }),
  paging: { field: "resources", narrow: "kind and name" },
  other: "other_instance",

  async handler(
    args: Arguments,
    context: ToolContext,
  ): Promise<ApplicationComparison> {
    const [from, to] = await renderBoth(args, context);
    const pairs = select(pairManifests(from, to), args);
    const { counts, resources } = compareManifestPairs(pairs, {
      labels: { from: from.view.label, to: to.view.label },
      homes: { from: from.home, to: to.home },
      whole: pairs.length === 1,
    });
    return {
      application: args.application,
      from: from.view,
      to: to.view,
      counts,
      resources,
    };
  },

  text: comparisonText,
});
