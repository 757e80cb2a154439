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
import type * as wire from "./types.ts";

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
export const listApplications = endpoint<wire.ApplicationList>("read", "GET /api/v1/applications", ["fields", "projects", "selector", "repo", "appNamespace", "name"], { always: "items" });
/** The same list for single applications as a whole; unlike {@linkcode listApplications} it is never long. */
// deno-fmt-ignore
export const findApplications = endpoint<wire.ApplicationList>("read", "GET /api/v1/applications", ["name", "appNamespace"], { always: "items" });
// deno-fmt-ignore
export const getApplication = endpoint<wire.Application>("read", "GET /api/v1/applications/{name}", APP, { always: "metadata" });
// deno-fmt-ignore
export const getResourceTree = endpoint<wire.ApplicationTree>("read", "GET /api/v1/applications/{name}/resource-tree", APP);
// deno-fmt-ignore
export const getManagedResources = endpoint<wire.ManagedResources>("read", "GET /api/v1/applications/{name}/managed-resources", ["namespace", "name", "group", "kind", "fields", ...APP]);
// deno-fmt-ignore
export const getManifests = endpoint<wire.Manifests>("read", "GET /api/v1/applications/{name}/manifests", ["revision", "revisions", "sourcePositions", ...APP]);
// deno-fmt-ignore
export const getRevisionMetadata = endpoint<wire.RevisionMetadata>("read", "GET /api/v1/applications/{name}/revisions/{revision}/metadata", ["sourceIndex", "versionId", ...APP]);
// deno-fmt-ignore
export const getChartDetails = endpoint<wire.ChartDetails>("read", "GET /api/v1/applications/{name}/revisions/{revision}/chartdetails", ["sourceIndex", "versionId", ...APP]);
// deno-fmt-ignore
export const getEvents = endpoint<wire.EventList>("read", "GET /api/v1/applications/{name}/events", ["resourceNamespace", "resourceName", "resourceUID", ...APP], { always: "items" });
// deno-fmt-ignore
export const getLogs = streamEndpoint<wire.LogEntry>("read", "GET /api/v1/applications/{name}/logs", ["namespace", "podName", "container", "sinceSeconds", "tailLines", "follow", "untilTime", "filter", "kind", "group", "resourceName", "previous", "matchCase", ...APP]);
// deno-fmt-ignore
export const getResource = endpoint<wire.ResourceManifest>("read", "GET /api/v1/applications/{name}/resource", RESOURCE);
// deno-fmt-ignore
export const listResourceActions = endpoint<wire.ResourceActions>("read", "GET /api/v1/applications/{name}/resource/actions", RESOURCE);
// deno-fmt-ignore
export const getApplicationSyncWindows = endpoint<wire.ApplicationSyncWindows>("read", "GET /api/v1/applications/{name}/syncwindows", APP, { always: "canSync" });
// deno-fmt-ignore
export const refreshApplication = endpoint<wire.Application>("write", "GET /api/v1/applications/{name}", ["refresh", ...APP], { always: "metadata" });
// deno-fmt-ignore
export const createApplication = endpoint<wire.Application>("write", "POST /api/v1/applications", [], { always: "metadata" });
// deno-fmt-ignore
export const patchApplication = endpoint<wire.Application>("write", "PATCH /api/v1/applications/{name}", [], { always: "metadata" });
// deno-fmt-ignore
export const deleteApplication = endpoint<wire.Empty>("destructive", "DELETE /api/v1/applications/{name}", ["cascade", "propagationPolicy", ...APP]);
// deno-fmt-ignore
export const syncApplication = endpoint<wire.Application>("write", "POST /api/v1/applications/{name}/sync", [], { always: "metadata" });
// deno-fmt-ignore
export const rollbackApplication = endpoint<wire.Application>("destructive", "POST /api/v1/applications/{name}/rollback", [], { always: "metadata" });
// deno-fmt-ignore
export const terminateOperation = endpoint<wire.Empty>("destructive", "DELETE /api/v1/applications/{name}/operation", APP);
// deno-fmt-ignore
export const patchResource = endpoint<wire.ResourceManifest>("destructive", "POST /api/v1/applications/{name}/resource", ["patchType", ...RESOURCE]);
// deno-fmt-ignore
export const deleteResource = endpoint<wire.Empty>("destructive", "DELETE /api/v1/applications/{name}/resource", ["force", "orphan", ...RESOURCE]);
// deno-fmt-ignore
export const runResourceAction = endpoint<wire.Empty>("write", "POST /api/v1/applications/{name}/resource/actions/v2", []);
/** Before 3.1; it cannot carry parameters. */
// deno-fmt-ignore
export const runResourceActionV1 = endpoint<wire.Empty>("write", "POST /api/v1/applications/{name}/resource/actions", RESOURCE);
// deno-fmt-ignore
export const watchApplications = streamEndpoint<wire.ApplicationWatchEvent>("read", "GET /api/v1/stream/applications", ["name", "projects", "selector", "appNamespace", "fields", "resourceVersion"]);
/** The whole tree with each change of it, and nothing before. */
// deno-fmt-ignore
export const watchResourceTree = streamEndpoint<wire.ApplicationTree>("read", "GET /api/v1/stream/applications/{name}/resource-tree", APP);
// deno-fmt-ignore
export const getApplicationSet = endpoint<wire.ApplicationSet>("read", "GET /api/v1/applicationsets/{name}", ["appsetNamespace"], { always: "metadata" });
/**
 * What the cluster would make of manifests, from 3.2 on. A read by its effect: Argo CD asks the cluster for a dry run,
 * starts no operation, and wants no right but to see the application.
 */
// deno-fmt-ignore
export const serverSideDiff = grpcWebEndpoint<wire.ServerSideDiff>("read", "application.ApplicationService/ServerSideDiff", { query: APP, codec: SERVER_SIDE_DIFF });
// deno-fmt-ignore
export const listProjects = endpoint<wire.ProjectList>("read", "GET /api/v1/projects", ["fields"]);
// deno-fmt-ignore
export const getProject = endpoint<wire.Project>("read", "GET /api/v1/projects/{project}", [], { always: "metadata" });
// deno-fmt-ignore
export const listClusters = endpoint<wire.ClusterList>("read", "GET /api/v1/clusters", [], { always: "items" });
// deno-fmt-ignore
export const listRepositories = endpoint<wire.RepositoryList>("read", "GET /api/v1/repositories", [], { always: "items" });
// deno-fmt-ignore
export const getVersion = endpoint<wire.VersionMessage>("read", "GET /api/version", [], { always: "Version" });
// deno-fmt-ignore
export const getSettings = endpoint<wire.Settings>("read", "GET /api/v1/settings");
// deno-fmt-ignore
export const getUserInfo = endpoint<wire.UserInfo>("read", "GET /api/v1/session/userinfo");
// deno-fmt-ignore
export const canI = endpoint<wire.CanI>("read", "GET /api/v1/account/can-i/{resource}/{action}/{object=**}");
/** Sent by the connection itself to sign in; no client passes it on, whatever its tier. */
// deno-fmt-ignore
export const createSession = endpoint<wire.Session>("destructive", "POST /api/v1/session");
