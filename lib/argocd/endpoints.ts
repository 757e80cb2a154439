/**
 * Every call that this program may make, one line each: widening what it can do to an Argo CD shows up here.
 *
 * The tier belongs to the effect, not to the method: a GET with `refresh` annotates the application, so
 * the plain read does not accept that key.
 *
 * @module
 */
import { endpoint, grpcWebEndpoint, streamEndpoint } from "./endpoint.ts";
import { SERVER_SIDE_DIFF } from "./server_side_diff_message.ts";
import type {
  Application,
  ApplicationList,
  ApplicationSet,
  ApplicationWatchEvent,
} from "./wire/application.ts";
import type { EventList, LogEntry } from "./wire/events.ts";
import type { Empty } from "./wire/objects.ts";
import type { ClusterList, RepositoryList } from "./wire/platform.ts";
import type {
  ApplicationSyncWindows,
  Project,
  ProjectList,
} from "./wire/projects.ts";
import type {
  ApplicationTree,
  ManagedResources,
  Manifests,
  ResourceActions,
  ResourceManifest,
  ServerSideDiff,
} from "./wire/resources.ts";
import type { ChartDetails, RevisionMetadata } from "./wire/revisions.ts";
import type {
  CanI,
  Session,
  Settings,
  UserInfo,
  VersionMessage,
} from "./wire/server.ts";

const APP = ["appNamespace", "project"] as const;
const RESOURCE = [
  "namespace",
  "resourceName",
  "version",
  "group",
  "kind",
  ...APP,
] as const;

// deno-fmt-ignore
export const listApplications = endpoint<ApplicationList>("read", "GET /api/v1/applications", ["fields", "projects", "selector", "repo", "appNamespace", "name"], { always: "items" });
/** The same list for single applications as a whole; unlike {@linkcode listApplications} it is never long. */
// deno-fmt-ignore
export const findApplications = endpoint<ApplicationList>("read", "GET /api/v1/applications", ["name", "appNamespace"], { always: "items" });
// deno-fmt-ignore
export const getApplication = endpoint<Application>("read", "GET /api/v1/applications/{name}", APP, { always: "metadata" });
// deno-fmt-ignore
export const getResourceTree = endpoint<ApplicationTree>("read", "GET /api/v1/applications/{name}/resource-tree", APP);
// deno-fmt-ignore
export const getManagedResources = endpoint<ManagedResources>("read", "GET /api/v1/applications/{name}/managed-resources", ["namespace", "name", "group", "kind", "fields", ...APP]);
// deno-fmt-ignore
export const getManifests = endpoint<Manifests>("read", "GET /api/v1/applications/{name}/manifests", ["revision", "revisions", "sourcePositions", ...APP]);
// deno-fmt-ignore
export const getRevisionMetadata = endpoint<RevisionMetadata>("read", "GET /api/v1/applications/{name}/revisions/{revision}/metadata", ["sourceIndex", "versionId", ...APP]);
// deno-fmt-ignore
export const getChartDetails = endpoint<ChartDetails>("read", "GET /api/v1/applications/{name}/revisions/{revision}/chartdetails", ["sourceIndex", "versionId", ...APP]);
// deno-fmt-ignore
export const getEvents = endpoint<EventList>("read", "GET /api/v1/applications/{name}/events", ["resourceNamespace", "resourceName", "resourceUID", ...APP], { always: "items" });
// deno-fmt-ignore
export const getLogs = streamEndpoint<LogEntry>("read", "GET /api/v1/applications/{name}/logs", ["namespace", "podName", "container", "sinceSeconds", "tailLines", "follow", "untilTime", "filter", "kind", "group", "resourceName", "previous", "matchCase", ...APP]);
// deno-fmt-ignore
export const getResource = endpoint<ResourceManifest>("read", "GET /api/v1/applications/{name}/resource", RESOURCE);
// deno-fmt-ignore
export const listResourceActions = endpoint<ResourceActions>("read", "GET /api/v1/applications/{name}/resource/actions", RESOURCE);
// deno-fmt-ignore
export const getApplicationSyncWindows = endpoint<ApplicationSyncWindows>("read", "GET /api/v1/applications/{name}/syncwindows", APP, { always: "canSync" });
// deno-fmt-ignore
export const refreshApplication = endpoint<Application>("write", "GET /api/v1/applications/{name}", ["refresh", ...APP], { always: "metadata" });
// deno-fmt-ignore
export const createApplication = endpoint<Application>("write", "POST /api/v1/applications", [], { always: "metadata" });
// deno-fmt-ignore
export const patchApplication = endpoint<Application>("write", "PATCH /api/v1/applications/{name}", [], { always: "metadata" });
// deno-fmt-ignore
export const deleteApplication = endpoint<Empty>("destructive", "DELETE /api/v1/applications/{name}", ["cascade", "propagationPolicy", ...APP]);
// deno-fmt-ignore
export const syncApplication = endpoint<Application>("write", "POST /api/v1/applications/{name}/sync", [], { always: "metadata" });
// deno-fmt-ignore
export const rollbackApplication = endpoint<Application>("destructive", "POST /api/v1/applications/{name}/rollback", [], { always: "metadata" });
// deno-fmt-ignore
export const terminateOperation = endpoint<Empty>("destructive", "DELETE /api/v1/applications/{name}/operation", APP);
// deno-fmt-ignore
export const patchResource = endpoint<ResourceManifest>("destructive", "POST /api/v1/applications/{name}/resource", ["patchType", ...RESOURCE]);
// deno-fmt-ignore
export const deleteResource = endpoint<Empty>("destructive", "DELETE /api/v1/applications/{name}/resource", ["force", "orphan", ...RESOURCE]);
// deno-fmt-ignore
export const runResourceAction = endpoint<Empty>("write", "POST /api/v1/applications/{name}/resource/actions/v2", []);
/** Before 3.1; it cannot carry parameters. */
// deno-fmt-ignore
export const runResourceActionV1 = endpoint<Empty>("write", "POST /api/v1/applications/{name}/resource/actions", RESOURCE);
// deno-fmt-ignore
export const watchApplications = streamEndpoint<ApplicationWatchEvent>("read", "GET /api/v1/stream/applications", ["name", "projects", "selector", "appNamespace", "fields", "resourceVersion"]);
/** The whole tree with each change of it, and nothing before. */
// deno-fmt-ignore
export const watchResourceTree = streamEndpoint<ApplicationTree>("read", "GET /api/v1/stream/applications/{name}/resource-tree", APP);
// deno-fmt-ignore
export const getApplicationSet = endpoint<ApplicationSet>("read", "GET /api/v1/applicationsets/{name}", ["appsetNamespace"], { always: "metadata" });
/**
 * What the cluster would make of manifests, from 3.2 on. A read by its effect: Argo CD asks the cluster for a dry run,
 * starts no operation, and wants no right but to see the application.
 */
// deno-fmt-ignore
export const serverSideDiff = grpcWebEndpoint<ServerSideDiff>("read", "application.ApplicationService/ServerSideDiff", { query: APP, codec: SERVER_SIDE_DIFF });
// deno-fmt-ignore
export const listProjects = endpoint<ProjectList>("read", "GET /api/v1/projects", ["fields"]);
// deno-fmt-ignore
export const getProject = endpoint<Project>("read", "GET /api/v1/projects/{project}", [], { always: "metadata" });
// deno-fmt-ignore
export const listClusters = endpoint<ClusterList>("read", "GET /api/v1/clusters", [], { always: "items" });
// deno-fmt-ignore
export const listRepositories = endpoint<RepositoryList>("read", "GET /api/v1/repositories", [], { always: "items" });
// deno-fmt-ignore
export const getVersion = endpoint<VersionMessage>("read", "GET /api/version", [], { always: "Version" });
// deno-fmt-ignore
export const getSettings = endpoint<Settings>("read", "GET /api/v1/settings");
// deno-fmt-ignore
export const getUserInfo = endpoint<UserInfo>("read", "GET /api/v1/session/userinfo");
// deno-fmt-ignore
export const canI = endpoint<CanI>("read", "GET /api/v1/account/can-i/{resource}/{action}/{object=**}");
/** Sent by the connection itself to sign in; no client passes it on, whatever its tier. */
// deno-fmt-ignore
export const createSession = endpoint<Session>("destructive", "POST /api/v1/session");
