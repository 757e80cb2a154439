/**
 * Checks every argument that can reach a path or a query as a name, before any request is made.
 *
 * The table goes by argument name, so a tool gets the checks by calling its arguments what they are.
 *
 * @module
 */
import {
  checkAction,
  checkApplicationRef,
  checkContainer,
  checkDnsName,
  checkGroup,
  checkKind,
  checkNamespace,
  checkResourceName,
  checkRevision,
} from "./check_names.ts";
import type { GuardedCall } from "./guard.ts";

/** A deployment of the history, `#12`. */
const DEPLOYMENT_REGEXP = /^#\d{1,9}$/;

/** A point in the life of an application: a revision or a deployment. */
function checkPoint(value: string): unknown {
  return DEPLOYMENT_REGEXP.test(value) || checkRevision(value);
}

/** What each argument must be; arguments that are not here never reach a path. */
export const NAME_CHECKS: Readonly<Record<string, (value: string) => unknown>> =
  {
    application: checkApplicationRef,
    applicationset: (value) => checkApplicationRef(value, "applicationset"),
    project: (value) => checkDnsName(value, "project"),
    namespace: checkNamespace,
    name: checkResourceName,
    pod: checkResourceName,
    workload: checkResourceName,
    kind: checkKind,
    group: checkGroup,
    container: checkContainer,
    action: checkAction,
    revision: checkRevision,
    from: checkPoint,
    to: checkPoint,
    revisions: checkRevision,
  };

/** Lists whose items name things as arguments do. */
const LISTS = ["resources"];

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Passes calls whose names are names. */
export function requireValidNames({ args }: Pick<GuardedCall, "args">): void {
  for (const [key, check] of Object.entries(NAME_CHECKS)) {
    for (const item of itemsOf(args[key])) {
      if (typeof item === "string") check(item);
    }
  }
  for (const item of LISTS.flatMap((key) => itemsOf(args[key]))) {
    if (typeof item !== "object" || item === null) continue;
    requireValidNames({ args: item as GuardedCall["args"] });
  }
}
