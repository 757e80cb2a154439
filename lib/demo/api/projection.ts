/**
 * What `fields` leaves of an answer. On the application list only certain fields can be
 * picked, others vanish without a word, and in 3.5 `items.spec` next to one of its parts is a 500. The
 * tables say what each release knows.
 *
 * @module
 */
import type { Application } from "../model/application.ts";
import { type Dict, dig, isDict } from "../model/json.ts";
import type { World } from "../model/world.ts";

/** Reads one allowed field of an application; undefined leaves it out, null is written. */
type Reader = (app: Application) => unknown;

const COMMON: Readonly<Record<string, Reader>> = {
  "metadata.name": (app) => app.metadata.name,
  "metadata.namespace": (app) => app.metadata.namespace,
  "metadata.annotations": (app) => app.metadata.annotations ?? null,
  "metadata.labels": (app) => app.metadata.labels ?? null,
  "metadata.creationTimestamp": (app) => app.metadata.creationTimestamp,
  "metadata.deletionTimestamp": (app) => app.metadata.deletionTimestamp ?? null,
  "spec": (app) => app.spec,
  "status.summary": (app) => app.status.summary,
  "status.sync.status": (app) => app.status.sync.status,
  "status.health": (app) => app.status.health,
  "status.operationState.phase": (app) => app.status.operationState?.phase,
  "status.operationState.startedAt": (app) =>
    app.status.operationState?.startedAt,
  "status.operationState.finishedAt": (app) => {
    const state = app.status.operationState;
    return state === undefined ? undefined : state.finishedAt ?? null;
  },
  // The name promises the operation, the server sends its result.
  "status.operationState.operation.sync": (app) => {
    const state = app.status.operationState;
    return state === undefined ? undefined : state.syncResult ?? null;
  },
  "operation.sync": (app) => app.operation?.sync,
};

const SINCE_3_5: Readonly<Record<string, Reader>> = {
  "spec.destination": (app) => app.spec.destination,
  "spec.project": (app) => app.spec.project,
  "spec.source": (app) => app.spec.source ?? null,
  "spec.sources": (app) => app.spec.sources ?? null,
  "spec.sourceHydrator": (app) => app.spec["sourceHydrator"] ?? null,
  "spec.syncPolicy": (app) => app.spec.syncPolicy ?? null,
  "status.sync.revision": (app) => app.status.sync.revision,
};

/** The fields a release lets a client pick from the application list. */
function allowed(world: World): Readonly<Record<string, Reader>> {
  const hydrator = world.version === "2.14" ? {} : {
    "status.sourceHydrator": (app: Application) => app.status.sourceHydrator,
  };
  const resources: Reader = world.features.persistedHealth
    ? (app) => app.status.resources
    : (app) =>
      app.status.resources?.map(({ health: _health, ...rest }) => rest);
  return {
    ...COMMON,
    "status.resources": resources,
    ...(world.features.specSubFields ? SINCE_3_5 : {}),
    ...hydrator,
  };
}

/** What `fields=` asks for, or undefined when it is absent or empty. */
export function fieldsOf(
  query: URLSearchParams,
):
  | { readonly names: readonly string[]; readonly exclude: boolean }
  | undefined {
  const text = query.get("fields") ?? "";
  if (text === "") return undefined;
  const exclude = text.startsWith("-");
  return { names: (exclude ? text.slice(1) : text).split(","), exclude };
}

/** The projection of a list of applications; throws the release's 500 where it fails. */
export function applicationProjection(
  world: World,
  fields: { readonly names: readonly string[]; readonly exclude: boolean },
  prefix = "items.",
): (app: Application) => Dict {
  const readers = allowed(world);
  const asked = new Set(
    fields.names.filter((name) => name.startsWith(prefix)).map((name) =>
      name.slice(prefix.length)
    ),
  );
  const chosen = Object.keys(readers).filter((name) =>
    asked.has(name) !== fields.exclude
  );
  if (
    chosen.includes("spec") && chosen.some((name) => name.startsWith("spec."))
  ) throw new MarshalFailure();
  const plan = chosen.map((name) => ({
    steps: name.split("."),
    read: readers[name],
  }));
  return (app) => {
    const result: Dict = {};
    for (const { steps, read } of plan) {
      const value = read?.(app);
      if (value === undefined) continue;
      let target = result;
      for (const step of steps.slice(0, -1)) {
        const next = target[step];
        target = isDict(next) ? next : target[step] = {};
      }
      target[steps.at(-1) ?? ""] = value;
    }
    return result;
  };
}

/** The failure of asking for `items.spec` and `items.spec.…` together. */
export class MarshalFailure extends Error {
  override readonly name = "MarshalFailure";
}

/** The answer to that failure; it is not in the usual form. */
export function marshalFailureReply(): Response {
  return new Response('{"error": "failed to marshal error message"}', {
    status: 500,
    headers: { "content-type": "application/json" },
  });
}

/** Picks paths out of any JSON value, through lists, or leaves them out. */
export function pick(
  value: unknown,
  fields: { readonly names: readonly string[]; readonly exclude: boolean },
): unknown {
  const paths: Dict = {};
  for (const name of fields.names) {
    let node = paths;
    for (const step of name.split(".")) {
      const next = dig(node, step);
      node = isDict(next) ? next : node[step] = {};
    }
    node[""] = true;
  }
  return fields.exclude ? dropPaths(value, paths) : keepPaths(value, paths);
}

function keepPaths(value: unknown, paths: Dict): unknown {
  if (paths[""] === true) return value;
  if (Array.isArray(value)) return value.map((one) => keepPaths(one, paths));
  if (!isDict(value)) return undefined;
  const result: Dict = {};
  for (const key of Object.keys(value).sort()) {
    const inner = paths[key];
    if (!isDict(inner)) continue;
    const kept = keepPaths(value[key], inner);
    if (kept !== undefined) result[key] = kept;
  }
  return result;
}

function dropPaths(value: unknown, paths: Dict): unknown {
  if (Array.isArray(value)) return value.map((one) => dropPaths(one, paths));
  if (!isDict(value)) return value;
  const result: Dict = {};
  for (const [key, entry] of Object.entries(value)) {
    const inner = paths[key];
    if (isDict(inner) && inner[""] === true) continue;
    result[key] = isDict(inner) ? dropPaths(entry, inner) : entry;
  }
  return result;
}
