/**
 * Whether something that failed or runs already says why an application is not in sync.
 *
 * @module
 */
import type { ComparedResource } from "../views/resource_states.ts";
import { applicationState } from "../views/application_state.ts";
import type { Facts } from "./facts.ts";
import { hooksIn } from "./hook_facts.ts";
import { operationFacts, syncsByItself } from "./operation_facts.ts";
import { syncFailures } from "./sync_failures.ts";

/** OutOfSync, compared, and no sync that runs, failed or deletes is the reason. */
export function isQuietlyOutOfSync(facts: Facts): boolean {
  const { application } = facts;
  const { sync, deleting } = applicationState(application);
  const { phase } = operationFacts(application);
  return sync === "OutOfSync" && !deleting && !application.operation &&
    phase !== "Running" && phase !== "Terminating" &&
    syncFailures(facts).length === 0 &&
    (phase === "Succeeded" || hooksIn(facts, ["Failed", "Error"]).length === 0);
}

/** Resources that the last sync had brought to the present revision, and that differ again or are gone. */
export function driftedOnes(facts: Facts): readonly ComparedResource[] {
  const { application, compared = [] } = facts;
  const { phase, dryRun, isOfPresentRevision } = operationFacts(application);
  const { sync } = application.status?.operationState?.operation ?? {};
  const isWhole = phase === "Succeeded" && isOfPresentRevision && !dryRun &&
    !sync?.resources?.length;
  const heals = syncsByItself(application) &&
    application.spec?.syncPolicy?.automated?.selfHeal === true;
  if (!isWhole || heals || !isQuietlyOutOfSync(facts)) return [];
  return compared.filter(({ state }) =>
    state === "changed" || state === "create"
  );
}
