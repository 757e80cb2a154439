/**
 * Telling "you may not see it" from "nobody knows who you are".
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { getUserInfo } from "../argocd/endpoints.ts";
import { ToolError } from "../errors.ts";
import { tolerate } from "./tolerate.ts";

/**
 * Where anonymous access is on, Argo CD takes whoever brings an expired or wrong token for anybody: lists are empty
 * with 200, everything else is 403, and only the userinfo tells. To be called when an answer could be of that kind.
 *
 * @throws {ToolError} `UNAUTHENTICATED` when Argo CD does not take us for logged in.
 */
export async function requireLogin(
  argocd: Pick<ArgocdClient, "call">,
  options: { readonly purpose: string; readonly signal: AbortSignal },
): Promise<void> {
  const { purpose, signal } = options;
  const user = await tolerate(
    argocd.call(getUserInfo, { signal, purpose: "read the account" }),
    signal,
  );
  // Where this question fails, what was asked in the first place has its own answer.
  if (user instanceof ToolError || user.loggedIn) return;
  throw new ToolError(
    "UNAUTHENTICATED",
    `Cannot ${purpose}: Argo CD treats this program as anonymous, who may not see it: it does not accept the ` +
      "credential (it may have expired), or none is configured",
    {
      hint:
        "Make a new token or sign in again; a token from the environment needs a restart of the server",
    },
  );
}
