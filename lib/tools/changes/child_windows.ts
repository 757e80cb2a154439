/**
 * Sync windows of applications that a sync of their parent changes: to change the object of an application is to change
 * the application, though Argo CD does not look at its windows then.
 *
 * @module
 */
import type { Application } from "../../argocd/wire/application.ts";
import type { WindowState } from "../../guards/require_open_window.ts";
import type { WriteContext } from "../../tool_spec.ts";
import type { ComparedResource } from "../../views/resource_states.ts";
import { mapLimited } from "../../map_limited.ts";
import { type FoundApplication, refOf } from "../read_application.ts";
import { readPlannedWindowState } from "../read_windows.ts";
import { isApplication, isHere } from "./live/child_application.ts";

/**
 * Works the windows out from the projects, because each child would be two questions and a project is one.
 *
 * @param parent.compared What would be synced.
 * @throws {ToolError} as the client does: what cannot be read is not taken for open.
 */
export async function readChildWindows(
  { found, compared }: {
    readonly found: FoundApplication;
    readonly compared: readonly ComparedResource[];
  },
  { argocd, signal, now }: WriteContext,
): Promise<readonly WindowState[]> {
  // Somewhere else they are applications of another Argo CD, whose windows nobody here knows.
  if (!isHere(found.application)) return [];
  const children = compared.flatMap(({ ref, state, live }) =>
    state === "changed" && isApplication(ref) && live
      ? [live as Application]
      : []
  );
  return await mapLimited(children, async ({ metadata, spec }) => {
    const { name = "", namespace } = metadata ?? {};
    const appNamespace = namespace ? { appNamespace: namespace } : {};
    const { subject, open, reason } = await readPlannedWindowState(argocd, {
      name,
      project: spec?.project ?? "default",
      destination: spec?.destination ?? {},
    }, {
      ref: refOf({ name, query: appNamespace }),
      signal,
      now: now(),
    });
    return { subject, open, reason };
  });
}
