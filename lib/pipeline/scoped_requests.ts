/**
 * Which requests may be sent within the operator's scope, by what they name.
 *
 * @module
 */
import type { CallOptions } from "../argocd/client.ts";
import * as endpoints from "../argocd/endpoints.ts";
import {
  applicationOutOfScope,
  outOfScope,
  projectOutOfScope,
} from "../guards/require_scope.ts";
import { type ApplicationFacts, projectRestriction } from "../guards/scope.ts";
import { fieldsOf, refOf, textOf } from "./call_names.ts";
import type { KnownApplications } from "./known_applications.ts";
import { isObjectInScope, type Known, SCOPE_FILTERS } from "./scope_filters.ts";
import { isOwnKind } from "./scoped_objects.ts";

/** What decides. */
export interface RequestScope extends Known {
  readonly applications: KnownApplications;
}

/** About one application, which must have been found in scope. */
const OF_APPLICATION: readonly string[] = [
  "/api/v1/applications/{name}",
  "/api/v1/stream/applications/{name}",
];

/** They say nothing about an application. */
const OPEN: ReadonlySet<unknown> = new Set([
  endpoints.getVersion,
  endpoints.getSettings,
  endpoints.getUserInfo,
  endpoints.canI,
]);

async function requireNew(
  application: ApplicationFacts,
  { applications }: RequestScope,
): Promise<void> {
  const restriction = await applications.restrictionOfState(application);
  if (!restriction) return;
  const { name = "?" } = application.metadata ?? {};
  throw applicationOutOfScope(name, restriction);
}

/** An application that is a resource of another one is still an application. */
async function requireOwnObject(
  options: CallOptions,
  { applications, scope, reader }: RequestScope,
): Promise<void> {
  const query = { ...fieldsOf(options), ...options.query };
  const name = textOf(query["resourceName"]);
  const kind = textOf(query["kind"]);
  const group = textOf(query["group"]);
  if (!name || !kind || !group || !isOwnKind({ group, kind })) return;
  const namespace = textOf(query["namespace"]);
  if (kind.toLowerCase() === "application") {
    const ref = namespace ? `${namespace}/${name}` : name;
    return await applications.requireMentioned(ref);
  }
  if (!await isObjectInScope({ kind, metadata: { name } }, { scope, reader })) {
    throw outOfScope(
      `${kind} '${name}'`,
      "it cannot be told that it is in scope",
    );
  }
}

/**
 * Passes requests about what is in scope; an endpoint that is not known here is refused.
 *
 * @throws {ToolError} `OUT_OF_SCOPE`
 */
export async function requireScopedRequest(
  endpoint: { readonly path: string },
  options: CallOptions,
  within: RequestScope,
): Promise<void> {
  if (OPEN.has(endpoint)) return;
  if (
    OF_APPLICATION.some((path) => endpoint.path.startsWith(path)) ||
    endpoint === endpoints.serverSideDiff
  ) {
    within.applications.require(refOf(options));
    return await requireOwnObject(options, within);
  }
  if (endpoint === endpoints.createApplication) {
    return await requireNew(fieldsOf(options), within);
  }
  const project = options.path?.["project"];
  if (endpoint === endpoints.getProject && project !== undefined) {
    const restriction = projectRestriction(project, within.scope);
    if (restriction) throw projectOutOfScope(project, restriction);
    return;
  }
  if (SCOPE_FILTERS.has(endpoint)) return;
  throw outOfScope(
    `'${endpoint.path}'`,
    "it cannot be told what of it is in scope",
  );
}
