import { invalid, missingField, unknownError } from "../model/api_error.ts";
import type { Application } from "../model/application.ts";
import {
  addApplication,
  emptyStatus,
  removeApplication,
} from "../model/application_store.ts";
import {
  type Dict,
  digDict,
  digText,
  isDict,
  mergePatch,
  sameJson,
} from "../model/json.ts";
import { applyJsonPatch } from "../model/json_patch.ts";
import type { KubeMetadata } from "../model/kube_object.ts";
import type { Project } from "../model/project.ts";
import { admitsNamespace } from "../model/project.ts";
import { applicationEvent, touch } from "../model/reconcile.ts";
import { storedSpec, validateSpec } from "../model/spec_validation.ts";
import { stamp } from "../model/time.ts";
import type { ApplicationRecord } from "../model/world.ts";
import {
  applicationOf,
  isEnabledNamespace,
  objectName,
  rbacName,
} from "./access.ts";
import { applicationWire } from "./application_wire.ts";
import { bodyOf, type Call, checkField, demand, flag } from "./call.ts";

const NAME =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Kubernetes' complaint about a name. */
export function invalidName(kind: string, name: string): string {
  return `${kind}.argoproj.io "${name}" is invalid: metadata.name: Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`;
}

/** Whether a text is a name Kubernetes takes. */
export function isValidName(name: string): boolean {
  return name.length <= 253 && NAME.test(name);
}

function sent(call: Call, body: Dict): Pick<Application, "metadata" | "spec"> {
  const metadata = digDict(body, "metadata");
  const namespace = digText(metadata, "namespace") || call.world.namespace;
  return {
    metadata: {
      ...metadata,
      name: digText(metadata, "name"),
      namespace,
    } as KubeMetadata,
    spec: storedSpec(call.world, body["spec"]),
  };
}

/** The project of a spec, if the application may belong to it. */
function projectFor(
  call: Call,
  app: Pick<Application, "metadata" | "spec">,
): Project {
  const { project: name } = app.spec;
  const project = call.world.projects.get(name);
  if (
    project === undefined ||
    !admitsNamespace(call.world, project, { ...app, status: emptyStatus() })
  ) {
    throw invalid(
      `app is not allowed in project "${name}", or the project does not exist`,
    );
  }
  return project;
}

/** POST /api/v1/applications: create; an equal one again is fine, a different one needs `upsert`. */
export function createApplication(call: Call): unknown {
  const { world } = call;
  const made = sent(call, bodyOf(call));
  const { name, namespace = world.namespace } = made.metadata;
  const upsert = flag(call, "upsert");
  const validate = flag(call, "validate", true);
  const object = objectName(world, made.spec.project, namespace, name);
  demand(call, "applications", "create", object);
  if (!isEnabledNamespace(world, namespace)) {
    throw unknownError(`namespace '${namespace}' is not permitted`);
  }
  validateSpec(world, made, { project: projectFor(call, made), validate });
  const known = world.application(name, namespace);
  if (known === undefined) {
    if (!isValidName(name)) {
      throw invalid(
        `error creating application: ${invalidName("Application", name)}`,
      );
    }
    const { labels, annotations, finalizers } = made.metadata;
    const { app } = addApplication(
      world,
      {
        name,
        namespace,
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined || annotations === null
          ? {}
          : { annotations }),
        ...(finalizers === undefined ? {} : { finalizers }),
      },
      made.spec,
      { user: call.caller.subject, quiet: true },
    );
    return applicationWire(world, app, "list");
  }
  if (equal(known.app, made)) return withBothDestinations(call, known.app);
  if (!upsert) {
    throw invalid(
      "existing application spec is different, use upsert flag to force update",
    );
  }
  demand(call, "applications", "update", object);
  return store(call, known, made, { merge: true });
}

function equal(
  app: Application,
  made: Pick<Application, "metadata" | "spec">,
): boolean {
  return sameJson(app.spec, made.spec) &&
    sameJson(app.metadata.labels ?? {}, made.metadata.labels ?? {}) &&
    sameJson(app.metadata.finalizers ?? [], made.metadata.finalizers ?? []);
}

/** 2.14 answers a second, equal create with the cluster's name next to its URL. */
function withBothDestinations(call: Call, app: Application): unknown {
  const wire = applicationWire(call.world, app, "list");
  const name = call.world.clusterAt(app.spec.destination.server ?? "")?.name;
  if (call.world.version !== "2.14" || name === undefined) return wire;
  return {
    ...wire,
    spec: { ...app.spec, destination: { ...app.spec.destination, name } },
  };
}

/** Replaces (or merges) labels, annotations and finalizers, and replaces the spec. */
function store(
  call: Call,
  record: ApplicationRecord,
  next: Pick<Application, "metadata" | "spec">,
  options: { readonly merge: boolean },
): unknown {
  const { app } = record;
  const { labels, annotations, finalizers } = next.metadata;
  const set = (
    key: "labels" | "annotations",
    value: Record<string, string> | undefined,
  ) => {
    const merged = options.merge ? { ...app.metadata[key], ...value } : value;
    if (
      merged === undefined || merged === null ||
      Object.keys(merged).length === 0
    ) delete app.metadata[key];
    else app.metadata[key] = merged;
  };
  const before = JSON.stringify([
    app.metadata.labels,
    app.metadata.annotations,
    app.metadata.finalizers,
    app.spec,
  ]);
  set("labels", labels);
  set("annotations", annotations);
  if (
    finalizers === undefined || finalizers === null || finalizers.length === 0
  ) delete app.metadata.finalizers;
  else app.metadata.finalizers = finalizers;
  app.spec = next.spec;
  if (
    before !==
      JSON.stringify([
        app.metadata.labels,
        app.metadata.annotations,
        app.metadata.finalizers,
        app.spec,
      ])
  ) {
    touch(call.world, record);
    record.dirty = true;
    applicationEvent(call.world, app, {
      reason: "ResourceUpdated",
      message: `${call.caller.subject} updated application`,
      component: "argocd-server",
      user: call.caller.subject,
    });
  }
  return applicationWire(call.world, app, "list");
}

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

/** DELETE /api/v1/applications/{name}: with everything it manages, unless `cascade=false`. */
export function deleteApplication(call: Call): unknown {
  const record = applicationOf(call);
  const { world } = call;
  const { app } = record;
  demand(call, "applications", "delete", rbacName(world, app));
  const cascade = flag(call, "cascade", true);
  const policy = call.query.get("propagationPolicy") ?? "";
  if (!cascade && policy !== "") {
    throw invalid("cannot set propagation policy when cascading is disabled");
  }
  if (!["", "foreground", "background"].includes(policy)) {
    throw invalid(`invalid propagation policy: ${policy}`);
  }
  applicationEvent(world, app, {
    reason: "ResourceDeleted",
    message: `${call.caller.subject} deleted application`,
    component: "argocd-server",
    user: call.caller.subject,
  });
  if (!cascade) {
    removeApplication(world, record, { cascade: false });
    return {};
  }
  app.metadata.deletionTimestamp ??= stamp(world.now());
  app.metadata["deletionGracePeriodSeconds"] = 0;
  app.metadata.finalizers ??= ["resources-finalizer.argocd.argoproj.io"];
  touch(world, record);
  return {};
}
