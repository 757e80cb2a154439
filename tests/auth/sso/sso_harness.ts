/**
 * Real parts around the single sign-on: a provider, an Argo CD that checks its tokens, a connection between them, and
 * a person who signs in when a browser is opened.
 *
 * @module
 */
import type { ArgocdClient } from "../../../lib/argocd/client.ts";
import type { ConnectOptions } from "../../../lib/argocd/connect.ts";
import type { SignInAccess } from "../../../lib/argocd/credential.ts";
import { openProviderFetch } from "../../../lib/argocd/provider_fetch.ts";
import { memoryTokenCache } from "../../../lib/auth/sso/memory_token_cache.ts";
import { ssoCredential } from "../../../lib/auth/sso/sso_credential.ts";
import type {
  SsoCredential,
  SsoOptions,
} from "../../../lib/auth/sso/sso_options.ts";
import type { TokenCache } from "../../../lib/auth/sso/token_cache_types.ts";
import { serveSimulator } from "../../../lib/demo/serve_simulator.ts";
import { createSimulator } from "../../../lib/demo/simulator.ts";
import {
  CLI_CLIENT,
  type IdentityProvider,
  type IdentityProviderOptions,
  startIdentityProvider,
  WEB_CLIENT,
} from "../../helpers/identity_provider.ts";
import { openClient } from "../../helpers/open_client.ts";
import {
  type FinalPage,
  signInByFetch,
} from "../../helpers/sign_in_by_fetch.ts";
import {
  idTokenVerifier,
  publishedKeys,
} from "../../helpers/verify_id_token.ts";

/** What nobody aborts. */
export const NEVER = new AbortController().signal;

/** An Argo CD with an external provider. */
export interface Lab extends AsyncDisposable {
  readonly provider: IdentityProvider;
  readonly baseUrl: URL;
  /** Paths that the Argo CD was asked for, in order. */
  readonly asked: readonly string[];
  /** Answers in Argo CD's place, when it returns something. */
  answerFirst: ((request: Request) => Response | undefined) | undefined;
}

/** Starts both. */
export async function startLab(
  options: IdentityProviderOptions = {},
): Promise<Lab> {
  const provider = await startIdentityProvider(options);
  const simulator = createSimulator({
    sso: {
      oidc: {
        name: "Lab IdP",
        issuer: provider.issuer,
        clientID: WEB_CLIENT,
        cliClientID: CLI_CLIENT,
        idTokenClaims: { groups: { essential: true } },
      },
      verify: idTokenVerifier({
        issuer: provider.issuer,
        audiences: [WEB_CLIENT, CLI_CLIENT],
        keys: publishedKeys(`${provider.issuer}/jwks`, provider.ca),
      }),
    },
  });
  const asked: string[] = [];
  const served = serveSimulator({
    ...simulator,
    async fetch(request) {
      asked.push(new URL(request.url).pathname);
      return lab.answerFirst?.(request) ?? await simulator.fetch(request);
    },
  });
  const lab: Lab = {
    provider,
    baseUrl: new URL(`${served.url}/`),
    asked,
    answerFirst: undefined,
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
  return lab;
}

/** A way in, the person beside it, and what is behind it. */
export interface OpenSso extends AsyncDisposable {
  readonly sso: SsoCredential;
  readonly client: ArgocdClient;
  readonly cache: TokenCache;
  readonly port: number;
  /** Addresses that a browser was opened with. */
  readonly opened: readonly URL[];
  /** Where the person's browser ended, each time. */
  readonly pages: readonly FinalPage[];
}

/** Who signs in, and how. */
export interface OpenSsoOptions extends Partial<SsoOptions> {
  /** Who signs in as soon as a browser is opened; nobody without. */
  readonly person?: string | undefined;
  readonly cancelAt?: "login" | "consent";
}

/** Opens the single sign-on of a lab; the credential is the connection's own, as in the program. */
export function openSso(
  { provider: { ca }, baseUrl }: Pick<Lab, "baseUrl"> & {
    readonly provider: { readonly ca: string };
  },
  { person, cancelAt, ...options }: OpenSsoOptions = {},
  connection: Partial<ConnectOptions> = {},
): OpenSso {
  const cache = options.cache ?? memoryTokenCache();
  const port = options.port ?? freePort();
  const opened: URL[] = [];
  const pages: FinalPage[] = [];
  const browsers: Promise<void>[] = [];
  const providerFetch = openProviderFetch({ caPem: ca });
  let sso: SsoCredential | undefined;
  const source = (access: SignInAccess) =>
    sso = ssoCredential({
      instance: "prod",
      baseUrl,
      access,
      providerFetch: providerFetch.fetch,
      patienceMs: 5_000,
      commands: { login: "argocd-mcp login prod" },
      openBrowser: (address) => {
        opened.push(address);
        if (person !== undefined) {
          const come = signInByFetch(address, person, {
            ca,
            ...(cancelAt === undefined ? {} : { cancelAt }),
          });
          browsers.push(come.then((page) => void pages.push(page)));
        }
        return Promise.resolve(person !== undefined);
      },
      ...options,
      cache,
      port,
    });
  const opening = openClient(baseUrl, {
    instance: "prod",
    tls: { caPem: ca },
    ...connection,
    credential: source,
  });
  if (sso === undefined) throw new Error("The connection made no credential");
  const made: SsoCredential = sso;
  return {
    sso: made,
    client: opening.client,
    cache,
    port,
    opened,
    pages,
    async [Symbol.asyncDispose]() {
      await made[Symbol.asyncDispose]();
      await Promise.all(browsers);
      opening[Symbol.dispose]();
      providerFetch[Symbol.dispose]();
    },
  };
}

/** A port that nobody has, at the moment. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** The addresses that `localhost` can mean on this machine. */
export const LOOPBACK: readonly string[] = ["127.0.0.1", "::1"].filter(
  (hostname) => {
    try {
      Deno.listen({ hostname, port: 0 }).close();
      return true;
    } catch {
      return false;
    }
  },
);

/** Whether nobody listens at a port of this machine. */
export function isFree(port: number): boolean {
  try {
    for (const hostname of LOOPBACK) Deno.listen({ hostname, port }).close();
    return true;
  } catch {
    return false;
  }
}
