/**
 * The application that a call is about, and what follow-up calls must carry.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import type { Application } from "../argocd/wire/application.ts";
import { checkApplicationRef } from "../guards/check_names.ts";
import { fetchApplication } from "./fetch_application.ts";

/** How the calls after the first one name the application. */
export interface ApplicationKey {
  readonly name: string;
  readonly query: {
    /** Only for an application outside the control-plane namespace. */
    readonly appNamespace?: string;
    /** With it Argo CD tells "missing" and "forbidden" apart. */
    readonly project?: string;
  };
}

/** What a caller would call it: `name` or `namespace/name`. */
export function refOf({ name, query }: ApplicationKey): string {
  return query.appNamespace ? `${query.appNamespace}/${name}` : name;
}

/** An application and its {@linkcode ApplicationKey}. */
export interface FoundApplication {
  readonly application: Application;
  readonly key: ApplicationKey;
}

/**
 * Reads an application.
 *
 * @param ref `name` or `namespace/name`, as a caller gave it.
 * @throws {ToolError} as {@linkcode fetchApplication} does.
 */
export async function readApplication(
  argocd: ArgocdClient,
  ref: string,
  signal: AbortSignal,
): Promise<FoundApplication> {
  const { name, namespace } = checkApplicationRef(ref);
  const where = namespace === undefined ? {} : { appNamespace: namespace };
  const application = await fetchApplication(argocd, {
    name,
    namespace,
    signal,
    purpose: `read application '${ref}'`,
  });
  const project = application.spec?.project;
  return {
    application,
    key: { name, query: { ...where, ...(project ? { project } : {}) } },
  };
}
