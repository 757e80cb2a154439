/**
 * What is known of a revision of the source. Only a full commit id is accepted, and an application with
 * several sources needs the right `sourceIndex`.
 *
 * @module
 */
import { unknownError } from "../model/api_error.ts";
import { type Source, sourcesOf } from "../model/application.ts";
import { RepoServerDown } from "../model/desired_state.ts";
import { checkout, isFullSha, metadataOf, RepoError } from "../model/git.ts";
import type { ApplicationRecord } from "../model/world.ts";
import { applicationOf } from "./access.ts";
import type { Call } from "./call.ts";

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
