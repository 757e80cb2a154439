/**
 * Looking at an application again, which may have moved, gone, or been made anew meanwhile.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import type { Application } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import { fetchApplication } from "./fetch_application.ts";
import type { ApplicationKey, FoundApplication } from "./read_application.ts";

/** An application as it was seen last. */
export interface Sighting extends FoundApplication {
  /** It does not exist any more. */
  readonly gone: boolean;
  /** Another one of the same name, made since it is gone. */
  readonly successor?: Application;
}

interface Look {
  readonly ref: string;
  readonly sighting: Sighting;
  readonly signal: AbortSignal;
}

const ABSENT: readonly string[] = [
  "NOT_FOUND",
  "NOT_FOUND_OR_FORBIDDEN",
  "FORBIDDEN",
];

async function fetchOrRefusal(
  argocd: ArgocdClient,
  { ref, signal, key }: Omit<Look, "sighting"> & {
    readonly key: ApplicationKey;
  },
): Promise<Application | ToolError> {
  try {
    return await fetchApplication(argocd, {
      name: key.name,
      namespace: key.query.appNamespace,
      project: key.query.project,
      signal,
      purpose: `read application '${ref}'`,
    });
  } catch (error) {
    if (error instanceof ToolError && ABSENT.includes(error.code)) return error;
    throw error;
  }
}

/**
 * Reads it once more.
 *
 * Only a question that names the project tells "gone" (404) from "not for you" (403); but an application that was
 * moved to another project is 404 there, too, so then it is asked for without.
 *
 * @throws {ToolError} as `fetchApplication` does; `FORBIDDEN` when this account may no longer see it.
 */
export async function sightApplication(
  argocd: ArgocdClient,
  { ref, sighting, signal }: Look,
): Promise<Sighting> {
  const { key } = sighting;
  const { project: _project, ...elsewhere } = key.query;
  const answer = await fetchOrRefusal(argocd, { ref, signal, key });
  const found = answer instanceof ToolError
    ? await fetchOrRefusal(argocd, {
      ref,
      signal,
      key: { name: key.name, query: elsewhere },
    })
    : answer;
  if (found instanceof ToolError) {
    if (answer instanceof ToolError && answer.code !== "NOT_FOUND") {
      throw answer;
    }
    return { ...sighting, gone: true };
  }
  const before = sighting.application.metadata?.uid;
  const uid = found.metadata?.uid;
  if (before !== undefined && uid !== undefined && before !== uid) {
    return { ...sighting, gone: true, successor: found };
  }
  const project = found.spec?.project;
  return {
    application: found,
    key: {
      name: key.name,
      query: { ...elsewhere, ...(project ? { project } : {}) },
    },
    gone: false,
  };
}
