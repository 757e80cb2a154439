/**
 * Logging in with a password. After five wrong ones the right one is refused in the same words for five
 * minutes, and logging out revokes nothing.
 *
 * @module
 */
import { ApiError, invalid, unauthenticated } from "../model/api_error.ts";
import { digText } from "../model/json.ts";
import { bodyOf, type Call } from "./call.ts";
import { json } from "./reply.ts";
import type { Tokens } from "./tokens.ts";

/** Wrong passwords after which an account is locked, and for how long, in milliseconds. */
const MAX_FAILURES = 5;
const LOCK_MILLISECONDS = 300_000;

/** POST /api/v1/session: a token for a user and a password. */
export function createSession(call: Call, tokens: Tokens): Response {
  const body = bodyOf(call);
  const username = digText(body, "username");
  const password = digText(body, "password");
  if (digText(body, "token") !== "") {
    throw unauthenticated(
      "token-based session creation no longer supported. please upgrade argocd cli to v0.7+",
    );
  }
  if (username === "" || password === "") {
    throw unauthenticated("no credentials supplied");
  }
  if (new TextEncoder().encode(username).length > 32) {
    throw invalid("Username is too long (32 bytes max)");
  }
  const { world } = call;
  const account = world.accounts.get(username);
  const wrong = () => unauthenticated("Invalid username or password");
  if (account === undefined) throw wrong();
  const now = world.now().getTime();
  account.failures = account.failures.filter((time) =>
    now - time < LOCK_MILLISECONDS
  );
  // A locked account refuses the right password in the same words, and further tries do not count.
  if (account.failures.length >= MAX_FAILURES) throw wrong();
  if (account.password !== password) {
    account.failures.push(now);
    throw wrong();
  }
  if (!account.enabled) {
    throw unauthenticated(`Account ${username} is disabled`);
  }
  if (!account.capabilities.includes("login")) {
    throw unauthenticated(`Account ${username} does not have login capability`);
  }
  account.failures = [];
  const seconds = Math.floor(now / 1000);
  const token = tokens.sign({
    iss: "argocd",
    sub: `${username}:login`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + world.sessionSeconds,
    jti: crypto.randomUUID(),
  });
  return json({ token }, {
    "set-cookie": `argocd.token=${token}; path=${
      world.rootPath || "/"
    }; SameSite=lax; httpOnly`,
  });
}

/** DELETE /api/v1/session: revokes nothing. */
export function deleteSession(): unknown {
  return {};
}

/** GET /api/v1/session/userinfo: `{}` for everyone who is not known, with a bad token as without one. */
export async function getUserInfo(
  call: Call,
  tokens: Tokens,
): Promise<unknown> {
  try {
    return await tokens.userInfo(call.request.headers);
  } catch (error) {
    if (error instanceof ApiError) return {};
    throw error;
  }
}
