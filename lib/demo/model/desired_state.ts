/**
 * Rendering the sources of an application and marking the objects as its own: by label in 2.14, by
 * annotation since.
 *
 * @module
 */
import { type Application, type Source, sourcesOf } from "./application.ts";
import { ApiError } from "./api_error.ts";
import { checkout, directoryOf, RepoError, resolveRevision } from "./git.ts";
import {
  INSTANCE_LABEL,
  isNamespaced,
  type KubeObject,
  refOf,
  TRACKING_ID,
  trackingId,
} from "./kube_object.ts";
import type { World } from "./world.ts";

/** What Git asks for: the objects, where each source stood, and how it was rendered. */
export interface DesiredState {
  readonly objects: readonly KubeObject[];
  readonly revisions: readonly string[];
  readonly types: readonly string[];
}

/** The name Argo CD tracks an application by: with its namespace outside the control plane's. */
function instanceName(
  world: World,
  app: Pick<Application, "metadata">,
): string {
  const { name, namespace } = app.metadata;
  return namespace === world.namespace ? name : `${namespace}_${name}`;
}

/** Resolves a source's revision, or the given one instead. */
export function resolveSource(
  world: World,
  source: Source,
  revision?: string,
): string {
  if (world.outages.repoServer) throw new RepoServerDown();
  const repository = world.git.get(source.repoURL);
  if (repository === undefined) {
    throw new RepoError("failed to list refs: repository not found");
  }
  return resolveRevision(
    repository,
    revision ?? source.targetRevision ?? "HEAD",
  );
}

/** Renders one source at a full revision. */
function renderSource(
  world: World,
  source: Source,
  sha: string,
): { objects: readonly KubeObject[]; type: string } {
  const repository = world.git.get(source.repoURL);
  if (repository === undefined) throw new RepoError("repository not found");
  const directory = directoryOf(checkout(repository, sha), source.path ?? ".");
  if (directory.failure !== undefined) throw new RepoError(directory.failure);
  return { objects: directory.render(source), type: directory.type };
}

/** Renders all sources of an application; revisions given by position replace the targets. */
export function renderDesired(
  world: World,
  app: Pick<Application, "metadata" | "spec">,
  options: {
    readonly sources?: readonly Source[];
    readonly revisions?: readonly (string | undefined)[];
  } = {},
): DesiredState {
  const sources = options.sources ?? sourcesOf(app.spec);
  const objects: KubeObject[] = [];
  const revisions: string[] = [];
  const types: string[] = [];
  for (const [index, source] of sources.entries()) {
    try {
      const sha = resolveSource(world, source, options.revisions?.[index]);
      const rendered = renderSource(world, source, sha);
      revisions.push(sha);
      types.push(rendered.type);
      objects.push(
        ...rendered.objects.map((object) => marked(world, app, object)),
      );
    } catch (error) {
      if (!(error instanceof RepoError)) throw error;
      throw new SourceError(index + 1, sources.length, error.message);
    }
  }
  return { objects, revisions, types };
}

/** The repo-server cannot be reached: a gRPC error of its own, not a failure of the source. */
export class RepoServerDown extends ApiError {
  constructor() {
    super(
      14,
      'connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:8081: connect: connection refused"',
    );
  }
}

/** Which source failed, and how. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly position: number;
  readonly total: number;

  constructor(position: number, total: number, message: string) {
    super(message);
    this.position = position;
    this.total = total;
  }
}

/** The object with the mark of its application. */
function marked(
  world: World,
  app: Pick<Application, "metadata" | "spec">,
  object: KubeObject,
): KubeObject {
  const copy = structuredClone(object);
  const instance = instanceName(world, app);
  if (world.features.tracking === "label") {
    copy.metadata.labels = {
      ...copy.metadata.labels,
      [INSTANCE_LABEL]: instance,
    };
  } else {
    const placed = placedIn(copy, app.spec.destination.namespace ?? "");
    copy.metadata.annotations = {
      ...copy.metadata.annotations,
      [TRACKING_ID]: trackingId(instance, refOf(placed)),
    };
  }
  return copy;
}

/** The object with the namespace it will live in. */
export function placedIn(object: KubeObject, namespace: string): KubeObject {
  if (!isNamespaced(object.kind) || object.metadata.namespace !== undefined) {
    return object;
  }
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** Whether a live object carries the mark of the application. */
export function belongsTo(
  world: World,
  app: Application,
  object: KubeObject,
): boolean {
  const instance = instanceName(world, app);
  if (world.features.tracking === "label") {
    return object.metadata.labels?.[INSTANCE_LABEL] === instance;
  }
  return object.metadata.annotations?.[TRACKING_ID]?.startsWith(
    `${instance}:`,
  ) === true;
}
