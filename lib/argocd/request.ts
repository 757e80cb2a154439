/**
 * From an endpoint and its values to a request that can go nowhere else than meant.
 *
 * Argo CD decodes `%2F` before it routes (`DELETE applications/x%2Foperation` terminates an operation), folds `..`
 * and takes a colon in the last segment for a verb. So values are checked first, and encoded all the same.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { CallOptions, QueryValue } from "./client.ts";
import type { Endpoint } from "./endpoint.ts";
import { frameMessage } from "./grpc_web_frame.ts";
import { quoted } from "./said.ts";

/** One request, checked and ready to be sent. */
export interface ArgocdRequest {
  readonly endpoint: Endpoint<unknown>;
  readonly url: string;
  /**
   * It changes nothing, by method and by tier: a GET that refreshes is not a read. gRPC-Web knows no method but POST.
   * Only reads are repeated.
   */
  readonly read: boolean;
  /** JSON text, or a message in its frame. */
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
  /** The object of "Cannot …". */
  readonly purpose: string;
  /** The project that the question named, where it did: then Argo CD tells missing from forbidden. */
  readonly project: string | undefined;
  /** Called right before it is sent, each time; what it throws refuses the request. */
  readonly admit?: () => void;
}

const PLACEHOLDER_REGEXP = /\{(\w+)(=\*\*)?\}/g;
/** A Kubernetes name is at most 253 characters long. */
const MAX_VALUE_LENGTH = 253;
/** Names, revisions, versions and digests. No slash, percent, query or fragment mark, white space, control or non-ASCII character. */
const VALUE_REGEXP = /^[A-Za-z0-9._~+:@=-]+$/;

/** Builds the request below `base`, whose path ends with `/`. Throws `INVALID_ARGUMENT` for a value, `INTERNAL` for our own mistakes. */
export function prepareRequest(
  endpoint: Endpoint<unknown>,
  options: CallOptions & { readonly base: URL },
): ArgocdRequest {
  const { codec } = endpoint;
  const path = codec === undefined
    ? renderPath(endpoint.path, options.path ?? {})
    : endpoint.path;
  const query = renderQuery(endpoint, options.query ?? {});
  const purpose = options.purpose ?? defaultPurpose(endpoint, path);
  const pathname = options.base.pathname + path.slice(1);
  const url = options.base.origin + pathname +
    (codec === undefined ? query : "");
  if (new URL(url).pathname !== pathname) {
    throw new ToolError(
      "INTERNAL",
      `Cannot ${purpose}: the address would be read as another one`,
    );
  }
  const project = options.query?.project;
  return {
    endpoint,
    url,
    read: (endpoint.method === "GET" || codec !== undefined) &&
      endpoint.tier === "read",
    body: codec !== undefined
      ? frameMessage(codec.encode(options))
      : options.body === undefined
      ? undefined
      : JSON.stringify(options.body),
    purpose,
    project: typeof project === "string" && project !== ""
      ? project
      : undefined,
  };
}

function renderPath(
  template: string,
  values: Readonly<Record<string, string>>,
): string {
  const known = new Set<string>();
  const path = template.replace(
    PLACEHOLDER_REGEXP,
    (placeholder, name: string, rest: string | undefined, offset: number) => {
      known.add(name);
      const value = values[name];
      if (value === undefined) {
        throw internal(template, `the value of '${name}' is missing`);
      }
      const last = offset + placeholder.length === template.length;
      const pieces = rest === undefined ? [value] : value.split("/");
      for (const piece of pieces) {
        // Only Argo CD's RBAC objects have patterns: `default/*`.
        if (rest === undefined || piece !== "*") {
          checkValue(piece, { name, value, last });
        }
      }
      return pieces.map(encodeURIComponent).join("/");
    },
  );
  for (const name of Object.keys(values)) {
    if (!known.has(name)) {
      throw internal(template, `there is no placeholder '${name}'`);
    }
  }
  return path;
}

function checkValue(
  piece: string,
  about: {
    readonly name: string;
    readonly value: string;
    readonly last: boolean;
  },
): void {
  const fault = piece === ""
    ? "it is empty"
    : piece === "." || piece === ".."
    ? "it is a step in a path"
    : piece.length > MAX_VALUE_LENGTH
    ? `it is longer than ${MAX_VALUE_LENGTH} characters`
    : !VALUE_REGEXP.test(piece)
    ? "it has a character that no name or revision has"
    : about.last && piece.includes(":")
    ? "it has a colon, which Argo CD would take for a command"
    : undefined;
  if (fault === undefined) return;
  throw new ToolError(
    "INVALID_ARGUMENT",
    `Cannot use ${quoted(about.value)} as ${about.name}: ${fault}`,
    { hint: "Nothing was sent; use the name as a list tool prints it" },
  );
}

function renderQuery(
  endpoint: Endpoint<unknown>,
  query: Readonly<Record<string, QueryValue>>,
): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (!endpoint.query.includes(key)) {
      throw internal(
        endpoint.path,
        `it does not accept the query key '${key}'`,
      );
    }
    if (value === undefined) continue;
    if (typeof value === "object") {
      for (const item of value) params.append(key, item);
    } else params.append(key, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

const VERBS = {
  GET: "read",
  POST: "post to",
  PUT: "replace",
  PATCH: "change",
  DELETE: "delete",
} as const;

function defaultPurpose(endpoint: Endpoint<unknown>, path: string): string {
  return `${VERBS[endpoint.method]} ${
    quoted(path.replace(/^\/(api\/(v1\/)?)?/, ""))
  }`;
}

function internal(path: string, state: string): ToolError {
  return new ToolError("INTERNAL", `Cannot call '${path}': ${state}`);
}
