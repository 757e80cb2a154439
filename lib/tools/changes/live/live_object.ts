/**
 * A live object that is to be changed, as it is shown and as it is.
 *
 * @module
 */
import type { CallOptions } from "../../../argocd/client.ts";
import { getResource } from "../../../argocd/endpoints.ts";
import { ToolError } from "../../../errors.ts";
import {
  digestOf,
  type Fact,
  type Facts,
  leavesOf,
} from "../../../plans/facts.ts";
import type { WriteContext } from "../../../tool_spec.ts";
import {
  isRecord,
  type Manifest,
  omit,
  parseManifest,
} from "../../../views/manifest_yaml.ts";
import type { FoundApplication } from "../../read_application.ts";

/** One object. */
export interface LiveObject {
  /** With secrets masked: the only one of which anything may be shown. */
  readonly shown: Manifest;
  /** As Argo CD gave it; the values of a Secret are hidden in it, too. */
  readonly exact: Manifest;
}

function parse(text: string | undefined, purpose: string): Manifest {
  const object = parseManifest(text ?? "null");
  if (object) return object;
  throw new ToolError(
    "BAD_RESPONSE",
    `Cannot ${purpose}: Argo CD answered without an object`,
  );
}

/** Both forms of an answer that holds an object. */
export function liveObject(
  answer: { readonly manifest?: string },
  { exact }: Pick<WriteContext, "exact">,
  purpose: string,
): LiveObject {
  return {
    shown: parse(answer.manifest, purpose),
    exact: parse(exact(answer).manifest, purpose),
  };
}

/**
 * Reads an object.
 *
 * @param target As `findLiveResource` gives it.
 * @throws {ToolError} as the client does: `NOT_FOUND` for one that is gone.
 */
export async function readLiveObject(
  target: Pick<CallOptions, "path" | "query">,
  context: WriteContext,
  purpose: string,
): Promise<LiveObject> {
  const { argocd, signal } = context;
  const answer = await argocd.call(getResource, {
    ...target,
    signal,
    purpose,
  });
  return liveObject(answer, context, purpose);
}

/** The metadata of an object; empty where it has none. */
export function metadataOf(object: Manifest): Manifest {
  const { metadata } = object;
  return isRecord(metadata) ? metadata : {};
}

function textAt(object: Manifest, key: string): string {
  const value = object[key];
  return typeof value === "string" || typeof value === "number"
    ? String(value)
    : "unknown";
}

/** Who wrote the object when. What is written of its status is left out: some are written every few seconds. */
function writersOf(metadata: Manifest): Fact {
  const { managedFields } = metadata;
  const entries = Array.isArray(managedFields)
    ? managedFields.filter(isRecord)
    : [];
  return Object.fromEntries(
    entries.filter(({ subresource }) => subresource !== "status").map((
      entry,
    ) => [
      `${textAt(entry, "manager")} (${textAt(entry, "operation")})`,
      textAt(entry, "time"),
    ]),
  );
}

/** Written by the cluster; what matters of it are facts of their own. */
const COUNTERS = ["managedFields", "resourceVersion", "generation"];

/**
 * What a plan about a live object is bound to: which object it is, what it says besides its status, and who wrote it
 * last. A status that moves does not outdate a plan, unless nothing else tells versions apart.
 *
 * @param found.application Exact, not masked.
 */
export function liveFacts(
  { application }: Pick<FoundApplication, "application">,
  { exact }: LiveObject,
): Facts {
  const { syncPolicy: policy, ...spec } = application.spec ?? {};
  const metadata = metadataOf(exact);
  const writers = writersOf(metadata);
  const isCounted = Object.keys(writers).length > 0 &&
    Object.hasOwn(metadata, "generation");
  return {
    application: {
      uid: application.metadata?.uid ?? "unknown",
      policy: digestOf(policy),
      // Whose it is, where it is and what comes back to it.
      spec: digestOf(spec),
    },
    resource: {
      uid: textAt(metadata, "uid"),
      ...(isCounted
        ? { generation: textAt(metadata, "generation") }
        : { version: textAt(metadata, "resourceVersion") }),
      ...(metadata["deletionTimestamp"] ? { deletion: "under way" } : {}),
    },
    "written by": writers,
    object: leavesOf({
      ...omit(exact, ["status", "metadata"]),
      metadata: omit(metadata, COUNTERS),
    }),
  };
}
