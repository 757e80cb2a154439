/**
 * Issuing tokens and telling who sends one. Every refusal is a 401 whose text is the only way to tell an
 * expired token from a deleted key or a changed password.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Caller } from "../model/account.ts";
import { ApiError, unauthenticated } from "../model/api_error.ts";
import { isDict } from "../model/json.ts";
import type { Policy } from "../model/rbac.ts";
import type { World } from "../model/world.ts";
import { parsePolicies } from "../model/rbac.ts";
import { lacksWebLogin, ssoCaller, verifyPerson } from "./sso_caller.ts";

/** Claims of a token that the simulator issues; times in seconds since 1970. */
export interface Claims {
  readonly iss: "argocd";
  readonly sub: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp?: number;
  readonly jti: string;
}

/** The caller who is nobody. */
export const NOBODY: Caller = {
  subject: "",
  issuer: "",
  issuedAt: 0,
  policies: [],
};

const OWN_ISSUER = "argocd";

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Makes and checks the simulator's tokens: HS256 over a key that lives as long as the simulator. */
export class Tokens {
  readonly #key: Uint8Array;
  readonly #world: World;

  constructor(
    world: World,
    key: Uint8Array = crypto.getRandomValues(new Uint8Array(32)),
  ) {
    this.#world = world;
    this.#key = key;
  }

  /** Issues a token. */
  sign(claims: Claims): string {
    const content = `${encoded({ alg: "HS256", typ: "JWT" })}.${
      encoded(claims)
    }`;
    return `${content}.${this.#signature(content).toString("base64url")}`;
  }

  #signature(content: string): Buffer {
    return createHmac("sha256", this.#key).update(content).digest();
  }

  /** Who sends the request; throws Argo CD's 401 for everyone it does not know, unless anybody is let in. */
  async caller(headers: Headers): Promise<Caller> {
    try {
      return await this.#identify(presented(headers));
    } catch (error) {
      if (this.#world.anonymous && error instanceof ApiError) return NOBODY;
      throw error;
    }
  }

  /** Whether the sender is known: somebody who is let in as nobody is not. */
  async knows(headers: Headers): Promise<boolean> {
    try {
      await this.#identify(presented(headers));
      return true;
    } catch {
      return false;
    }
  }

  /** What `userinfo` says of the sender; throws for who is not known. */
  async userInfo(headers: Headers): Promise<unknown> {
    const token = presented(headers);
    if (issuerOf(token) === OWN_ISSUER) {
      const { subject } = await this.#identify(token);
      return { loggedIn: true, username: subject, iss: OWN_ISSUER };
    }
    const verified = await verifyPerson(this.#world, token);
    const { issuer, username, groups } = verified.person;
    // A person whose groups cannot be asked for is refused elsewhere, and described here all the same.
    const loggedIn = username !== "" && !lacksWebLogin(this.#world, verified);
    return {
      ...(loggedIn ? { loggedIn } : {}),
      ...(username === "" ? {} : { username }),
      iss: issuer,
      ...(groups.length === 0 ? {} : { groups }),
    };
  }

  async #identify(token: string): Promise<Caller> {
    if (token === "") throw unauthenticated("no session information");
    if (issuerOf(token) !== OWN_ISSUER) {
      return await ssoCaller(this.#world, token);
    }
    const claims = this.#verify(token);
    const [name = "", kind = ""] = claims.sub.split(":");
    if (kind === "login" || kind === "apiKey") {
      return this.#account(name, kind, claims);
    }
    if (name === "proj") return this.#projectRole(claims);
    throw this.#session(
      `rpc error: code = NotFound desc = account '${claims.sub}' does not exist`,
    );
  }

  #verify(token: string): Claims {
    const old = this.#world.version === "2.14";
    const [header = "", payload = "", signature = "", ...rest] = token.split(
      ".",
    );
    if (signature === "" || rest.length > 0) {
      throw this.#session(
        "token is malformed: token contains an invalid number of segments",
      );
    }
    const claims = decode(payload);
    if (!isDict(decode(header)) || !isDict(claims)) {
      const illegal = "illegal base64 data at input byte 0";
      throw this.#session(
        old
          ? illegal
          : `token is malformed: could not base64 decode header: ${illegal}`,
      );
    }
    const { alg } = decode(header) as { alg?: unknown };
    if (alg !== "HS256") {
      throw this.#session(
        `token is unverifiable: error while executing keyfunc: unexpected signing method: ${alg}`,
      );
    }
    const given = Buffer.from(signature, "base64url");
    const wanted = this.#signature(`${header}.${payload}`);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      throw this.#session(
        old
          ? "signature is invalid"
          : "token signature is invalid: signature is invalid",
      );
    }
    const expiry = claims["exp"];
    if (
      typeof expiry === "number" && expiry <= this.#world.now().getTime() / 1000
    ) {
      throw this.#session("token has invalid claims: token is expired");
    }
    return claims as unknown as Claims;
  }

  #account(name: string, kind: string, claims: Claims): Caller {
    const account = this.#world.accounts.get(name);
    if (account === undefined) {
      throw this.#session(
        `rpc error: code = NotFound desc = account '${name}' does not exist`,
      );
    }
    if (!account.enabled) throw this.#session(`account ${name} is disabled`);
    if (
      kind === "apiKey" && !account.tokens.some((key) => key.id === claims.jti)
    ) {
      throw this.#session(
        `account ${name} does not have token with id ${claims.jti}`,
      );
    }
    if (claims.iat < account.passwordSince) {
      throw this.#session("account password has changed since token issued");
    }
    return {
      subject: name,
      issuer: OWN_ISSUER,
      issuedAt: claims.iat,
      policies: policiesOf(this.#world, name),
    };
  }

  #projectRole(claims: Claims): Caller {
    const [, project = "", role = ""] = claims.sub.split(":");
    const known = this.#world.projects.get(project);
    if (known === undefined) {
      throw this.#session(`appproject.argoproj.io "${project}" not found`);
    }
    const found = known.spec.roles?.find((one) => one.name === role);
    if (found?.jwtTokens?.some((one) => one.id === claims.jti) !== true) {
      throw this.#session(
        `JWT token for role '${role}' issued at '${claims.iat}' does not exist in project '${project}'`,
      );
    }
    const { policies } = parsePolicies((found.policies ?? []).join("\n"));
    // Whoever holds a role of a project may read the project.
    const own: Policy = {
      subject: claims.sub,
      resource: "projects",
      action: "get",
      object: project,
      effect: "allow",
    };
    return {
      subject: claims.sub,
      issuer: OWN_ISSUER,
      issuedAt: claims.iat,
      policies: [own, ...policies.filter((one) => one.subject === claims.sub)],
    };
  }

  #session(message: string): ApiError {
    return unauthenticated(`invalid session: ${message}`);
  }
}

function policiesOf(world: World, name: string): readonly Policy[] {
  const subjects = new Set([name, ...(world.roles.get(name) ?? [])]);
  return world.policies.filter((policy) => subjects.has(policy.subject));
}

/** Who claims to have issued a token; a text that is no token counts as one of our own, to be refused as such. */
function issuerOf(token: string): unknown {
  const claims = decode(token.split(".")[1] ?? "");
  return isDict(claims) ? claims["iss"] : OWN_ISSUER;
}

function decode(part: string): unknown {
  if (!/^[\w-]+$/.test(part)) return undefined;
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The token of a request: gRPC metadata, then a bearer with three parts, then the cookie. */
function presented(headers: Headers): string {
  const metadata = headers.get("grpc-metadata-token");
  if (metadata !== null) return metadata;
  const authorization = headers.get("authorization") ?? "";
  if (authorization.startsWith("Bearer ")) {
    const token = authorization.slice("Bearer ".length);
    if (token.split(".").length === 3) return token;
  }
  return cookieToken(headers.get("cookie") ?? "");
}

/** The token of the cookie `argocd.token`, put together when it is split. */
function cookieToken(header: string): string {
  const cookies = new Map(
    header.split(/;\s*/).map((part) => {
      const equals = part.indexOf("=");
      return [part.slice(0, equals), part.slice(equals + 1)] as const;
    }),
  );
  const first = cookies.get("argocd.token") ?? "";
  const split = /^(\d+):(.*)$/.exec(first);
  if (split === null) return first;
  let token = split[2] ?? "";
  for (let part = 1; part < Number(split[1]); part++) {
    const next = cookies.get(`argocd.token-${part}`);
    if (next === undefined) return "";
    token += next;
  }
  return token;
}
