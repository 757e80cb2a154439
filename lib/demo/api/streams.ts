/**
 * Watching applications, trees and sets. A watch of applications begins with all that exist unless a
 * resource version is given, whose value nobody reads; nothing marks the end of that beginning, and a tree
 * has none.
 *
 * @module
 */
import type { Application } from "../model/application.ts";
import { applicationKey } from "../model/application_events.ts";
import { compareText } from "../model/kube_object.ts";
import type { Change, World } from "../model/world.ts";
import { applicationOf, rbacName } from "./access.ts";
import { filtered } from "./application_list.ts";
import { applicationSetWire, rbac } from "./application_sets.ts";
import { treeWire } from "./application_reads.ts";
import { applicationWire } from "./application_wire.ts";
import { type Call, may } from "./call.ts";
import { streamReply } from "./frames.ts";
import { fieldsOf, pick } from "./projection.ts";
import { selectorOf } from "./selector.ts";

const PLACE = "error parsing labels with selectors";

/** Frames cut to the asked fields; what is equal to the frame before is not sent again. */
function projected(
  call: Call,
  send: (frame: unknown) => void,
): (key: string, frame: unknown) => void {
  const fields = fieldsOf(call.query);
  const before = new Map<string, string>();
  return (key, frame) => {
    if (fields === undefined) return send(frame);
    const cut = pick(frame, fields);
    const text = JSON.stringify(cut);
    if (before.get(key) === text) return;
    before.set(key, text);
    send(cut);
  };
}

/** GET /api/v1/stream/applications: all as ADDED first, unless a resourceVersion is given without a name. */
export function watchApplications(call: Call): Response | Promise<Response> {
  const { world, query } = call;
  const name = query.get("name") ?? "";
  const matches = selectorOf(query.get("selector") ?? "", PLACE);
  const frame = (type: string, app: Application) => ({
    result: { type, application: applicationWire(world, app, "one") },
  });
  const quiet = (query.get("resourceVersion") ?? "") !== "" && name === "";
  const initial = quiet
    ? []
    : [...filtered(call, PLACE)].sort((left, right) =>
      Number(left.app.metadata.namespace === world.namespace) -
        Number(right.app.metadata.namespace === world.namespace) ||
      compareText(left.app.metadata.name, right.app.metadata.name)
    );
  const projects = query.getAll("project").length > 0
    ? query.getAll("project")
    : query.getAll("projects");
  const wanted = (app: Application) =>
    (name === "" || app.metadata.name === name) &&
    matches(app.metadata.labels) &&
    (projects.length === 0 || projects.includes(app.spec.project)) &&
    may(call, "applications", "get", rbacName(world, app));
  return streamReply(call, {
    first: [],
    open: true,
    listen: (send) => {
      const emit = projected(call, send);
      for (const { app, wire } of initial) {
        const key = applicationKey(app);
        const whole = world.applications.has(key);
        emit(key, {
          result: {
            type: "ADDED",
            application: whole ? applicationWire(world, app, "one") : wire(),
          },
        });
      }
      return subscribe(world, (change) => {
        if (
          change.kind !== "Application" || change.object === undefined ||
          !("operation" in change.object || "spec" in change.object)
        ) return;
        const record = world.applications.get(change.key);
        const app = record?.app ?? change.object as Application;
        if (wanted(app)) emit(change.key, frame(change.type, app));
      });
    },
  });
}

function subscribe(
  world: World,
  listener: (change: Change) => void,
): () => void {
  world.listeners.add(listener);
  return () => world.listeners.delete(listener);
}

/** GET /api/v1/stream/applications/{name}/resource-tree: the whole tree on every change, nothing before. */
export function watchTree(call: Call): Response | Promise<Response> {
  const record = applicationOf(call);
  const key = applicationKey(record.app);
  return streamReply(call, {
    first: [],
    open: true,
    listen: (send) => {
      const emit = projected(call, send);
      return subscribe(call.world, (change) => {
        if (change.kind === "Tree" && change.key === key) {
          emit(key, { result: treeWire(record) });
        }
      });
    },
  });
}

/** GET /api/v1/stream/applicationsets: initial events only for a name. */
export function watchApplicationSets(call: Call): Response | Promise<Response> {
  const { world, query } = call;
  const name = query.get("name") ?? "";
  const matches = selectorOf(query.get("selector") ?? "", PLACE);
  return streamReply(call, {
    first: [],
    open: true,
    listen: (send) => {
      const emit = projected(call, send);
      const offer = (
        type: string,
        key: string,
        set: { metadata: Application["metadata"] },
      ) => {
        const known = world.applicationSets.get(key) ??
          set as NonNullable<ReturnType<typeof world.applicationSets.get>>;
        if (
          name !== "" && known.metadata.name !== name ||
          !matches(known.metadata.labels)
        ) return;
        if (!may(call, "applicationsets", "get", rbac(call, known))) return;
        emit(key, {
          result: { type, applicationSet: applicationSetWire(known) },
        });
      };
      if (name !== "") {
        for (const [key, set] of world.applicationSets) {
          offer("ADDED", key, set);
        }
      }
      return subscribe(world, (change) => {
        if (change.kind === "ApplicationSet" && change.object !== undefined) {
          offer(change.type, change.key, change.object);
        }
      });
    },
  });
}
