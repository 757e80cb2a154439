/**
 * What one can read about one application. Tree and diff are what the controller found last, not what is
 * true now; for an application that could never be compared 3.5 answers 500 instead. A refresh while no
 * controller runs does not come back unless the caller sets a deadline.
 *
 * @module
 */
import { ApiError, unknownError } from "../model/api_error.ts";
import { sourcesOf } from "../model/application.ts";
import { touch } from "../model/application_events.ts";
import { managedItem } from "../model/comparison.ts";
import { renderDesired, SourceError } from "../model/desired_state.ts";
import { sortedJson } from "../model/json.ts";
import { shown } from "../model/mask.ts";
import { reconcile } from "../model/reconcile.ts";
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
