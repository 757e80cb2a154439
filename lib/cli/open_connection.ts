/**
 * From a plan to a connection.
 *
 * @module
 */
import type { Connection } from "../argocd/client.ts";
import { connect } from "../argocd/connect.ts";
import type {
  Credential,
  CredentialSource,
  SignInAccess,
} from "../argocd/credential.ts";
import { bearerToken } from "../auth/bearer_token.ts";
import { sessionLogin } from "../auth/session_login.ts";
import { tokenFile } from "../auth/token_file.ts";
import type { ConnectionPlan } from "./connection_plan.ts";

/** A connection, and its credential for whoever wants to know about it. */
export interface OpenedConnection {
  readonly connection: Connection;
  readonly credential: Credential;
}

function credentialSource(
  { settings, origins }: ConnectionPlan,
): CredentialSource {
  const { token, tokenFile: path, username, password } = settings;
  if (token !== undefined) {
    return bearerToken(token, origins.get("token") ?? "token");
  }
  if (path !== undefined) {
    return tokenFile(path, origins.get("tokenFile") ?? "token file");
  }
  return ({ session }) =>
    sessionLogin({
      username: username ?? "",
      password: password ?? "",
      signIn: session,
    });
}

/**
 * Opens the connection; nothing is sent yet.
 *
 * @throws {ToolError} `CONFIGURATION` when certificates, proxy or headers cannot be used.
 */
export function openConnection(
  plan: ConnectionPlan,
  { version }: { readonly version: string },
): OpenedConnection {
  const { settings } = plan;
  const source = credentialSource(plan);
  let credential: Credential | undefined;
  function remember(access: SignInAccess): Credential {
    credential = typeof source === "function" ? source(access) : source;
    return credential;
  }
  const connection = connect({
    instance: plan.baseUrl.host,
    baseUrl: plan.baseUrl,
    credential: remember,
    headers: plan.headers,
    timeoutMs: settings.timeout * 1_000,
    tls: plan.tls,
    proxy: {
      ...(settings.proxy ? { httpsProxy: settings.proxy } : {}),
      ...(settings.httpProxy ? { httpProxy: settings.httpProxy } : {}),
      ...(settings.noProxy ? { noProxy: settings.noProxy } : {}),
    },
    version,
  });
  // `connect` asks for the credential before it returns.
  if (!credential) {
    throw new TypeError("Cannot connect: no credential was made");
  }
  return { connection, credential };
}
