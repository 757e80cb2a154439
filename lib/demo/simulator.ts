/**
 * The entry to the simulated Argo CD. It speaks the REST API of three releases, down to the traps that
 * recordings of live servers show, so that the server can be tried and tested without a cluster.
 *
 * @module
 */
import { Router } from "./api/router.ts";
import { routesFor } from "./api/routes.ts";
import { Tokens } from "./api/tokens.ts";
import type { SingleSignOn } from "./model/single_sign_on.ts";
import type { SimulatedVersion } from "./model/versions.ts";
import { type Addresses, World } from "./model/world.ts";
import { fillWorld, SHOP_ADDRESSES } from "./world/default_world.ts";
import { createFleet } from "./world/fleet.ts";

/** What a test needs to set up a world of its own. */
export type { IdTokenClaims, SingleSignOn } from "./model/single_sign_on.ts";
export type { SimulatedVersion } from "./model/versions.ts";
export type { Addresses, World } from "./model/world.ts";

/** How a simulator is made; everything has a default. */
export interface SimulatorOptions {
  /** The release whose API it speaks; 3.5 by default. */
  readonly version?: SimulatedVersion;
  /** The clock; the world's past is written relative to its value at the start. */
  readonly now?: () => Date;
  /** So many generated applications, about 30 kB of JSON each, are added to the world. */
  readonly applications?: number;
  /** The root path, for example `/argocd`; none by default. */
  readonly rootPath?: string;
  /** How long a session token lives, in seconds; a day by default. */
  readonly sessionSeconds?: number;
  /** Other made-up addresses for repositories, clusters and the server itself. */
  readonly addresses?: Partial<Addresses>;
  /** Single sign-on; none by default. */
  readonly sso?: SingleSignOn;
  /** Lets in as nobody who has no token or a bad one, as `users.anonymous.enabled` does. */
  readonly anonymous?: boolean;
  /** Edits the world before it answers the first request. */
  readonly customize?: (world: World) => void;
}

/** What one needs to sign in as an account: a password, or an API key that never expires. */
export interface Credential {
  readonly username: string;
  readonly password: string;
  readonly token: string;
}

/** The accounts of the world. */
export interface Credentials {
  /** May do everything. */
  readonly admin: Credential;
  /** May read everything. */
  readonly readonly: Credential;
  /** May only see the applications of project `team-a`. */
  readonly limited: Credential;
  /** May see, sync and restart the applications of project `team-a` and read their logs. */
  readonly deployer: Credential;
}

/** A simulated Argo CD. */
export interface Simulator {
  readonly world: World;
  readonly credentials: Credentials;
  /** Answers a request to the REST API. */
  fetch(request: Request): Promise<Response>;
}

/**
 * Creates an Argo CD that behaves: it holds applications in every state worth showing, and
 * what is written to it changes what is read from it. It contacts nothing and needs no permission.
 *
 * @example
 * ```ts
 * import { createSimulator } from "./simulator.ts";
 * const { fetch, credentials } = createSimulator();
 * const answer = await fetch(
 *   new Request("http://argocd/api/v1/applications?name=payments", {
 *     headers: { authorization: `Bearer ${credentials.limited.token}` },
 *   }),
 * );
 * const { items } = await answer.json();
 * if (items[0].status.sync.status !== "OutOfSync") throw new Error("payments has drifted");
 * ```
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const world = new World({
    version: options.version ?? "3.5",
    addresses: { ...SHOP_ADDRESSES, ...options.addresses },
    rootPath: (options.rootPath ?? "").replace(/\/+$/, ""),
    sessionSeconds: options.sessionSeconds ?? 86_400,
    now: options.now ?? (() => new Date()),
  });
  fillWorld(world);
  world.sso = options.sso;
  world.anonymous = options.anonymous ?? false;
  if ((options.applications ?? 0) > 0) {
    world.fleet = createFleet(world, options.applications ?? 0);
  }
  options.customize?.(world);
  const tokens = new Tokens(world);
  const router = new Router(world, tokens, routesFor(tokens));
  const credential = (username: string): Credential => {
    const account = world.accounts.get(username);
    const key = account?.tokens[0];
    if (account === undefined || key === undefined) {
      return { username, password: "", token: "" };
    }
    const { id: jti, issuedAt: iat } = key;
    return {
      username,
      password: account.password,
      token: tokens.sign({
        iss: "argocd",
        sub: `${username}:apiKey`,
        iat,
        nbf: iat,
        jti,
      }),
    };
  };
  return {
    world,
    credentials: {
      admin: credential("admin"),
      readonly: credential("readonly"),
      limited: credential("limited"),
      deployer: credential("deployer"),
    },
    fetch: (request) => router.fetch(request),
  };
}
