/**
 * Local accounts, their passwords and API keys. A live Argo CD ends every token of an account with a change
 * of its password, and `can-i` says no to patterns such as `*`, because it matches the object as a text;
 * both are kept.
 *
 * @module
 */
import type { Account } from "../model/account.ts";
import { invalid, notFound, unknownError } from "../model/api_error.ts";
import { digNumber, digText } from "../model/json.ts";
import { compareText } from "../model/kube_object.ts";
import { bodyOf, type Call, checkField, demand, may } from "./call.ts";
import type { Tokens } from "./tokens.ts";

const RESOURCES = [
  "clusters",
  "projects",
  "applications",
  "applicationsets",
  "repositories",
  "write-repositories",
  "certificates",
  "accounts",
  "gpgkeys",
  "logs",
  "exec",
  "extensions",
];
const ACTIONS = [
  "get",
  "create",
  "update",
  "delete",
  "sync",
  "override",
  "action",
  "invoke",
];

const TROUBLE = "failed to update account with new token: ";

function accountWire(
  { name, enabled, capabilities, tokens }: Account,
): unknown {
  return {
    name,
    ...(enabled ? { enabled } : {}),
    capabilities,
    ...(tokens.length === 0 ? {} : { tokens }),
  };
}

/** GET /api/v1/account: one's own account, or all with `accounts, get`. */
export function listAccounts(call: Call): unknown {
  const items = [...call.world.accounts.values()]
    .filter(({ name }) =>
      isOwn(call, name) || may(call, "accounts", "get", name)
    )
    .sort((left, right) => compareText(left.name, right.name)).map(accountWire);
  return items.length === 0 ? {} : { items };
}

/** Whether an account is the caller's: a person of a provider has none, though the name be the same. */
function isOwn({ caller }: Call, name: string): boolean {
  return caller.issuer === "argocd" && caller.subject === name;
}

function accountOf(call: Call, action: string): Account {
  const name = call.path["name"] ?? "";
  if (!isOwn(call, name)) demand(call, "accounts", action, name);
  const account = call.world.accounts.get(name);
  if (account === undefined) throw notFound(`account '${name}' does not exist`);
  return account;
}

/** GET /api/v1/account/{name} */
export function getAccount(call: Call): unknown {
  return accountWire(accountOf(call, "get"));
}

/** GET /api/v1/account/can-i/{resource}/{action}/{object}: `yes` or `no`. */
export function canI(call: Call): unknown {
  const { resource = "", action = "", rest = "" } = call.path;
  if (!RESOURCES.includes(resource)) {
    throw invalid(`[${RESOURCES.join(" ")}] does not contain ${resource}`);
  }
  if (!ACTIONS.includes(action)) {
    throw invalid(`[${ACTIONS.join(" ")}] does not contain ${action}`);
  }
  // Before 3.0 whoever may see an application may read its logs.
  const asked = resource === "logs" && !call.world.features.logsPolicy
    ? "applications"
    : resource;
  return { value: may(call, asked, action, decodeAgain(rest)) ? "yes" : "no" };
}

function decodeAgain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** PUT /api/v1/account/password; it kills all tokens of the account. */
export function updatePassword(call: Call): unknown {
  const body = bodyOf(call);
  const name = digText(body, "name") || call.caller.subject;
  const own = call.world.accounts.get(call.caller.subject);
  if (!isOwn(call, name)) demand(call, "accounts", "update", name);
  if (own === undefined || own.password !== digText(body, "currentPassword")) {
    throw invalid("current password does not match");
  }
  const next = digText(body, "newPassword");
  if (!/^.{8,32}$/.test(next)) {
    throw unknownError(
      "new password does not match the following expression: ^.{8,32}$",
    );
  }
  const account = call.world.accounts.get(name);
  if (account === undefined) throw notFound(`account '${name}' does not exist`);
  account.password = next;
  // Tokens of the same second die too, as they carry whole seconds.
  account.passwordSince = Math.floor(call.world.now().getTime() / 1000) + 1;
  return {};
}

/** POST /api/v1/account/{name}/token: an API key; without `expiresIn` it never expires. */
export function createAccountToken(call: Call, tokens: Tokens): unknown {
  const body = bodyOf(call);
  checkField(body, "CreateTokenRequest", "expiresIn", "int64");
  const account = accountOf(call, "update");
  if (!account.capabilities.includes("apiKey")) {
    throw unknownError(
      `account '${account.name}' does not have 'apiKey' capability`,
    );
  }
  const id = digText(body, "id") || crypto.randomUUID();
  if (account.tokens.some((token) => token.id === id)) {
    throw unknownError(`${TROUBLE}account already has token with id '${id}'`);
  }
  const issuedAt = Math.floor(call.world.now().getTime() / 1000);
  const life = digNumber(body, ["expiresIn"]);
  const expiry = life > 0 ? { expiresAt: issuedAt + life } : {};
  account.tokens = account.tokens.filter((token) =>
    token.expiresAt === undefined || token.expiresAt > issuedAt
  );
  account.tokens.push({ id, issuedAt, ...expiry });
  return {
    token: tokens.sign({
      iss: "argocd",
      sub: `${account.name}:apiKey`,
      iat: issuedAt,
      nbf: issuedAt,
      ...(life > 0 ? { exp: issuedAt + life } : {}),
      jti: id,
    }),
  };
}

/** DELETE /api/v1/account/{name}/token/{id} */
export function deleteAccountToken(call: Call): unknown {
  const account = accountOf(call, "update");
  const id = call.path["id"] ?? "";
  if (!account.tokens.some((token) => token.id === id)) {
    throw notFound(`token with id '${id}' does not exist`);
  }
  account.tokens = account.tokens.filter((token) => token.id !== id);
  return {};
}
