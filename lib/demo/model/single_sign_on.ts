/**
 * Signing in through somebody else: what the settings say about it, and whom the claims of a token mean.
 * The token itself is checked by whoever starts the simulator, since only he knows the provider's keys.
 *
 * @module
 */
import { isDict } from "./json.ts";

/** `oidc.config`, in the form in which the settings show it. */
export interface OidcConfig {
  readonly name: string;
  readonly issuer: string;
  readonly clientID: string;
  readonly cliClientID?: string;
  readonly scopes?: readonly string[];
  readonly idTokenClaims?: Readonly<Record<string, unknown>>;
  readonly enablePKCEAuthentication?: boolean;
}

/** The connectors of the bundled Dex; the settings do not show their ids. */
export interface DexConfig {
  readonly connectors: readonly {
    readonly name: string;
    readonly type: string;
  }[];
}

/** Claims of a token that has been verified. */
export type IdTokenClaims = Readonly<Record<string, unknown>>;

/** How people sign in, besides with a password. */
export interface SingleSignOn {
  /** Outranks `dex` where both are there. */
  readonly oidc?: OidcConfig;
  /** Without connectors it is shown as `{}`, and there is no single sign-on. */
  readonly dex?: DexConfig;
  /** The claims of a token; undefined for every token that is not to be believed, whatever is wrong with it. */
  readonly verify: (token: string) => Promise<IdTokenClaims | undefined>;
  /** The claims whose values count as groups, `scopes` of the RBAC settings; `groups` by default. */
  readonly rbacScopes?: readonly string[];
  /**
   * `enableUserInfoGroups`: the groups are asked of the provider with the access token of a web login, so
   * that who has none is refused. Those who have one are named here, by `sub`.
   */
  readonly userInfoGroups?: { readonly webLogins: ReadonlySet<string> };
}

/** Whom the claims of a token mean. */
export interface Person {
  readonly issuer: string;
  /** What policies name: the user of the connector, else `sub`. */
  readonly subject: string;
  /** What `userinfo` shows: the e-mail address where there is one. */
  readonly username: string;
  readonly groups: readonly string[];
}

/** Whether anybody can sign in this way. */
export function isConfigured(
  sso: SingleSignOn | undefined,
): sso is SingleSignOn {
  return sso?.oidc !== undefined || (sso?.dex?.connectors.length ?? 0) > 0;
}

/** Reads the person out of the claims. */
export function personOf(
  claims: IdTokenClaims,
  scopes: readonly string[] = ["groups"],
): Person {
  const federated = claims["federated_claims"];
  const subject = text(isDict(federated) ? federated["user_id"] : undefined) ||
    text(claims["sub"]);
  return {
    issuer: text(claims["iss"]),
    subject,
    username: text(claims["email"]) || subject,
    groups: scopes.flatMap((scope) => texts(claims[scope])),
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The texts of a claim: a single one is a list of one, commas and all. */
function texts(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((one): one is string =>
    typeof one === "string" && one !== ""
  );
}
