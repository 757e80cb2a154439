/**
 * The three ways to change an application that exists. As seen on a live server, a PUT believes the name in
 * the body rather than the one in the path and takes any resource version, and a PATCH drops `status` and
 * `operation` without an error.
 *
 * @module
 */
import { invalid, missingField, unknownError } from "../model/api_error.ts";
import type { Application } from "../model/application.ts";
import { digText, isDict, mergePatch } from "../model/json.ts";
import { applyJsonPatch } from "../model/json_patch.ts";
import type { KubeMetadata } from "../model/kube_object.ts";
import { storedSpec, validateSpec } from "../model/spec_validation.ts";
import type { ApplicationRecord } from "../model/world.ts";
import { applicationOf, objectName, rbacName } from "./access.ts";
import { projectFor, sent, store } from "./application_input.ts";
import { bodyOf, type Call, checkField, demand, flag } from "./call.ts";

/** Checks a changed spec; before the check came, it was made against the old project. */
function validateChange(
  call: Call,
  record: ApplicationRecord,
  next: Pick<Application, "metadata" | "spec">,
  validate: boolean,
): void {
  const { world } = call;
  const moved = next.spec.project !== record.app.spec.project;
  if (moved) {
    const { name, namespace = "" } = record.app.metadata;
    demand(
      call,
      "applications",
      "create",
      objectName(world, next.spec.project, namespace, name),
    );
  }
  if (!validate && !moved) return;
  const project = moved && !world.features.checksNewProject
    ? world.projects.get(record.app.spec.project)
    : projectFor(call, next);
  if (project !== undefined) validateSpec(world, next, { project, validate });
}

/** PUT /api/v1/applications/{name}: the name in the body wins over the one in the path. */
export function putApplication(call: Call): unknown {
  const next = sent(call, bodyOf(call));
  const record = applicationOf(call, {
    action: "update",
    name: next.metadata.name || call.path["name"] || "",
    namespace: next.metadata.namespace ?? "",
  });
  validateChange(call, record, next, flag(call, "validate", true));
  return store(call, record, next, { merge: false });
}

/** PUT …/spec: replaces only the spec and answers it. */
export function putSpec(call: Call): unknown {
  const record = applicationOf(call, { action: "update" });
  const spec = storedSpec(call.world, bodyOf(call));
  const next = { metadata: record.app.metadata, spec };
  const validate = flag(call, "validate", true);
  if (validate) validateChange(call, record, next, true);
  store(call, record, next, { merge: false });
  return spec;
}

/** PATCH /api/v1/applications/{name}: the patch is a text inside the body; status and operation are dropped. */
export function patchApplication(call: Call): unknown {
  const body = bodyOf(call);
  for (const name of ["patch", "patchType"]) {
    checkField(body, "ApplicationPatchRequest", name, "string");
  }
  for (const name of ["patchType", "patch"]) {
    if (body[name] === undefined) throw missingField(name);
  }
  const record = applicationOf(call, {
    project: digText(body, "project"),
    namespace: digText(body, "appNamespace"),
  });
  const { app } = record;
  demand(call, "applications", "update", rbacName(call.world, app));
  const patch = parsed(digText(body, "patch"));
  const type = digText(body, "patchType");
  const before = structuredClone({
    metadata: app.metadata,
    spec: app.spec,
    status: app.status,
  });
  if (type !== "merge" && type !== "json" && type !== "") {
    throw invalid(`Patch type '${type}' is not supported`);
  }
  const after = type === "merge"
    ? mergePatch(before, patch)
    : applyJsonPatch(before, patch);
  if (!isDict(after)) {
    throw unknownError("error applying patch: the result is no application");
  }
  const next = {
    metadata: after["metadata"] as KubeMetadata,
    spec: storedSpec(call.world, after["spec"]),
  };
  validateChange(call, record, next, true);
  return store(call, record, next, { merge: false });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unknownError("error decoding patch: invalid JSON document");
  }
}
