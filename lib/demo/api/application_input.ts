/**
 * What create, replace and patch of an application share: reading what was sent, and writing it into the
 * stored one. A replace removes labels and finalizers that were left out, so a client that sends only what
 * it wants to change loses the rest.
 *
 * @module
 */
import { invalid } from "../model/api_error.ts";
import type { Application } from "../model/application.ts";
import { applicationEvent, touch } from "../model/application_events.ts";
import { type Dict, digDict, digText, sameJson } from "../model/json.ts";
import type { KubeMetadata } from "../model/kube_object.ts";
import { admitsNamespace, type Project } from "../model/project.ts";
import { storedSpec } from "../model/spec_validation.ts";
import type { ApplicationRecord } from "../model/world.ts";
import { applicationWire } from "./application_wire.ts";
import type { Call } from "./call.ts";

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

/** The application of a body, its spec as this release stores it. */
export function sent(
  call: Call,
  body: Dict,
): Pick<Application, "metadata" | "spec"> {
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
export function projectFor(
  call: Call,
  app: Pick<Application, "metadata" | "spec">,
): Project {
  const { project: name } = app.spec;
  const project = call.world.projects.get(name);
  if (
    project === undefined ||
    !admitsNamespace(call.world, project, app)
  ) {
    throw invalid(
      `app is not allowed in project "${name}", or the project does not exist`,
    );
  }
  return project;
}

/** Whether an application already is what was sent. */
export function equal(
  app: Application,
  made: Pick<Application, "metadata" | "spec">,
): boolean {
  return sameJson(app.spec, made.spec) &&
    sameJson(app.metadata.labels ?? {}, made.metadata.labels ?? {}) &&
    sameJson(app.metadata.finalizers ?? [], made.metadata.finalizers ?? []);
}

/** 2.14 answers a second, equal create with the cluster's name next to its URL. */
export function withBothDestinations(call: Call, app: Application): unknown {
  const wire = applicationWire(call.world, app, "list");
  const name = call.world.clusterAt(app.spec.destination.server ?? "")?.name;
  if (call.world.version !== "2.14" || name === undefined) return wire;
  return {
    ...wire,
    spec: { ...app.spec, destination: { ...app.spec.destination, name } },
  };
}

/** Replaces (or merges) labels, annotations and finalizers, and replaces the spec. */
export function store(
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
