/**
 * The table of all operations, with those that a release does not have yet: a missing one is a 404 in plain
 * text, before any login.
 *
 * @module
 */
import { ApiError } from "../model/api_error.ts";
import type { Features } from "../model/versions.ts";
import * as accounts from "./accounts.ts";
import * as sets from "./application_sets.ts";
import { listApplications } from "./application_list.ts";
import * as edits from "./application_edits.ts";
import * as setWrites from "./application_set_writes.ts";
import { getApplicationLinks } from "./link_reads.ts";
import * as projectTokens from "./project_tokens.ts";
import * as resourceWrites from "./resource_writes.ts";
import * as revisions from "./revision_reads.ts";
import { getSyncWindows } from "./window_reads.ts";
import * as writes from "./application_writes.ts";
import * as reads from "./application_reads.ts";
import type { Handler } from "./call.ts";
import * as certificates from "./certificates.ts";
import * as clusters from "./clusters.ts";
import { getApplicationEvents } from "./events.ts";
import { getLogs } from "./logs.ts";
import * as operations from "./operations.ts";
import * as projectWrites from "./project_writes.ts";
import * as projects from "./projects.ts";
import * as repositories from "./repositories.ts";
import * as resources from "./resources.ts";
import * as sessions from "./sessions.ts";
import * as settings from "./settings.ts";
import * as streams from "./streams.ts";
import type { Tokens } from "./tokens.ts";

/** One operation of the REST API. */
export interface Route {
  readonly method: string;
  /** Segments of the path; `{name}` stands for one, `{rest}` for all that follow. */
  readonly pattern: readonly string[];
  readonly handler: Handler;
  /** Needs no login. */
  readonly anonymous?: boolean;
  /** Answers errors in the form of streams. */
  readonly stream?: boolean;
  /** Whether the release has it. */
  readonly exists?: (features: Features) => boolean;
}

const APP = "applications/{name}";
const REPO = "repositories/{repo}";
const SET = "applicationsets/{name}";
const PROJECT = "projects/{name}";

function route(
  method: string,
  path: string,
  handler: Handler,
  more: Partial<Route> = {},
): Route {
  return { method, pattern: `api/v1/${path}`.split("/"), handler, ...more };
}

function hydratorOff(): never {
  throw new ApiError(12, "hydrator is disabled");
}

/** All operations, in the order in which they are tried. */
export function routesFor(tokens: Tokens): readonly Route[] {
  const newer = { exists: (features: Features) => features.newerEndpoints };
  const appSetEvents = {
    exists: (features: Features) => features.applicationSetEvents,
  };
  const anonymous = { anonymous: true };
  const stream = { stream: true };
  return [
    {
      method: "GET",
      pattern: ["api", "version"],
      handler: (call) => settings.getVersion(call, tokens),
      anonymous: true,
    },
    route(
      "GET",
      "settings",
      (call) => settings.getSettings(call, tokens),
      anonymous,
    ),
    route("GET", "settings/plugins", settings.getPlugins),
    route(
      "POST",
      "session",
      (call) => sessions.createSession(call, tokens),
      anonymous,
    ),
    route("DELETE", "session", sessions.deleteSession, anonymous),
    route(
      "GET",
      "session/userinfo",
      (call) => sessions.getUserInfo(call, tokens),
      anonymous,
    ),
    route(
      "GET",
      "notifications/services",
      settings.listNotifications("services"),
    ),
    route(
      "GET",
      "notifications/triggers",
      settings.listNotifications("triggers"),
    ),
    route(
      "GET",
      "notifications/templates",
      settings.listNotifications("templates"),
    ),
    route("GET", "account", accounts.listAccounts),
    route("PUT", "account/password", accounts.updatePassword),
    route("GET", "account/can-i/{resource}/{action}/{rest}", accounts.canI),
    route("GET", "account/can-i/{resource}/{action}", accounts.canI),
    route("GET", "account/{name}", accounts.getAccount),
    route(
      "POST",
      "account/{name}/token",
      (call) => accounts.createAccountToken(call, tokens),
    ),
    route("DELETE", "account/{name}/token/{id}", accounts.deleteAccountToken),
    route("GET", "applications", listApplications),
    route("POST", "applications", writes.createApplication),
    route("GET", APP, reads.getApplication),
    route("PUT", APP, edits.putApplication),
    route("PATCH", APP, edits.patchApplication),
    route("DELETE", APP, writes.deleteApplication),
    route("PUT", `${APP}/spec`, edits.putSpec),
    route("POST", `${APP}/sync`, operations.sync),
    route("POST", `${APP}/rollback`, operations.rollback),
    route("DELETE", `${APP}/operation`, operations.terminate),
    route("GET", `${APP}/resource-tree`, reads.getResourceTree),
    route("GET", `${APP}/managed-resources`, reads.getManagedResources),
    route("GET", `${APP}/manifests`, reads.getManifests),
    route("GET", `${APP}/events`, getApplicationEvents),
    route("GET", `${APP}/syncwindows`, getSyncWindows),
    route("GET", `${APP}/links`, getApplicationLinks),
    route(
      "GET",
      `${APP}/revisions/{revision}/metadata`,
      revisions.getRevisionMetadata,
    ),
    route(
      "GET",
      `${APP}/revisions/{revision}/chartdetails`,
      revisions.getChartDetails,
    ),
    route(
      "GET",
      `${APP}/revisions/{revision}/ocimetadata`,
      revisions.getOciMetadata,
      newer,
    ),
    route("GET", `${APP}/server-side-diff`, reads.getServerSideDiff, newer),
    route("GET", `${APP}/logs`, getLogs, stream),
    route("GET", `${APP}/pods/{pod}/logs`, getLogs, stream),
    route("GET", `${APP}/resource`, resources.getResource),
    route("POST", `${APP}/resource`, resourceWrites.patchResource),
    route("DELETE", `${APP}/resource`, resourceWrites.deleteResource),
    route("GET", `${APP}/resource/links`, resources.getResourceLinks),
    route("GET", `${APP}/resource/actions`, resources.listActions),
    route("POST", `${APP}/resource/actions`, resourceWrites.runActionV1),
    route(
      "POST",
      `${APP}/resource/actions/v2`,
      resourceWrites.runActionV2,
      newer,
    ),
    route("GET", "stream/applications", streams.watchApplications, stream),
    route(
      "GET",
      "stream/applications/{name}/resource-tree",
      streams.watchTree,
      stream,
    ),
    route("GET", "stream/applicationsets", streams.watchApplicationSets, {
      ...stream,
      ...appSetEvents,
    }),
    route("GET", "applicationsets", sets.listApplicationSets),
    route("POST", "applicationsets", setWrites.createSet),
    route("POST", "applicationsets/generate", setWrites.generate),
    route("GET", SET, sets.getApplicationSet),
    route("DELETE", SET, setWrites.deleteSet),
    route("GET", `${SET}/resource-tree`, sets.getApplicationSetTree),
    route("GET", `${SET}/events`, sets.getApplicationSetEvents, appSetEvents),
    route("GET", "projects", projects.listProjects),
    route("POST", "projects", projectWrites.createProject),
    route("GET", PROJECT, projects.getProject),
    route("PUT", PROJECT, projectWrites.putProject),
    route("DELETE", PROJECT, projectWrites.deleteProject),
    route(
      "POST",
      `${PROJECT}/roles/{role}/token`,
      (call) => projectTokens.createRoleToken(call, tokens),
    ),
    route(
      "DELETE",
      `${PROJECT}/roles/{role}/token/{iat}`,
      projectTokens.deleteRoleToken,
    ),
    route("GET", `${PROJECT}/detailed`, projects.getDetailedProject),
    route("GET", `${PROJECT}/globalprojects`, projects.getGlobalProjects),
    route("GET", `${PROJECT}/syncwindows`, projects.getProjectWindows),
    route("GET", `${PROJECT}/events`, projects.getProjectEvents),
    route("GET", `${PROJECT}/links`, projects.getProjectLinks),
    route("GET", "clusters", clusters.listClusters),
    route("GET", "clusters/{id}", clusters.getCluster),
    route("POST", "clusters/{id}/invalidate-cache", clusters.invalidateCluster),
    route("GET", "repositories", repositories.listRepositories),
    route("GET", REPO, repositories.getRepository),
    route("GET", `${REPO}/refs`, repositories.getRefs),
    route("GET", `${REPO}/oci-tags`, repositories.getOciTags, newer),
    route("GET", `${REPO}/helmcharts`, repositories.getHelmCharts),
    route("GET", `${REPO}/apps`, repositories.getRepositoryApps),
    route("POST", `${REPO}/appdetails`, repositories.getAppDetails),
    route("GET", "repocreds", repositories.listRepositoryCredentials),
    route(
      "GET",
      "write-repocreds",
      repositories.listWriteRepositoryCredentials,
    ),
    route("GET", "write-repositories", hydratorOff),
    route("GET", "write-repositories/{repo}", hydratorOff),
    route("GET", "certificates", certificates.listCertificates),
    route("GET", "gpgkeys", certificates.listGpgKeys),
    route("GET", "gpgkeys/{keyID}", certificates.getGpgKey),
  ];
}
