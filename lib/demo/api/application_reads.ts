import { type Source, sourcesOf } from "../model/application.ts";
import { ApiError, unknownError } from "../model/api_error.ts";
import { managedItem } from "../model/comparison.ts";
import {
  renderDesired,
  RepoServerDown,
  SourceError,
} from "../model/desired_state.ts";
import { checkout, isFullSha, metadataOf, RepoError } from "../model/git.ts";
import { digText, sortedJson } from "../model/json.ts";
import { shown } from "../model/mask.ts";
import { reconcile, touch } from "../model/reconcile.ts";
import {
  canSync,
  isActive,
  type SyncWindow,
  windowsOf,
} from "../model/windows.ts";
import type { ApplicationRecord } from "../model/world.ts";
import { applicationOf, singleProject } from "./access.ts";
import { applicationWire } from "./application_wire.ts";
import { type Call, deadlineOf, flag } from "./call.ts";
import { fieldsOf, pick } from "./projection.ts";

const RENDER_MILLISECONDS = 20;

/** GET /api/v1/applications/{name}: the application, reconciled first when `refresh` is present. */
export function getApplication(call: Call): unknown {
  const project = singleProject(call);
  const record = applicationOf(call, { project });
  if (
    record.app.spec.project !== "" &&
    call.world.projects.get(record.app.spec.project) === undefined
  ) {
    throw new ApiError(
      3,
      `application '${record.app.metadata.name}' references project ${record.app.spec.project} which does not exist`,
    );
  }
  const refresh = call.query.get("refresh");
  if (refresh !== null && call.world.outages.controller) return hang(call);
  if (refresh !== null) {
    if (call.world.features.hydrateAnnotation) {
      record.app.metadata.annotations = {
        ...record.app.metadata.annotations,
        "argocd.argoproj.io/hydrate": refresh === "hard" ? "hard" : "normal",
      };
    }
    reconcile(call.world, record);
    touch(call.world, record);
  }
  return applicationWire(call.world, record.app, "one");
}

/** Nobody reconciles: the answer comes when the caller's deadline or patience ends. */
function hang(call: Call): Promise<never> {
  return new Promise((_resolve, reject) => {
    const limit = deadlineOf(call.request);
    const late = () => reject(new ApiError(4, "context deadline exceeded"));
    call.request.signal.addEventListener("abort", late);
    if (limit !== undefined) setTimeout(late, limit);
  });
}

/** The record, unless nothing could be compared and nothing is cached: then the condition's text as a 500. */
function compared(call: Call, what: string): ApplicationRecord {
  const record = applicationOf(call);
  if (call.world.outages.redis) {
    throw unknownError(
      `error getting cached app ${what}: dial tcp 127.0.0.1:6379: connect: connection refused`,
    );
  }
  if (
    record.tree === undefined && record.comparisonError !== undefined &&
    call.world.version === "3.5"
  ) {
    throw unknownError(
      `error getting cached app ${what}: ${record.comparisonError}`,
    );
  }
  return record;
}

/** GET …/resource-tree; every filter is ignored. */
export function getResourceTree(call: Call): unknown {
  return treeWire(compared(call, "resource tree"));
}

/** The tree as the API sends it. */
export function treeWire({ tree }: ApplicationRecord): unknown {
  if (tree === undefined) return {};
  const { nodes, orphanedNodes, hosts } = tree;
  return {
    ...(nodes.length === 0 ? {} : { nodes }),
    ...(orphanedNodes.length === 0 ? {} : { orphanedNodes }),
    ...(hosts.length === 0 ? {} : { hosts }),
  };
}

/** GET …/managed-resources; an empty filter means any, `version` is ignored, hooks are left out. */
export function getManagedResources(call: Call): unknown {
  const record = compared(call, "managed resources");
  const wanted = (key: string, value: string) => {
    const filter = call.query.get(key) ?? "";
    return filter === "" || filter === value;
  };
  const items = record.compared.filter(({ ref, hook }) =>
    !hook && wanted("kind", ref.kind) && wanted("name", ref.name) &&
    wanted("group", ref.group) &&
    wanted("namespace", ref.namespace)
  ).map(managedItem);
  const answer = items.length === 0 ? {} : { items };
  const fields = fieldsOf(call.query);
  return fields === undefined ? answer : pick(answer, fields);
}

/** GET …/manifests: rendered at `revision`, or at `revisions` for `sourcePositions` (from 1). */
export function getManifests(call: Call): unknown {
  const { app } = applicationOf(call);
  // Rendering takes its time; a shorter deadline is over before.
  if (
    flag(call, "noCache") &&
    (deadlineOf(call.request) ?? RENDER_MILLISECONDS) < RENDER_MILLISECONDS
  ) {
    throw new ApiError(4, "context deadline exceeded");
  }
  const cluster = call.world.clusterAt(
    call.world.serverOf(app.spec.destination) ?? "",
  );
  if (cluster !== undefined && cluster.unreachable !== "") {
    throw unknownError(`error getting server version: ${cluster.unreachable}`);
  }
  const sources = sourcesOf(app.spec);
  const positions = call.query.getAll("sourcePositions").map(Number);
  const given = call.query.getAll("revisions");
  let revisions: (string | undefined)[] = [];
  if (app.spec.sources !== undefined) {
    for (const [index, position] of positions.entries()) {
      if (!(position >= 1 && position <= sources.length)) {
        throw unknownError("source position is out of range");
      }
      if (index >= given.length) {
        throw new ApiError(
          13,
          `runtime error: index out of range [${index}] with length ${given.length}`,
        );
      }
      revisions[position - 1] = given[index];
    }
  } else {
    revisions = [call.query.get("revision") || undefined];
  }
  try {
    const { objects } = renderDesired(call.world, app, { revisions });
    return objects.length === 0
      ? {}
      : { manifests: objects.map((object) => sortedJson(shown(object))) };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const plain = error.message.startsWith("unable to resolve") ||
      error.message.startsWith("failed to") ||
      call.world.version === "2.14";
    throw unknownError(
      `${plain ? "" : "Manifest generation error (cached): "}${error.message}`,
    );
  }
}

/** The source a `sourceIndex` (from 0) and a `versionId` (history) point at. */
function sourceAt(call: Call, record: ApplicationRecord): Source {
  const { app } = record;
  const index = Number(call.query.get("sourceIndex") ?? "0");
  const version = call.query.get("versionId");
  const entry = app.status.history?.find((one) => String(one.id) === version);
  const sources = entry === undefined
    ? sourcesOf(app.spec)
    : entry.sources ?? [entry.source];
  const source = sources[index];
  if (source === undefined) {
    throw unknownError(
      `error getting app source by source index and version ID: source index ${index} not found because there are only ${sources.length} sources`,
    );
  }
  return source;
}

/** GET …/revisions/{revision}/metadata; only a full commit id will do. */
export function getRevisionMetadata(call: Call): unknown {
  const source = sourceAt(call, applicationOf(call));
  const revision = call.path["revision"] ?? "";
  if (!isFullSha(revision)) {
    throw unknownError(`revision ${revision} must be resolved`);
  }
  if (call.world.outages.repoServer) throw new RepoServerDown();
  const repository = call.world.git.get(source.repoURL);
  if (repository === undefined) throw unknownError("repository not found");
  try {
    return metadataOf(repository, checkout(repository, revision));
  } catch (error) {
    if (error instanceof RepoError) {
      throw unknownError(`error acquiring repo lock: ${error.message}`);
    }
    throw error;
  }
}

/** GET …/revisions/{revision}/chartdetails; the world has no chart repositories. */
export function getChartDetails(call: Call): unknown {
  const { app } = applicationOf(call);
  throw unknownError(`no chart found for application: ${app.metadata.name}`);
}

/** GET …/revisions/{revision}/ocimetadata; the world has no OCI sources. */
export function getOciMetadata(call: Call): unknown {
  const source = sourceAt(call, applicationOf(call));
  throw unknownError(
    `failed to initialize oci client: failed to initialize repository: invalid reference: invalid repository "${
      source.repoURL.replace(/^\w+:\//, "")
    }"`,
  );
}

/** GET …/server-side-diff: over REST there is nothing to compare. */
export function getServerSideDiff(call: Call): unknown {
  applicationOf(call, { name: call.path["name"] ?? "" });
  const targets = call.query.getAll("targetManifests");
  if (targets.length > 0) {
    throw new ApiError(
      13,
      "runtime error: index out of range [0] with length 0",
    );
  }
  return { modified: false };
}

/** GET …/syncwindows: the windows of the application, those open now, and whether a manual sync may start. */
export function getSyncWindows(call: Call): unknown {
  const { app } = applicationOf(call);
  const windows = windowsOf(call.world, app);
  const now = call.world.now();
  const active = windows.filter((window) => isActive(window, now));
  return {
    ...(active.length === 0 ? {} : { activeWindows: active.map(windowWire) }),
    ...(windows.length === 0
      ? {}
      : { assignedWindows: windows.map(windowWire) }),
    canSync: canSync(windows, now, true),
  };
}

function windowWire(
  { kind, schedule, duration, manualSync }: SyncWindow,
): unknown {
  return { kind, schedule, duration, manualSync: manualSync === true };
}

/** GET …/links: the administrator's deep links for an application. */
export function getApplicationLinks(call: Call): unknown {
  const { app } = applicationOf(call, {
    namespace: call.query.get("namespace") ?? "",
  });
  return linksFor(
    call,
    "application",
    app.metadata.name,
    app.spec.destination.namespace ?? "",
  );
}

/** Fills the link templates of a kind of page. */
export function linksFor(
  call: Call,
  kind: "application" | "project" | "resource",
  name: string,
  namespace: string,
): unknown {
  const items = call.world.links[kind].map((link) => ({
    ...link,
    url: digText(link, "url").replaceAll("{name}", name).replaceAll(
      "{namespace}",
      namespace,
    ).replaceAll("{url}", call.world.addresses.url),
  }));
  return items.length === 0 ? {} : { items };
}
