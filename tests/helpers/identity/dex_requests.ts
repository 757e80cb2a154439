/**
 * What Dex makes of a request before anything is signed: connectors, redirect addresses byte for byte, scopes
 * it does not know, and a device code that nobody can ever complete.
 *
 * @module
 */

/** The client ids that Argo CD registers at its Dex. */
export const DEX_CLI_CLIENT = "argo-cd-cli";
export const DEX_WEB_CLIENT = "argo-cd";

/** A way to sign in at Dex. */
export interface Connector {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

/** What Dex is asked with. */
export interface DexQuery {
  readonly query: URLSearchParams;
  readonly connectors: readonly Connector[];
  /** The redirect addresses of the client `argo-cd-cli`. */
  readonly redirectUris: readonly string[];
  /** The path of the issuer. */
  readonly mount: string;
}

const SCOPES = [
  "openid",
  "email",
  "groups",
  "profile",
  "offline_access",
  "federated:id",
];

/** A page of Dex; its text is all that a person sees. */
export function dexPage(status: number, text: string): Response {
  return new Response(
    `<!DOCTYPE html><html><head><title>dex</title></head><body>${text}</body></html>`,
    {
      status,
      headers: { "content-type": "text/html; charset=utf-8" },
    },
  );
}

/** The first page: on to the only connector, or to the one that is named, or a choice. */
export function chooseConnector(
  { query, connectors, mount }: DexQuery,
): Response {
  const wanted = query.get("connector_id");
  const rest = new URLSearchParams(query);
  rest.delete("connector_id");
  const addressOf = ({ id }: Connector) => `${mount}/auth/${id}?${rest}`;
  if (wanted !== null) {
    const connector = connectors.find(({ id }) => id === wanted);
    return connector === undefined
      ? dexPage(
        400,
        "Bad Request Connector ID does not match a valid Connector",
      )
      : found(addressOf(connector), 302);
  }
  const [only, ...others] = connectors;
  if (only !== undefined && others.length === 0) {
    return found(addressOf(only), 302);
  }
  const links = connectors.map((one) =>
    `<a class="connector" href="${
      addressOf(one).replaceAll("&", "&amp;")
    }">Log in with ${one.name}</a>`
  );
  return dexPage(200, `Log in to dex ${links.join(" ")}`);
}

/** Why Dex does not go on with a sign-in; undefined when it does. */
export function refuseAuthorization(
  { query, redirectUris }: DexQuery,
): Response | undefined {
  if (query.get("client_id") !== DEX_CLI_CLIENT) {
    return dexPage(404, "Not Found Invalid client_id.");
  }
  const redirect = query.get("redirect_uri") ?? "";
  if (!redirectUris.includes(redirect)) {
    return dexPage(400, "Bad Request Unregistered redirect_uri.");
  }
  const back = (error: string, description: string) => {
    const target = new URL(redirect);
    target.searchParams.set("error", error);
    target.searchParams.set("error_description", description);
    target.searchParams.set("state", query.get("state") ?? "");
    return found(target.href, 303);
  };
  const scopes = (query.get("scope") ?? "").split(" ");
  const unknown = scopes.filter((scope) => !SCOPES.includes(scope));
  if (unknown.length > 0) {
    return back(
      "invalid_scope",
      `Unrecognized scope(s) [${unknown.map((one) => `"${one}"`).join(" ")}]`,
    );
  }
  if (!scopes.includes("openid")) {
    return back("invalid_scope", 'Missing required scope(s) ["openid"].');
  }
  const type = query.get("response_type");
  if (type !== "code") {
    return back(
      "unsupported_response_type",
      `Unsupported response type "${type}"`,
    );
  }
  return undefined;
}

/** The query that the provider behind is asked with: Dex takes no notice of `claims` and `prompt`. */
export function queryBehind({ query }: DexQuery): URLSearchParams {
  const rest = new URLSearchParams(query);
  for (const name of ["claims", "prompt"]) rest.delete(name);
  // Dex asks nobody for consent; the provider behind wants to be told that somebody was asked.
  if ((query.get("scope") ?? "").split(" ").includes("offline_access")) {
    rest.set("prompt", "consent");
  }
  return rest;
}

/** A device code: it is handed out, and the browser's part ends at an address that no client has. */
export function deviceCode(issuer: string): Response {
  const code = crypto.randomUUID().slice(0, 9).toUpperCase();
  return Response.json({
    device_code: crypto.randomUUID(),
    user_code: code,
    verification_uri: `${issuer}/device`,
    verification_uri_complete: `${issuer}/device?user_code=${code}`,
    expires_in: 300,
    interval: 5,
  });
}

function found(location: string, status: number): Response {
  return new Response(null, {
    status,
    headers: { location, "content-type": "text/html; charset=utf-8" },
  });
}
