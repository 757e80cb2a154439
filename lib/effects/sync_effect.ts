/**
 * What a sync destroys, wherever in its arguments or in the application that hides.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import { destructiveIf, type Effect } from "../guards/effect.ts";

/** What a caller asks of a sync. */
export interface SyncRequest {
  readonly prune?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly replace?: boolean | undefined;
  readonly sync_options?: readonly string[] | undefined;
}

/** Options that delete or replace objects. `PruneLast` and the like only say when or how. */
const HARMFUL_OPTION_REGEXP = /^\s*(?:prune|force|replace)\s*=/i;
/** `confirm` only makes a sync wait. */
const HARMLESS_VALUE_REGEXP = /=\s*(?:false|confirm)\s*$/i;

/** What the arguments alone say; any `Prune=`, `Force=` or `Replace=` counts, whatever its value. */
export function syncRequestEffect(request: SyncRequest): Effect {
  const { prune, force, replace, sync_options: options = [] } = request;
  return destructiveIf([
    prune && "prune deletes what the source does not have",
    force && "force deletes and makes objects again",
    replace && "replace overwrites whole objects",
    ...options.filter((option) => HARMFUL_OPTION_REGEXP.test(option))
      .map((option) => `sync option ${option.trim()}`),
  ]);
}

function keyOf(option: string): string {
  return option.trim().split("=", 1)[0]?.trim().toLowerCase() ?? "";
}

/** The application's own options, less those that the request sets anew. */
function ownOptions(
  { sync_options: asked = [], replace }: SyncRequest,
  { spec }: Application,
): readonly string[] {
  const set = new Set([...asked.map(keyOf), ...(replace ? ["replace"] : [])]);
  return (spec?.syncPolicy?.syncOptions ?? []).filter((option) =>
    !set.has(keyOf(option))
  );
}

/**
 * All options that a sync is to run with. Argo CD takes a list in a request for the whole list and drops the
 * application's own; nobody who asks for one more option means that.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const application = { spec: { syncPolicy: { syncOptions: ["CreateNamespace=true", "Validate=false"] } } };
 * assert.deepEqual(mergedOptions({ sync_options: ["Validate=true"] }, application), [
 *   "CreateNamespace=true",
 *   "Validate=true",
 * ]);
 * ```
 */
export function mergedOptions(
  request: SyncRequest,
  application: Application,
): readonly string[] {
  const { sync_options: asked = [], replace } = request;
  const isSaid = asked.some((option) => keyOf(option) === "replace");
  return [
    ...ownOptions(request, application),
    ...asked.map((option) => option.trim()),
    ...(replace && !isSaid ? ["Replace=true"] : []),
  ];
}

/** What those of the application's own options add that are kept. */
export function ownOptionsEffect(
  request: SyncRequest,
  application: Application,
): Effect {
  return destructiveIf(
    ownOptions(request, application).filter((option) =>
      HARMFUL_OPTION_REGEXP.test(option) && !HARMLESS_VALUE_REGEXP.test(option)
    ).map((option) => `its own sync option ${option.trim()}`),
  );
}
