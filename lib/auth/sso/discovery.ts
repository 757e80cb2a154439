/**
 * What a provider says about itself.
 *
 * @module
 */
import {
  allowInsecureRequests,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
} from "openid-client";
import { isLoopback } from "../../argocd/loopback.ts";
import { quoted } from "../../argocd/said.ts";
import { ToolError } from "../../errors.ts";
import type { IdentityProvider } from "./identity_provider.ts";
import { type ProviderContext, providerFailure } from "./provider_failure.ts";
import type { ProviderFetch } from "./provider_fetch.ts";

/**
 * Reads a provider's discovery document and prepares everything that is asked of it from then on: as a public client,
 * with the signature of each id_token checked against the provider's keys.
 *
 * Throws `CONFIGURATION` where the issuer is not exactly the one of Argo CD's settings: every token would be refused.
 */
export async function discover(
  provider: IdentityProvider,
  { fetch, ...about }:
    & { readonly fetch: ProviderFetch }
    & Omit<ProviderContext, "provider">,
): Promise<Configuration> {
  const context = { ...about, provider };
  const issuer = URL.parse(provider.issuer);
  const isLocal = issuer !== null && isLoopback(issuer);
  if (issuer === null || (issuer.protocol !== "https:" && !isLocal)) {
    throw unusable(context, "it is not an https address");
  }
  let found: Configuration;
  try {
    found = await discovery(issuer, provider.clientId, undefined, None(), {
      [customFetch]: fetch,
      execute: [
        enableNonRepudiationChecks,
        // Only for a provider on this machine; `fetch` refuses any other plain address.
        ...(isLocal ? [allowInsecureRequests] : []),
      ],
    });
  } catch (error) {
    const named = issuerNamed(error);
    throw named === undefined
      ? providerFailure(error, context)
      : misnamed(context, named);
  }
  // The library compares addresses, Argo CD compares texts: a slash at the end is a difference.
  const { issuer: named } = found.serverMetadata();
  if (named !== provider.issuer) throw misnamed(context, named);
  return found;
}

/** The issuer that a document with another one than expected names. */
function issuerNamed(error: unknown): string | undefined {
  const details = (error as { readonly cause?: unknown } | null)?.cause;
  const body = (details as { readonly body?: unknown } | undefined)?.body;
  const named = (body as { readonly issuer?: unknown } | undefined)?.issuer;
  return typeof named === "string" ? named : undefined;
}

function misnamed(context: ProviderContext, named: string): ToolError {
  return unusable(context, `the provider there calls itself ${quoted(named)}`);
}

function unusable(
  { purpose, provider }: ProviderContext,
  state: string,
): ToolError {
  const where = provider.kind === "dex" ? "url" : "issuer in oidc.config";
  return new ToolError(
    "CONFIGURATION",
    `Cannot ${purpose}: Argo CD's settings name the issuer ${
      quoted(provider.issuer)
    }, but ${state}`,
    {
      hint:
        `Have the operator of Argo CD correct the ${where}, to the letter; a slash at the end counts`,
    },
  );
}
