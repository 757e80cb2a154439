/**
 * The difference that a sync would remove. Argo CD's failed comparisons look as if everything were to be
 * deleted, so they are refused before any diff is made.
 *
 * @module
 */
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { defineTool } from "../../tool.ts";
import { diffTextOf, type DiffView, diffView } from "../../views/diff_view.ts";
import { driftCause } from "../../views/drift_cause.ts";
import { ignoredDifferences } from "../../views/ignored_differences.ts";
import { resourceKey } from "../../views/resource_forest.ts";
import { application, cursor } from "../arguments.ts";
import { readApplication } from "../read_application.ts";
import { readComparison } from "../read_comparison.ts";

/** `get_application_diff`: what a sync would change, as Argo CD last compared it. */
export const getApplicationDiff = defineTool({
  name: "get_application_diff",
  title: "Diff live against desired",
  tier: "read",
  description:
    "What differs between cluster and source, and why: counts, what would be created, changed or pruned, " +
    "and a unified diff (- live + desired; secrets masked). All resources, or one.",
  input: z.strictObject({
    application,
    kind: z.string().optional(),
    name: z.string().optional(),
    namespace: z.string().optional(),
    group: z.string().optional(),
    cursor,
  }),
  output: z.looseObject({
    counts: z.looseObject({}),
    resources: z.array(z.unknown()),
  }),
  paging: { field: "resources", narrow: "kind and name" },

  async handler(args, { argocd, signal }): Promise<DiffView> {
    const purpose = `compare application '${args.application}'`;
    const found = await readApplication(argocd, args.application, signal);
    const { application } = found;
    const { kind, name, namespace, group } = args;
    const { compared, managed } = await readComparison(argocd, found, {
      wanted: { kind, name, namespace, group },
      purpose,
      signal,
    });
    if (compared.length === 0 && (kind !== undefined || name !== undefined)) {
      throw new ToolError(
        "NOT_FOUND",
        `Cannot ${purpose}: it manages no ${
          [kind, name].filter(Boolean).map((part) => `'${part}'`).join(" ")
        }`,
        {
          hint:
            "Only what comes from the source is compared, not what it makes, such as pods; " +
            "call without 'kind' and 'name' to see all",
        },
      );
    }
    const items = new Map(managed.map((item) => [resourceKey(item), item]));
    const { spec } = application;
    return diffView(args.application, { application, compared }, {
      causeOf: (resource) =>
        driftCause(resource, {
          application,
          item: items.get(resourceKey(resource.ref)),
        }),
      ignoredOf: (ref) => ignoredDifferences(spec, ref),
      whole: compared.length === 1,
      home: spec?.destination?.namespace,
    });
  },

  text: diffTextOf,
});
