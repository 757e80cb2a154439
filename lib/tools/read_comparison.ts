/**
 * What Argo CD last found when it compared an application, for a reader and for a preview alike.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { getManagedResources } from "../argocd/endpoints.ts";
import type { Application } from "../argocd/wire/application.ts";
import type { ManagedResource } from "../argocd/wire/resources.ts";
import { ToolError } from "../errors.ts";
import { comparisonFailure } from "../views/comparison_failure.ts";
import {
  type ComparedResource,
  compareResources,
} from "../views/resource_states.ts";
import { shortMessage } from "../views/short_message.ts";
import { matchesResource, type ResourceFilter } from "./find_resource.ts";
import { managedFields } from "./managed_fields.ts";
import type { FoundApplication } from "./read_application.ts";

/** What Argo CD knows of an application's resources, and what a sync would do to each. */
export interface Comparison {
  /** Those first that a sync would touch. */
  readonly compared: readonly ComparedResource[];
  /** As Argo CD gives them; all four states only where they were asked for. */
  readonly managed: readonly ManagedResource[];
}

/** How a comparison is read. */
export interface ComparisonOptions {
  /** The object of "Cannot …". */
  readonly purpose: string;
  readonly signal: AbortSignal;
  /** Only these resources; all by default. */
  readonly wanted?: ResourceFilter;
  /** Also the raw live state and the target, which doubles the answer. Default false. */
  readonly full?: boolean;
  /** Also the raw live state: the only one that has the status. Default false. */
  readonly status?: boolean;
}

/** Half of what an unprojected answer has: the raw live state and the target are not needed. */
const FIELDS = managedFields(["normalizedLiveState", "predictedLiveState"]);
const FIELDS_WITH_STATUS = `${FIELDS},items.liveState`;

/**
 * Passes an application whose differences are known. While a comparison fails, every resource looks as if it were to
 * be deleted.
 *
 * @throws {ToolError} `COMPARISON_FAILED` with the reason.
 */
export function requireComparison(
  application: Application,
  purpose: string,
): void {
  const failure = comparisonFailure(application);
  if (failure === undefined) return;
  throw new ToolError(
    "COMPARISON_FAILED",
    `Cannot ${purpose}: Argo CD could not compare it, so nothing is known about differences: ${
      shortMessage(failure)
    }`,
    {
      hint:
        "get_application shows all conditions; what runs in the cluster goes on running",
    },
  );
}

async function readManaged(
  argocd: ArgocdClient,
  { application, key }: FoundApplication,
  options: ComparisonOptions,
): Promise<readonly ManagedResource[]> {
  const { wanted = {}, purpose, signal, full = false, status = false } =
    options;
  // Argo CD compares the kind letter by letter; the application's own spelling of it is asked for.
  const kinds = new Set(
    (application.status?.resources ?? []).filter((ref) =>
      matchesResource(ref, wanted)
    ).map(({ kind }) => kind),
  );
  const [onlyKind] = kinds.size === 1 ? kinds : [];
  const { name, namespace, group } = wanted;
  const query = {
    ...key.query,
    kind: onlyKind,
    name,
    namespace,
    group: group || undefined,
  };
  async function read(
    fields: string | undefined,
  ): Promise<readonly ManagedResource[]> {
    const answer = await argocd.call(getManagedResources, {
      path: { name: key.name },
      query: { ...query, fields },
      signal,
      purpose,
    });
    return answer.items ?? [];
  }
  if (full) return await read(undefined);
  const items = await read(status ? FIELDS_WITH_STATUS : FIELDS);
  // A server that does not know these fields leaves them out without a word.
  const projected = items.every((item) =>
    item.normalizedLiveState !== undefined &&
    item.predictedLiveState !== undefined
  );
  return projected ? items : await read(undefined);
}

/**
 * Reads the comparison; it is as old as the application's `status.reconciledAt`.
 *
 * @throws {ToolError} `COMPARISON_FAILED` before anything is read, else as the client does.
 */
export async function readComparison(
  argocd: ArgocdClient,
  found: FoundApplication,
  options: ComparisonOptions,
): Promise<Comparison> {
  const { wanted = {}, purpose } = options;
  requireComparison(found.application, purpose);
  const managed = await readManaged(argocd, found, options);
  const compared = compareResources(
    found.application,
    managed,
    (ref) => matchesResource(ref, wanted),
  );
  return { compared, managed };
}
