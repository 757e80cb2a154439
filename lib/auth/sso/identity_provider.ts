/**
 * Who signs people in for an Argo CD, as its settings say.
 *
 * @module
 */
import { said } from "../../argocd/said.ts";
import type { Settings } from "../../argocd/wire/server.ts";
import { ToolError } from "../../errors.ts";

/** Where people sign in, and what is asked for there. */
export interface IdentityProvider {
  /** `dex` is the one that Argo CD bundles and hands on below its own address. */
  readonly kind: "dex" | "external";
  /** For messages: the name that the operator gave it. */
  readonly name: string;
  /** Exactly as the provider has to call itself. */
  readonly issuer: string;
  /** The public client that the argocd CLI uses, too. */
  readonly clientId: string;
  /** Without `offline_access`, unless the operator of Argo CD lists it. */
  readonly scopes: readonly string[];
  /** What Argo CD wants to stand in the id_token, in the form of OpenID's `claims` parameter. */
  readonly idTokenClaims?: Readonly<Record<string, unknown>>;
}

/** Words of others in our messages. */
const MAX_NAME = 80;
/** What the argocd CLI asks for when Argo CD does not say. */
const DEFAULT_SCOPES = ["openid", "profile", "email", "groups"];
/** The client that Argo CD registers in its Dex for command lines; it has no secret. */
const DEX_CLI_CLIENT = "argo-cd-cli";

/**
 * The provider of an Argo CD. Where an external one and Dex are both configured, the external one counts, as in Argo CD.
 *
 * @param instance The instance's name, for messages.
 * @returns Throws `CONFIGURATION` where nobody can sign in this way.
 */
export function identityProvider(
  settings: Settings,
  instance: string,
): IdentityProvider {
  const { oidcConfig, dexConfig } = settings;
  if (oidcConfig?.issuer) {
    const clientId = oidcConfig.cliClientID || oidcConfig.clientID;
    if (!clientId) {
      throw unusable(instance, "its oidc.config names no clientID");
    }
    const { scopes = [], idTokenClaims } = oidcConfig;
    return {
      kind: "external",
      name: said(oidcConfig.name ?? "", MAX_NAME) || oidcConfig.issuer,
      issuer: oidcConfig.issuer,
      clientId,
      scopes: withOpenid(scopes.length > 0 ? scopes : DEFAULT_SCOPES),
      ...(idTokenClaims && Object.keys(idTokenClaims).length > 0
        ? { idTokenClaims }
        : {}),
    };
  }
  if (!dexConfig?.connectors?.length) {
    throw new ToolError(
      "CONFIGURATION",
      `Cannot sign in to '${instance}' by single sign-on: this Argo CD has none configured`,
      {
        hint:
          "Use a token or a user and password, or have oidc.config or dex.config set in Argo CD",
      },
    );
  }
  if (!settings.url) {
    throw unusable(
      instance,
      "its settings have no url, from which Dex takes its address",
    );
  }
  return {
    kind: "dex",
    name: "Dex",
    // Whatever address we call: Dex knows only the one of the settings.
    issuer: `${settings.url.replace(/\/+$/, "")}/api/dex`,
    clientId: DEX_CLI_CLIENT,
    // Without `federated:id` policies that name a user do not match, and nothing says so.
    scopes: [...DEFAULT_SCOPES, "federated:id"],
  };
}

/** Without `openid` there is no id_token, and nothing to show to Argo CD. */
function withOpenid(scopes: readonly string[]): readonly string[] {
  return scopes.includes("openid") ? scopes : ["openid", ...scopes];
}

function unusable(instance: string, state: string): ToolError {
  return new ToolError(
    "CONFIGURATION",
    `Cannot sign in to '${instance}' by single sign-on: ${state}`,
    { hint: "Have the operator of Argo CD complete argocd-cm" },
  );
}
