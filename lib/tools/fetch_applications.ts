/**
 * Lists of applications that stay small: only the fields that are needed cross the wire.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { listApplications } from "../argocd/endpoints.ts";
import { isAtLeast } from "../argocd/server_version.ts";
import type { Application } from "../argocd/wire/application.ts";

/** What every list needs; parents in this list would select nothing, so leaves are named. */
const ALWAYS = [
  "items.metadata.name",
  "items.metadata.namespace",
  "items.metadata.deletionTimestamp",
  "items.status.sync.status",
  "items.status.health",
  "items.status.operationState.phase",
  "items.status.operationState.finishedAt",
] as const;

/** What a list may need besides. */
const OPTIONAL = {
  sources: ["items.spec.source", "items.spec.sources"],
  policy: ["items.spec.syncPolicy"],
  revision: ["items.status.sync.revision"],
  labels: ["items.metadata.labels"],
  created: ["items.metadata.creationTimestamp"],
  images: ["items.status.summary"],
} as const;

/** One of the parts that a list may need besides. */
export type ListPart = keyof typeof OPTIONAL;

/** Which applications, and how much of them. */
export interface ListRequest {
  readonly parts?: readonly ListPart[];
  readonly projects?: readonly string[] | undefined;
  readonly selector?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * The `fields` of the request. Argo CD knows parts of the spec from 3.5 on; asking for a part and for the whole
 * fails at random there, and below 3.5 the parts vanish without a word, so it is one or the other.
 */
function fieldsFor(parts: readonly ListPart[], wholeSpec: boolean): string {
  const wanted = parts.flatMap((part): readonly string[] => OPTIONAL[part]);
  const named = [
    ...ALWAYS,
    "items.spec.project",
    "items.spec.destination",
    ...wanted,
  ];
  if (!wholeSpec) return [...new Set(named)].join(",");
  const others = named.filter((field) => !field.startsWith("items.spec."));
  return [...new Set(others), "items.spec"].join(",");
}

/**
 * Lists what this account may see; what it may not see is missing without a word.
 *
 * @throws {ToolError} as the client does.
 */
export async function fetchApplications(
  argocd: ArgocdClient,
  request: ListRequest,
): Promise<readonly Application[]> {
  const { parts = [], projects, selector, signal } = request;

  async function list(wholeSpec: boolean): Promise<readonly Application[]> {
    const answer = await argocd.call(listApplications, {
      query: { fields: fieldsFor(parts, wholeSpec), projects, selector },
      signal,
      purpose: "list applications",
    });
    return answer.items ?? [];
  }
  const knowsParts = isAtLeast(await argocd.version(signal), "3.5");
  const items = await list(!knowsParts);
  // An unknown field is no error for Argo CD: what was asked for is just not there.
  return knowsParts && items[0] && !items[0].spec ? await list(true) : items;
}
