/**
 * What a rollback would do, from the present state.
 *
 * @module
 */
import type {
  Application,
  HistoryEntry,
} from "../../../argocd/wire/application.ts";
import { ToolError } from "../../../errors.ts";
import { digestOf, type Fact } from "../../../plans/facts.ts";
import type { WriteContext } from "../../../tool_spec.ts";
import type { ComparedResource } from "../../../views/resource_states.ts";
import { hasSameSources } from "../../../views/same_sources.ts";
import { revisionsOf } from "../../../views/sources_of.ts";
import { isAutomated } from "../../../views/sync_policy.ts";
import { findDeployment } from "../../find_deployment.ts";
import {
  type FoundApplication,
  readApplication,
} from "../../read_application.ts";
import { requireComparison } from "../../read_comparison.ts";
import { readRevisionComparison } from "../../read_revision_comparison.ts";
import { plannedChanges } from "./planned_changes.ts";
import { requireIdle } from "./require_idle.ts";

/** What a caller asks for. */
export interface RollbackArguments {
  readonly application: string;
  readonly id: number;
  readonly prune?: boolean | undefined;
  readonly wait?: number | undefined;
}

/** A rollback, thought through. */
export interface RollbackPlan {
  readonly args: RollbackArguments;
  readonly purpose: string;
  readonly found: FoundApplication;
  readonly entry: HistoryEntry;
  /** Of the deployment, one for each source. */
  readonly revisions: readonly string[];
  /** Absent when that deployment had other sources: nothing renders those before they are synced. */
  readonly compared?: readonly ComparedResource[];
  readonly changes: Fact;
  /** What the entry really says, as a digest. */
  readonly entryState: string;
}

function requireManual({ spec }: Application, purpose: string): void {
  if (!isAutomated(spec?.syncPolicy)) return;
  throw new ToolError(
    "CONFLICT",
    `Cannot ${purpose}: automated sync is on, and would go to the target revision again at once`,
    {
      hint:
        "Revert the commit in Git, or set the target revision with update_application; or switch automated sync off there first",
    },
  );
}

/** What is not known could hold applications that are out of scope. */
function requireNoScope(
  { scope }: WriteContext["policy"],
  purpose: string,
): void {
  if (!scope) return;
  throw new ToolError(
    "OUT_OF_SCOPE",
    `Cannot ${purpose}: that deployment had other sources or parameters, so it cannot be told whether all of it is in scope`,
    {
      hint:
        "Set the source and the target revision of that deployment with update_application, and sync",
    },
  );
}

/**
 * Thinks a rollback through.
 *
 * @throws {ToolError} for what Argo CD refuses, accepts and lets hang, or cannot preview.
 */
export async function planRollback(
  args: RollbackArguments,
  context: WriteContext,
): Promise<RollbackPlan> {
  const { argocd, signal, exact, policy } = context;
  const { application: ref, id } = args;
  const purpose = `roll back application '${ref}' to deployment ${id}`;
  const found = await readApplication(argocd, ref, signal);
  const { application } = found;
  const entry = findDeployment(application, id, purpose);
  requireManual(application, purpose);
  requireIdle(application, purpose);
  const revisions = revisionsOf(entry);
  requireComparison(application, purpose);
  // Masks are numbered in the order in which they are met: only exact sources can be compared.
  const now = exact(application);
  const then = findDeployment(now, id, purpose);
  const entryState = digestOf(then);
  const plan = { args, purpose, found, entry, revisions, entryState };
  if (!hasSameSources(then, now)) {
    requireNoScope(policy, purpose);
    return { ...plan, changes: {} };
  }
  const { compared, managed } = await readRevisionComparison(argocd, found, {
    revisions,
    purpose,
    signal,
  });
  return {
    ...plan,
    compared,
    changes: plannedChanges(compared, { managed, exact }),
  };
}
