/**
 * An Argo CD with its bundled Dex behind one TLS port: the simulator under an optional root path, and below
 * `api/dex` a real provider with Dex's manners. Where Dex differs from a strict provider is written down in
 * the recordings, and kept here: no `iss` on the way back, redirect addresses byte for byte, one refresh
 * token per user and client, `invalid_request` for a dead one, a device code that never completes.
 *
 * @module
 */
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
  type SingleSignOn,
} from "../../lib/demo/simulator.ts";
import { asDexUser, dexConfiguration } from "./identity/dex_configuration.ts";
import { dexDiscovery, dexTokens, withoutIss } from "./identity/dex_answers.ts";
import {
  chooseConnector,
  type Connector,
  deviceCode,
  DEX_CLI_CLIENT,
  DEX_WEB_CLIENT,
  dexPage,
  type DexQuery,
  queryBehind,
  refuseAuthorization,
} from "./identity/dex_requests.ts";
import {
  type Engine,
  startEngine,
  subjectOf,
  type User,
} from "./identity/engine.ts";
import { Front, passOn } from "./identity/front.ts";
import { type Asked, Traffic } from "./identity/traffic.ts";
import { USERS } from "./identity_provider.ts";
import { type Authority, makeAuthority } from "./make_certificates.ts";
import { idTokenVerifier, publishedKeys } from "./verify_id_token.ts";

/** How the front differs from a plain one. */
export interface DexFrontOptions {
  readonly authority?: Authority;
  /** For example `/argo`; none by default. */
  readonly rootPath?: string;
  /** Seconds that id_tokens live; a day by default, as in Dex. */
  readonly idTokenSeconds?: number;
  /** One by default. */
  readonly connectors?: readonly Connector[];
  /** The port of the one redirect address; 8085, unless tests have to run side by side. */
  readonly callbackPort?: number;
  /** A header without which a proxy lets only browsers through, and those only to the pages of the sign-in. */
  readonly requiredHeader?: readonly [name: string, value: string];
  /** What the proxy answers without the header; a 403 by default. */
  readonly refusal?: () => Response;
  readonly users?: readonly User[];
  /** Further options of the simulator. */
  readonly simulator?: Omit<SimulatorOptions, "sso" | "rootPath" | "now">;
  /** What else single sign-on is set up with. */
  readonly sso?: Partial<SingleSignOn>;
}

/** A running Argo CD with Dex. */
export interface DexFront {
  /** Where Argo CD is, with its root path and without a closing slash: what a client is configured with. */
  readonly url: string;
  /** `{url}/api/dex`. */
  readonly issuer: string;
  readonly ca: string;
  readonly simulator: Simulator;
  /** What Dex was asked. */
  readonly traffic: Traffic;
  /** What Argo CD itself was asked. */
  readonly argocd: readonly Asked[];
  /** What the proxy did not let through. */
  readonly refused: readonly Asked[];
  /** Ends Dex: it is answered for with a 502 without a body. */
  down(): void;
  up(): void;
  /** Ends every session and every refresh token, as a restart of Dex does. */
  revokeAll(): void;
  mint(
    claims: Record<string, unknown>,
    header?: Record<string, unknown>,
  ): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

const CONNECTOR: Connector = { id: "mock", name: "Mock", type: "mockCallback" };
const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** Starts an Argo CD with Dex on a free port of this machine. */
export async function startDexFront(
  options: DexFrontOptions = {},
): Promise<DexFront> {
  const { rootPath = "", connectors = [CONNECTOR], callbackPort = 8085 } =
    options;
  const authority = options.authority ?? makeAuthority();
  const users = (options.users ?? USERS).map((user) =>
    asDexUser(user, connectors[0] ?? CONNECTOR)
  );
  const front = new Front(authority.issue(), (request) => answer(request));
  const url = `https://127.0.0.1:${front.port}${rootPath}`;
  const issuer = `${url}/api/dex`;
  const redirectUris = [
    "http://localhost",
    `http://localhost:${callbackPort}/auth/callback`,
  ];
  const engine = await startEngine({
    issuer,
    users,
    reuse: "only",
    configuration: dexConfiguration(redirectUris, options),
    interactions: {
      subject: (name) => {
        const user = users.find((one) => one.name === name);
        return user && subjectOf(user);
      },
      askConsent: false,
    },
  });
  const mount = new URL(issuer).pathname;
  const simulator = createSimulator({
    ...options.simulator,
    rootPath,
    addresses: { url, ...options.simulator?.addresses },
    sso: {
      dex: { connectors: connectors.map(({ name, type }) => ({ name, type })) },
      verify: idTokenVerifier({
        issuer,
        audiences: [DEX_WEB_CLIENT, DEX_CLI_CLIENT],
        keys: publishedKeys(`${engine.origin}${mount}/keys`),
      }),
      ...options.sso,
    },
  });
  const traffic = new Traffic();
  const argocd: Asked[] = [];
  const refused: Asked[] = [];
  let isDown = false;

  const answer = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const isDex = pathname.startsWith(`${mount}/`);
    const path = isDex ? pathname.slice(mount.length) : pathname;
    const body = isDex ? await request.text() : "";
    const form = new URLSearchParams(request.method === "POST" ? body : search);
    const asked = {
      method: request.method,
      path,
      headers: request.headers,
      form,
    };
    if (!isLetThrough(request, isDex ? path : undefined, options)) {
      refused.push(asked);
      return options.refusal?.() ??
        new Response("<h1>Sign in to the proxy first</h1>", {
          status: 403,
          headers: { "content-type": "text/html; charset=utf-8" },
        });
    }
    if (!isDex) {
      argocd.push(asked);
      return await simulator.fetch(request);
    }
    traffic.all.push(asked);
    if (isDown) return new Response(null, { status: 502 });
    const query: DexQuery = { query: form, connectors, redirectUris, mount };
    return await answerDex(request, { path, body, query, engine, issuer });
  };

  return {
    url,
    issuer,
    ca: authority.ca,
    simulator,
    traffic,
    argocd,
    refused,
    down: () => {
      isDown = true;
    },
    up: () => {
      isDown = false;
    },
    revokeAll: () => engine.store.clear(),
    mint: (claims, header) => engine.mint(claims, header),
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
}

async function answerDex(
  request: Request,
  { path, body, query, engine, issuer }: {
    readonly path: string;
    readonly body: string;
    readonly query: DexQuery;
    readonly engine: Engine;
    readonly issuer: string;
  },
): Promise<Response> {
  const { mount, connectors } = query;
  if (path === "/.well-known/openid-configuration") return dexDiscovery(issuer);
  if (path === "/device/code") return deviceCode(issuer);
  if (path === "/device") {
    return dexPage(400, "Bad Request Unregistered redirect_uri.");
  }
  if (path === "/auth") return chooseConnector(query);
  if (connectors.some(({ id }) => path === `/auth/${id}`)) {
    const refusal = refuseAuthorization(query);
    if (refusal !== undefined) return refusal;
    const response = await passOn(request, {
      to: engine.origin,
      body,
      path: `${mount}/auth?${queryBehind(query)}`,
    });
    return withoutIss(response);
  }
  if (path === "/token") {
    const grantType = query.query.get("grant_type");
    if (grantType === DEVICE_GRANT) {
      return Response.json({ error: "authorization_pending" }, { status: 400 });
    }
    return await dexTokens(
      await passOn(request, { to: engine.origin, body }),
      grantType,
    );
  }
  return withoutIss(await passOn(request, { to: engine.origin, body }));
}

/** Whether the proxy lets a request through; a browser has a cookie of it, which is not played here. */
function isLetThrough(
  request: Request,
  dexPath: string | undefined,
  { requiredHeader }: DexFrontOptions,
): boolean {
  if (requiredHeader === undefined) return true;
  const [name, value] = requiredHeader;
  if (request.headers.get(name) === value) return true;
  return dexPath !== undefined &&
    /^\/(?:auth|interaction)(?:\/|$)/.test(dexPath);
}
