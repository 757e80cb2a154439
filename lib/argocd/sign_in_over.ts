/**
 * The sign-in with user and password, as a credential may use it.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { SignIn } from "./credential.ts";
import { createSession } from "./endpoints.ts";
import type { Exchange } from "./exchange.ts";
import { prepareRequest } from "./request.ts";

/** The sign-in of user and password, under the same rules as every other request. */
export function signInOver(exchange: Exchange, base: URL): SignIn {
  return async (account, signal) => {
    const request = prepareRequest(createSession, {
      base,
      body: account,
      purpose: `sign in as '${account.username}'`,
    });
    const answer = await exchange.json(request, {
      credential: undefined,
      signal,
    });
    const token = (answer as { readonly token?: unknown } | null)?.token;
    if (typeof token === "string" && token !== "") return token;
    throw new ToolError(
      "BAD_RESPONSE",
      `Cannot ${request.purpose}: Argo CD's answer has no token`,
    );
  };
}
