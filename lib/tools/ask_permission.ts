/**
 * What Argo CD says that our account may do.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { canI } from "../argocd/endpoints.ts";
import { ToolError } from "../errors.ts";

/** Whether something is allowed; `unknown` when Argo CD could not say. */
export type Permission = "yes" | "no" | "unknown";

/** A question about a right, in the words of Argo CD's RBAC. */
export interface PermissionQuestion {
  readonly resource: string;
  readonly action: string;
  /** `default/*`: Argo CD takes a pattern for a literal name here. */
  readonly object: string;
}

/**
 * Asks one question.
 *
 * @throws {ToolError} as the client does; a resource that an older Argo CD does not know is `unknown`.
 */
export async function askPermission(
  argocd: ArgocdClient,
  { resource, action, object }: PermissionQuestion,
  { signal }: { readonly signal: AbortSignal },
): Promise<Permission> {
  try {
    const { value } = await argocd.call(canI, {
      path: { resource, action, object },
      signal,
      purpose: `ask for permission '${resource} ${action}'`,
    });
    return value === "yes" || value === "no" ? value : "unknown";
  } catch (error) {
    if (error instanceof ToolError && error.status === 400) return "unknown";
    throw error;
  }
}
