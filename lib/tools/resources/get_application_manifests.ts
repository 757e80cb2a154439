/**
 * What the source renders to, at any revision. An application with several sources needs a revision for
 * each of them, as the API crashes on fewer and ignores a single one.
 *
 * @module
 */
import * as z from "zod";
import { getManifests } from "../../argocd/endpoints.ts";
import type { ApplicationSource } from "../../argocd/wire/application.ts";
import { defineTool } from "../../tool.ts";
import { type Manifest, parseManifest } from "../../views/manifest_yaml.ts";
import {
  manifestItems,
  manifestRef,
  manifestsText,
  type ManifestsView,
} from "../../views/rendered_manifests.ts";
import { sourcesOf } from "../../views/sources_of.ts";
import { application, cursor, names } from "../arguments.ts";
import { planRendering } from "../plan_rendering.ts";
import { readApplication } from "../read_application.ts";

function describeSource(source: ApplicationSource, revision: string): string {
  const place = source.chart ?? source.path;
  return `${revision} of ${source.repoURL ?? "?"}${place ? ` (${place})` : ""}`;
}

/** `get_application_manifests`: what the source renders to, before anything is compared or applied. */
export const getApplicationManifests = defineTool({
  name: "get_application_manifests",
  title: "Rendered manifests",
  tier: "read",
  description:
    "What an application's source renders to, as YAML, hooks included, secrets masked; " +
    "at the target revision or another one.",
  input: z.strictObject({
    application,
    revision: z.string().optional(),
    source: z.int().min(1).max(99).optional().describe(
      "which source the revision is for, from 1",
    ),
    kind: names,
    name: z.string().optional().describe("part of the name"),
    cursor,
  }),
  output: z.looseObject({ total: z.int(), manifests: z.array(z.unknown()) }),
  paging: { field: "manifests", narrow: "kind or name" },

  async handler(args, { argocd, signal }): Promise<ManifestsView> {
    const { application, key } = await readApplication(
      argocd,
      args.application,
      signal,
    );
    const rendering = planRendering(application, args);
    const answer = await argocd.call(getManifests, {
      path: { name: key.name },
      query: { ...key.query, ...rendering.query },
      signal,
      purpose: `render application '${args.application}'`,
    });
    const objects = (answer.manifests ?? []).map(parseManifest)
      .filter((object): object is Manifest => object !== undefined);
    const kinds = args.kind?.map((kind) => kind.toLowerCase());
    const part = args.name?.toLowerCase();
    const matching = objects.filter((object) => {
      const { kind, name } = manifestRef(object);
      return (!kinds || kinds.includes(kind.toLowerCase())) &&
        (part === undefined || name.toLowerCase().includes(part));
    });
    const { spec } = application;
    return {
      application: args.application,
      sources: sourcesOf(spec).map((source, index) =>
        describeSource(source, rendering.revisions[index] ?? "HEAD")
      ),
      total: matching.length,
      ...(matching.length === objects.length
        ? {}
        : { unfiltered: objects.length }),
      manifests: manifestItems(matching, spec?.destination?.namespace),
    };
  },

  text: manifestsText,
});
