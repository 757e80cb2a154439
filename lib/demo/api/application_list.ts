/**
 * The list of applications with its filters. Unknown filters, such as `limit` or `search`, are ignored as
 * the real server ignores them: everything comes, and a client has to page and to search by itself.
 *
 * @module
 */
import type { Application } from "../model/application.ts";
import type { Dict } from "../model/json.ts";
import { compareText } from "../model/kube_object.ts";
import type { World } from "../model/world.ts";
import { isEnabledNamespace, rbacName } from "./access.ts";
import { applicationWire } from "./application_wire.ts";
import { type Call, may } from "./call.ts";
import {
  applicationProjection,
  fieldsOf,
  MarshalFailure,
  marshalFailureReply,
} from "./projection.ts";
import { json } from "./reply.ts";
import { selectorOf } from "./selector.ts";

/** An application of the list: enough of it to filter, and the whole of it on demand. */
export interface Listed {
  readonly app: Application;
  readonly wire: () => Dict;
}

/** All applications by name, the generated fleet among them. */
export function listed(world: World): readonly Listed[] {
  const all: Listed[] = [];
  for (const { app } of world.applications.values()) {
    all.push({
      app,
      wire: () => applicationWire(world, app, "list"),
    });
  }
  for (const member of world.fleet?.members(world) ?? []) all.push(member);
  return all.sort((left, right) =>
    compareText(left.app.metadata.name, right.app.metadata.name) ||
    compareText(
      left.app.metadata.namespace ?? "",
      right.app.metadata.namespace ?? "",
    )
  );
}

/** The applications a call's filters leave, as far as the caller may see them. */
export function filtered(call: Call, place?: string): readonly Listed[] {
  const { world, query } = call;
  const projects = query.getAll("project").length > 0
    ? query.getAll("project")
    : query.getAll("projects");
  const matches = selectorOf(query.get("selector") ?? "", place);
  const name = query.get("name") ?? "";
  const repo = query.get("repo") ?? "";
  const namespace = query.get("appNamespace") ?? "";
  const kept = listed(world).filter(({ app }) => {
    const at = app.metadata.namespace ?? world.namespace;
    return (namespace === "" || at === namespace) &&
      isEnabledNamespace(world, at) &&
      (projects.length === 0 || projects.includes(app.spec.project)) &&
      (name === "" || app.metadata.name === name) &&
      (repo === "" ||
        (app.spec.source ?? app.spec.sources?.[0])?.repoURL === repo) &&
      matches(app.metadata.labels) &&
      may(call, "applications", "get", rbacName(world, app));
  });
  return name === "" ? kept : kept.slice(0, 1);
}

/** GET /api/v1/applications */
export function listApplications(call: Call): Response {
  const { world } = call;
  const fields = fieldsOf(call.query);
  const metadata = { resourceVersion: world.resourceVersion };
  if (fields !== undefined) {
    try {
      const project = applicationProjection(world, fields);
      const apps = filtered(call);
      return json({
        items: apps.length === 0 ? null : apps.map(({ app }) => project(app)),
        metadata,
      });
    } catch (error) {
      if (error instanceof MarshalFailure) return marshalFailureReply();
      throw error;
    }
  }
  const apps = filtered(call);
  if (apps.length === 0) return json({ metadata, items: null });
  return new Response(streamedList(metadata, apps), {
    headers: {
      "content-type": "application/json",
      "grpc-metadata-content-type": "application/grpc",
    },
  });
}

/** The list as text, a few applications at a time: a large fleet never stands in memory as a whole. */
function streamedList(
  metadata: Dict,
  apps: readonly Listed[],
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      let text = next === 0
        ? `{"metadata":${JSON.stringify(metadata)},"items":[`
        : "";
      for (const end = Math.min(next + 32, apps.length); next < end; next++) {
        text += `${next === 0 ? "" : ","}${JSON.stringify(apps[next]?.wire())}`;
      }
      if (next >= apps.length) text += "]}";
      controller.enqueue(encoder.encode(text));
      if (next >= apps.length) controller.close();
    },
  });
}
