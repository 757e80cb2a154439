import type { Recording } from "./recording.ts";

/** A recording of single sign-on: which server was asked, and what the tokens said that were taken out. */
export interface SsoRecording extends Recording {
  readonly request: Recording["request"] & { readonly base?: string };
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What the provider and Dex say of themselves is kept beside what Argo CD answers. */
const DISCOVERY_REGEXP = /^OIDC discovery of /;

/** Stands for a body that was not kept, or sums several answers up. */
function isSummary(body: unknown): boolean {
  return Array.isArray(body) ||
    (typeof body === "string" && body.startsWith("("));
}

/** The entries of Argo CD's API that were really answered, and the discovery documents. */
export function ssoEntries(
  entries: readonly SsoRecording[],
): readonly SsoRecording[] {
  return entries.filter(({ name, request, response }) =>
    response.status !== 0 && !isSummary(response.body) &&
    (/^(?:\/argo)?\/api\/(?:v1\/|version)/.test(request.path) ||
      DISCOVERY_REGEXP.test(name))
  );
}

/** An entry without what the tests do not compare. */
export function trimmedSso(entry: SsoRecording): unknown {
  const { name, account, request, response, claims } = entry;
  const { "content-type": type } = response.headers;
  return {
    name,
    account,
    request: {
      method: request.method,
      base: request.base,
      path: request.path,
      headers: request.headers ?? {},
      ...(request.body === undefined ? {} : { body: request.body }),
    },
    response: {
      status: response.status,
      headers: type === undefined ? {} : { "content-type": type },
      body: response.body,
    },
    ...(claims === undefined ? {} : { claims }),
  };
}
