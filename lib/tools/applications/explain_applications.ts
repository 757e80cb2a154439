/**
 * The reasons that a list cannot give: Argo CD has conditions and messages only where one application is read.
 *
 * @module
 */
import type { Application } from "../../argocd/wire/application.ts";
import type { ToolError } from "../../errors.ts";
import type { ToolContext } from "../../tool.ts";
import { fetchApplication } from "../fetch_application.ts";
import { mapLimited } from "../../map_limited.ts";
import { tolerate } from "../tolerate.ts";

/** At most this many applications are read for one answer. */
export const EXPLAINED_ROWS = 20;

/** An application as its own `GET` gives it, or why that failed. */
export type Detail = Application | ToolError;

async function readOne(
  listed: Application,
  { argocd, signal }: Pick<ToolContext, "argocd" | "signal">,
): Promise<Detail> {
  const { name = "", namespace } = listed.metadata ?? {};
  // One application that vanished or may not be read must not cost the others their answer.
  return await tolerate(
    fetchApplication(argocd, {
      name,
      namespace,
      project: listed.spec?.project,
      signal,
      purpose: `read application '${name}'`,
    }),
    signal,
  );
}

/** Reads the first {@linkcode EXPLAINED_ROWS} of `listed`, a few at once. */
export async function readDetails(
  listed: readonly Application[],
  context: Pick<ToolContext, "argocd" | "signal">,
): Promise<ReadonlyMap<Application, Detail>> {
  const entries = await mapLimited(
    listed.slice(0, EXPLAINED_ROWS),
    async (application): Promise<[Application, Detail]> => [
      application,
      await readOne(application, context),
    ],
  );
  return new Map(entries);
}
