/**
 * Turning the wish for a sync into an operation for the controller. Accepting one removes the state of the
 * last: for a moment an application has an operation and no state.
 *
 * @module
 */
import { type Operation, sourcesOf } from "./application.ts";
import { touch } from "./application_events.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** Asks the controller for an operation, as the API server does when it accepts one. */
export function requestOperation(
  world: World,
  record: ApplicationRecord,
  operation: Operation,
): void {
  record.app.operation = operation;
  delete record.app.status.operationState;
  record.acceptedAt = world.now().getTime();
  record.retryAt = undefined;
  touch(world, record);
}

/** The operation a sync of the present target leads to. */
export function syncOperation(
  world: World,
  record: ApplicationRecord,
  options: {
    readonly prune?: boolean;
    readonly dryRun?: boolean;
    readonly initiatedBy: Operation["initiatedBy"];
    readonly retry?: Operation["retry"];
    readonly revisions?: readonly (string | undefined)[];
    readonly syncOptions?: readonly string[];
    readonly more?: Partial<Operation["sync"]>;
  },
): Operation {
  const { spec } = record.app;
  const resolved = sourcesOf(spec).map((source, index) =>
    options.revisions?.[index] ?? resolvedOr(world, source)
  );
  const syncOptions = options.syncOptions ?? spec.syncPolicy?.syncOptions ?? [];
  return {
    sync: {
      ...(spec.sources === undefined && resolved[0] !== undefined
        ? { revision: resolved[0] }
        : {}),
      ...(options.prune === true ? { prune: true } : {}),
      ...(options.dryRun === true ? { dryRun: true } : {}),
      ...options.more,
      ...(world.features.operationSource && spec.sources === undefined &&
          spec.source !== undefined
        ? { source: structuredClone(spec.source) }
        : {}),
      ...(syncOptions.length === 0 ? {} : { syncOptions: [...syncOptions] }),
      ...(spec.sources === undefined ? {} : {
        sources: structuredClone(spec.sources),
        revisions: resolved.map((one) => one ?? ""),
      }),
    },
    initiatedBy: options.initiatedBy,
    retry: options.retry ?? {},
  };
}

function resolvedOr(
  world: World,
  source: { repoURL: string; targetRevision?: string },
): string | undefined {
  const repository = world.git.get(source.repoURL);
  if (repository === undefined) return undefined;
  const name = source.targetRevision ?? "main";
  return repository.branches.get(name) ?? repository.tags.get(name) ?? name;
}
