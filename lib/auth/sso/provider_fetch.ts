/**
 * Which way a request of the sign-in takes: to the Argo CD itself, or to a provider elsewhere.
 *
 * @module
 */
import type { CustomFetchOptions } from "openid-client";
import { abortable } from "../../argocd/abortable.ts";
import { isLoopback } from "../../argocd/loopback.ts";
import { readBody } from "../../argocd/read_body.ts";
import type { IdentityProvider } from "./identity_provider.ts";
import { patience } from "../../patience.ts";

/** The two ways out. */
export interface ProviderRoutes {
  /** Root of the Argo CD, path ends with `/`. */
  readonly baseUrl: URL;
  /** To the Argo CD, with what its proxy demands. */
  readonly toArgocd: typeof fetch;
  /** To anybody else, with nothing that belongs to the Argo CD. */
  readonly toProvider: typeof fetch;
}

/** A request to a provider, as `openid-client` makes it. */
export type ProviderFetch = (
  address: string,
  init: CustomFetchOptions,
) => Promise<Response>;

/** A provider that needs longer is down for us. */
const REQUEST_MS = 15_000;
/** A token with hundreds of groups has 20 kB; keys and discovery are smaller. */
const MAX_BYTES = 1 << 20;

/**
 * A `fetch` for the requests of this program to a provider; its answers are complete when it settles.
 *
 * Requests to Dex go to the address that Argo CD is called by here, even where Dex calls itself otherwise: with a
 * port-forward, the address in its settings may not be reachable from this machine. Only a browser needs that one.
 *
 * Throws `TypeError` for plain http to another machine, where a code or a refresh token would cross in clear.
 */
export function providerFetch(
  provider: IdentityProvider,
  routes: ProviderRoutes,
): ProviderFetch {
  return async (address, init) => {
    using wait = patience(REQUEST_MS, {
      signal: init.signal,
      reason: () => new DOMException("It did not answer", "TimeoutError"),
    });
    const { signal } = wait;
    const { send, url } = route(new URL(address), { provider, routes });
    // Twice, because `fetch` does not always keep its promise about signals.
    const answer = await abortable(
      send(url, {
        method: init.method,
        headers: init.headers,
        redirect: "manual",
        ...(init.body === undefined || init.body === null
          ? {}
          : { body: init.body as BodyInit }),
        signal,
      }),
      signal,
    );
    const { text, cut } = await readBody(answer.body, {
      maxBytes: MAX_BYTES,
      ends: signal,
    });
    if (cut) {
      throw new TypeError(`Cannot read ${address}: it is larger than 1 MiB`);
    }
    const { status, headers } = answer;
    const isEmpty = status === 204 || status === 205 || status === 304;
    return new Response(isEmpty ? null : text, { status, headers });
  };
}

function route(
  url: URL,
  { provider, routes }: {
    readonly provider: IdentityProvider;
    readonly routes: ProviderRoutes;
  },
): { readonly send: typeof fetch; readonly url: string } {
  const { baseUrl, toArgocd, toProvider } = routes;
  if (url.protocol !== "https:" && !isLoopback(url)) {
    throw new TypeError(`Cannot ask '${url.origin}': it is not https`);
  }
  if (provider.kind === "external") {
    return {
      send: url.origin === baseUrl.origin ? toArgocd : toProvider,
      url: url.href,
    };
  }
  const issuer = `${new URL(provider.issuer).href}/`;
  if (!url.href.startsWith(issuer)) {
    throw new TypeError(
      `Cannot ask '${url.origin}': Dex has no address outside of ${provider.issuer}`,
    );
  }
  const path = url.href.slice(issuer.length);
  return { send: toArgocd, url: new URL(`api/dex/${path}`, baseUrl).href };
}
