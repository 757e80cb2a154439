/**
 * One application, also where Argo CD refuses to show it.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import {
  findApplications,
  getApplication as getEndpoint,
} from "../argocd/endpoints.ts";
import type { Application } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import { requireLogin } from "./require_login.ts";

/** Which application, and what for. */
export interface ApplicationRequest {
  readonly name: string;
  readonly namespace?: string | undefined;
  /** With it Argo CD tells "missing" and "forbidden" apart. */
  readonly project?: string | undefined;
  /** The object of "Cannot …". */
  readonly purpose: string;
  readonly signal: AbortSignal;
}

/**
 * Reads an application.
 *
 * Of an application whose project does not exist, or does not let it in, Argo CD answers every question with 400; only
 * the list still shows it, with the condition that says so. So it is taken from there; where the list is not to be had,
 * the first answer stands.
 *
 * @throws {ToolError} as the client does; `UNAUTHENTICATED` when it was refused because nobody is logged in.
 */
export async function fetchApplication(
  argocd: Pick<ArgocdClient, "call">,
  request: ApplicationRequest,
): Promise<Application> {
  const { name, namespace, project, purpose, signal } = request;
  try {
    return await argocd.call(getEndpoint, {
      path: { name },
      query: { appNamespace: namespace, project },
      signal,
      purpose,
    });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.status === 403) await requireLogin(argocd, { purpose, signal });
    if (error.code !== "COMPARISON_FAILED") throw error;
    const { items } = await argocd.call(findApplications, {
      query: { name, appNamespace: namespace },
      signal,
      purpose,
    }).catch((denied: unknown) => {
      // The first refusal says what is wrong with the application, the second only that the list may not be seen.
      throw denied instanceof ToolError && denied.code === "FORBIDDEN"
        ? error
        : denied;
    });
    const [listed, ...others] = (items ?? []).filter(({ metadata }) =>
      metadata?.name === name
    );
    // Without a namespace another one's namesake may be in the list, too.
    if (!listed || others.length > 0) throw error;
    return listed;
  }
}
