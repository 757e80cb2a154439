/**
 * The conditions and error texts of a comparison that failed, and the local manifests of a sync, which the
 * controller goes on comparing with until the next operation.
 *
 * @module
 */
import type { Application, Condition } from "./application.ts";
import { RepoServerDown, SourceError } from "./desired_state.ts";
import type { KubeObject } from "./kube_object.ts";
import type { World } from "./world.ts";

/** The manifests a local sync left behind: they replace Git until another operation starts. */
export function localManifests(
  app: Application,
): readonly KubeObject[] | undefined {
  const manifests = app.status.operationState?.operation.sync.manifests;
  if (manifests === undefined || manifests.length === 0) return undefined;
  return manifests.map((text) => {
    let object: Partial<KubeObject>;
    try {
      object = JSON.parse(text);
    } catch {
      throw new LocalManifestError(
        `Failed to load local manifests: invalid manifest`,
      );
    }
    if (
      typeof object.kind !== "string" ||
      typeof object.apiVersion !== "string" || object.metadata === undefined
    ) {
      throw new LocalManifestError(
        `Failed to load local manifests: Object 'Kind' is missing in '${text}'`,
      );
    }
    return {
      ...object,
      apiVersion: object.apiVersion,
      kind: object.kind,
      metadata: object.metadata,
    };
  });
}

/** Local manifests that cannot be used. */
class LocalManifestError extends Error {
  override readonly name = "LocalManifestError";
}

/** The text of the ComparisonError for a failed rendering. */
export function comparisonMessage(
  world: World,
  error: unknown,
  fresh = false,
): string {
  if (error instanceof LocalManifestError) return error.message;
  if (error instanceof RepoServerDown) {
    return `Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unavailable desc = ${error.message}`;
  }
  if (!(error instanceof SourceError)) throw error;
  const cached = world.version === "2.14" || fresh ||
      error.message.startsWith("failed to initialize")
    ? ""
    : "Manifest generation error (cached): ";
  return `Failed to load target state: failed to generate manifest for source ${error.position} of ${error.total}: ` +
    `rpc error: code = Unknown desc = ${cached}${error.message}`;
}

/** Adds the conditions of a cluster that cannot be reached. */
export function clusterConditions(
  app: Application,
  server: string,
  reason: string,
  conditions: Condition[],
): void {
  const address = server === "" ? app.spec.destination.server ?? "" : server;
  const synchronizing =
    `error synchronizing cache state : failed to get server version: ${reason}`;
  conditions.push(
    {
      type: "ComparisonError",
      message:
        `Failed to load live state: failed to get cluster info for "${address}": ${synchronizing}`,
    },
    {
      type: "ComparisonError",
      message:
        `Failed to load target state: failed to get cluster version for cluster "${address}": failed to get cluster info for "${address}": ${synchronizing}`,
    },
    { type: "UnknownError", message: synchronizing },
  );
}
