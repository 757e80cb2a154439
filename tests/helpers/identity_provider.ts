/**
 * An external OpenID provider as strict as the one the recordings were made with: PKCE with S256, opaque
 * access tokens, refresh tokens only with `prompt=consent`, used once, and a second use ends the sign-in.
 *
 * @module
 */
import { startEngine, subjectOf, type User } from "./identity/engine.ts";
import { Front, passOn } from "./identity/front.ts";
import {
  CLI_CLIENT,
  strictConfiguration,
  WEB_CLIENT,
} from "./identity/strict_configuration.ts";
import { Traffic } from "./identity/traffic.ts";
import { type Authority, makeAuthority } from "./make_certificates.ts";

/** How the provider differs from the strict one. */
export interface IdentityProviderOptions {
  /** Who signed its certificate; an authority of its own by default. */
  readonly authority?: Authority;
  /** Seconds that id_tokens live; 300 by default. */
  readonly idTokenSeconds?: number;
  /** Seconds that access tokens live; 3600 by default. */
  readonly accessTokenSeconds?: number;
  /** `false`: never a refresh token. */
  readonly refreshTokens?: boolean;
  /** `false`: no `iss` in the callback, and discovery does not announce it. */
  readonly announceIss?: boolean;
  /** `false`: no device code. */
  readonly device?: boolean;
  readonly users?: readonly User[];
  /** Edits what discovery says. */
  readonly discovery?: (
    document: Record<string, unknown>,
  ) => Record<string, unknown>;
}

/** The users there are by default. */
export const USERS: readonly User[] = [
  {
    name: "alice",
    claims: {
      name: "Alice Example",
      preferred_username: "alice",
      email: "alice@example.test",
      email_verified: true,
      groups: ["platform-admins", "team-a-devs"],
    },
  },
  {
    name: "bob",
    claims: {
      name: "Bob Example",
      email: "bob@example.test",
      email_verified: true,
      groups: ["team-a-devs"],
    },
  },
  {
    name: "carol",
    claims: { name: "Carol Example", email: "carol@example.test" },
  },
];

export { CLI_CLIENT, WEB_CLIENT };

/** A running provider. */
export interface IdentityProvider {
  readonly issuer: string;
  /** The certificate that has to be trusted, as PEM. */
  readonly ca: string;
  readonly traffic: Traffic;
  /** Every token that it handed out, of all kinds. */
  readonly issued: readonly string[];
  /** Answers before the provider does, when it returns something: a fault to be tried. */
  answerFirst:
    | ((
      request: Request,
      form: URLSearchParams,
    ) => Response | undefined | Promise<Response | undefined>)
    | undefined;
  /** Ends every session and every refresh token. */
  revokeAll(): void;
  /** How many refresh tokens it keeps, used ones included. */
  refreshTokens(): number;
  /** Signs claims with the provider's key, whatever they say. */
  mint(
    claims: Record<string, unknown>,
    header?: Record<string, unknown>,
  ): Promise<string>;
  /** Refuses connections until `up()`. */
  down(): Promise<void>;
  up(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

const ANNOUNCES_ISS = "authorization_response_iss_parameter_supported";

/**
 * Starts a provider on a free port of this machine.
 *
 * @example
 * ```ts ignore
 * await using provider = await startIdentityProvider({ idTokenSeconds: 5 });
 * const { issuer, ca } = provider;
 * ```
 */
export async function startIdentityProvider(
  options: IdentityProviderOptions = {},
): Promise<IdentityProvider> {
  const authority = options.authority ?? makeAuthority();
  const traffic = new Traffic();
  const issued: string[] = [];
  const users = options.users ?? USERS;
  const front = new Front(authority.issue(), (request) => answer(request));
  const issuer = `https://127.0.0.1:${front.port}`;
  const engine = await startEngine({
    issuer,
    users,
    reuse: "family",
    configuration: strictConfiguration(options),
    interactions: {
      subject: (name) => {
        const user = users.find((one) => one.name === name);
        return user && subjectOf(user);
      },
      askConsent: true,
    },
  });
  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const body = await request.text();
    const form = new URLSearchParams(
      request.method === "POST" ? body : url.search,
    );
    traffic.all.push({
      method: request.method,
      path: url.pathname,
      headers: request.headers,
      form,
    });
    const first = await provider.answerFirst?.(request, form);
    if (first !== undefined) return first;
    const response = await passOn(request, { to: engine.origin, body });
    if (url.pathname === "/token") {
      issued.push(...tokensIn(await response.clone().json()));
    }
    return await withManners(response, url.pathname, options);
  };

  const provider: IdentityProvider = {
    issuer,
    ca: authority.ca,
    traffic,
    issued,
    answerFirst: undefined,
    revokeAll: () => engine.store.clear(),
    refreshTokens: () => engine.store.count("RefreshToken"),
    mint: (claims, header) => engine.mint(claims, header),
    down: () => front.down(),
    up: () => front.up(),
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
  return provider;
}

function tokensIn(answer: Readonly<Record<string, unknown>>): string[] {
  return ["id_token", "access_token", "refresh_token"].map((name) =>
    answer[name]
  ).filter((token) => typeof token === "string");
}

/** What the answer is under the options: discovery edited, `iss` taken out of the way back. */
async function withManners(
  response: Response,
  path: string,
  options: IdentityProviderOptions,
): Promise<Response> {
  const { announceIss = true, discovery } = options;
  const headers = new Headers(response.headers);
  if (path === "/.well-known/openid-configuration" && response.ok) {
    let document: Record<string, unknown> = await response.json();
    if (!announceIss) delete document[ANNOUNCES_ISS];
    document = discovery?.(document) ?? document;
    return new Response(JSON.stringify(document), {
      status: response.status,
      headers,
    });
  }
  const location = headers.get("location");
  if (!announceIss && location !== null && URL.canParse(location)) {
    const target = new URL(location);
    target.searchParams.delete("iss");
    headers.set("location", target.href);
    return new Response(response.body, { status: response.status, headers });
  }
  return response;
}
