/**
 * A simulated Argo CD over TLS that signs people in through a provider of the tests, and checks their tokens
 * as a live one does.
 *
 * @module
 */
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
  type SingleSignOn,
} from "../../lib/demo/simulator.ts";
import { Front } from "./identity/front.ts";
import type { Asked } from "./identity/traffic.ts";
import {
  CLI_CLIENT,
  type IdentityProvider,
  WEB_CLIENT,
} from "./identity_provider.ts";
import { type Authority, makeAuthority } from "./make_certificates.ts";
import { idTokenVerifier, publishedKeys } from "./verify_id_token.ts";

/** How single sign-on through a provider is set up, as in the recordings. */
export function ssoThrough(
  { issuer, ca }: Pick<IdentityProvider, "issuer" | "ca">,
  more: Partial<SingleSignOn> = {},
): SingleSignOn {
  return {
    oidc: {
      name: "Test provider",
      issuer,
      clientID: WEB_CLIENT,
      cliClientID: CLI_CLIENT,
      scopes: ["openid", "profile", "email", "groups"],
      idTokenClaims: { groups: { essential: true } },
      enablePKCEAuthentication: true,
    },
    verify: idTokenVerifier({
      issuer,
      audiences: [WEB_CLIENT, CLI_CLIENT],
      keys: publishedKeys(`${issuer}/jwks`, ca),
    }),
    ...more,
  };
}

/** A running Argo CD. */
export interface SsoArgocd {
  /** With its root path and without a closing slash. */
  readonly url: string;
  readonly ca: string;
  readonly simulator: Simulator;
  /** What it was asked. */
  readonly asked: readonly Asked[];
  down(): Promise<void>;
  up(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts it on a free port of this machine. */
export function startSsoArgocd(
  sso: SingleSignOn,
  { authority = makeAuthority(), rootPath = "", simulator: options = {} }: {
    readonly authority?: Authority;
    readonly rootPath?: string;
    readonly simulator?: Omit<SimulatorOptions, "sso" | "rootPath">;
  } = {},
): SsoArgocd {
  const asked: Asked[] = [];
  const front = new Front(authority.issue(), (request) => {
    const { pathname, searchParams } = new URL(request.url);
    asked.push({
      method: request.method,
      path: pathname,
      headers: request.headers,
      form: searchParams,
    });
    return simulator.fetch(request);
  });
  const url = `https://127.0.0.1:${front.port}${rootPath}`;
  const simulator = createSimulator({
    ...options,
    rootPath,
    addresses: { url, ...options.addresses },
    sso,
  });
  return {
    url,
    ca: authority.ca,
    simulator,
    asked,
    down: () => front.down(),
    up: () => front.up(),
    [Symbol.asyncDispose]: () => front[Symbol.asyncDispose](),
  };
}
