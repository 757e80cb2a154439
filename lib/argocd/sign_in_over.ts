/**
 * What a credential may ask of Argo CD to sign in.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { SignIn } from "./credential.ts";
import { createSession, getSettings } from "./endpoints.ts";
import type { Exchange } from "./exchange.ts";
import { prepareRequest } from "./request.ts";
import type { Settings } from "./wire/server.ts";

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

/** The settings that Argo CD tells everyone, single sign-on among them; no credential goes with the question. */
export async function settingsOver(
  exchange: Exchange,
  base: URL,
  signal: AbortSignal,
): Promise<Settings> {
  const request = prepareRequest(getSettings, {
    base,
    purpose: "read how Argo CD signs people in",
  });
  const answer = await exchange.json(request, {
    credential: undefined,
    signal,
  });
  return answer as Settings;
}
