/**
 * A real OpenID provider, `oidc-provider` from npm, on a plain port of this machine. What stands in front of
 * it, `front.ts`, speaks TLS, counts, and gives it the manners of the provider that is played.
 *
 * @module
 */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { SignJWT } from "jose";
import OidcProvider, { errors } from "oidc-provider";
import {
  answerInteraction,
  type InteractionPolicy,
  type Interactions,
} from "./interactions.ts";
import { type Adapter, Store } from "./store.ts";

/** Somebody who can sign in. */
export interface User {
  /** What is typed into the form of the sign-in page, and the `sub` unless `subject` says otherwise. */
  readonly name: string;
  readonly subject?: string;
  /** Claims about the person, for example `email`, `name` and `groups`. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** How the provider is set up. */
export interface EngineOptions {
  /** The issuer; its path is the provider's. */
  readonly issuer: string;
  /** The settings of `oidc-provider` that this kind of provider is made of. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly users: readonly User[];
  readonly interactions: InteractionPolicy;
  readonly reuse: "family" | "only";
}

/** The provider behind the front. */
export interface Engine {
  readonly store: Store;
  /** Where it listens, without a path. */
  readonly origin: string;
  /** Signs claims with the provider's key: what no provider would issue. */
  mint(
    claims: Record<string, unknown>,
    header?: Record<string, unknown>,
  ): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The part of `oidc-provider` that is used here; the package has no types of its own. */
interface Provider extends Interactions {
  proxy: boolean;
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
}
type ProviderClass = new (issuer: string, configuration: unknown) => Provider;

/** The provider's keys, made once for all tests of a process: RSA keys take long to make. */
let keys: { privateKey: KeyObject; publicKey: KeyObject } | undefined;
const KEY_ID = "test-key-1";

/** Starts the provider. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  keys ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { privateKey } = keys;
  const { InvalidGrant } = errors as {
    InvalidGrant: new (detail: string) => Error;
  };
  const store = new Store({
    reuse: options.reuse,
    refuse: () => new InvalidGrant("refresh token already used"),
  });
  const provider = new (OidcProvider as unknown as ProviderClass)(
    options.issuer,
    {
      adapter: (model: string): Adapter => store.adapter(model),
      cookies: { keys: [crypto.randomUUID()] },
      jwks: {
        keys: [{
          ...privateKey.export({ format: "jwk" }),
          kid: KEY_ID,
          use: "sig",
          alg: "RS256",
        }],
      },
      interactions: {
        url: (_: unknown, { uid }: { uid: string }) =>
          `${
            new URL(options.issuer).pathname.replace(/\/$/, "")
          }/interaction/${uid}`,
      },
      findAccount: (_: unknown, subject: string) => {
        const user = options.users.find((one) => subjectOf(one) === subject);
        return user && {
          accountId: subject,
          claims: () => ({ sub: subject, ...user.claims }),
        };
      },
      renderError: showError,
      ...options.configuration,
    },
  );
  provider.proxy = true;
  const answer = provider.callback();
  const mount = new URL(options.issuer).pathname.replace(/\/$/, "");
  const server = createServer((request, response) => {
    const url = request.url ?? "/";
    // As Express mounts an application: the provider learns its own path from the difference.
    Object.assign(request, {
      originalUrl: url,
      url: url.slice(mount.length) || "/",
    });
    if (!request.url?.startsWith("/interaction/")) {
      return answer(request, response);
    }
    answerInteraction(provider, {
      request,
      response,
      policy: options.interactions,
      mount,
    })
      .catch((error: unknown) => {
        response.statusCode = 400;
        response.end(`Cannot go on: ${String(error)}`);
      });
  });
  const port = await listen(server);
  return {
    store,
    origin: `http://127.0.0.1:${port}`,
    mint: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({
        alg: "RS256",
        kid: KEY_ID,
        ...header,
      }).sign(privateKey),
    [Symbol.asyncDispose]: () => close(server),
  };
}

/** What a user is called in tokens. */
export function subjectOf(user: User): string {
  return user.subject ?? user.name;
}

/** A page of the provider's own that says what is wrong: where it may not send the browser back. */
function showError(
  context: { type: string; body: string },
  out: Readonly<Record<string, string>>,
): void {
  context.type = "text";
  context.body = Object.entries(out).map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

function listen(server: Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    resolve(typeof address === "object" && address !== null ? address.port : 0);
  });
  return promise;
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}
