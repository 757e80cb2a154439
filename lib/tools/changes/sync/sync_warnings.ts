/**
 * What speaks against a sync: how the last one failed, what Argo CD warns of, and options that keep it from pruning.
 *
 * @module
 */
import {
  applicationState,
  hasFailedOperation,
} from "../../../views/application_state.ts";
import { keepingOptionNote } from "../../../views/keeping_option_note.ts";
import { operationView } from "../../../views/operation_view.ts";
import { isPruned } from "../../../views/resource_change.ts";
import { shortMessage } from "../../../views/short_message.ts";
import { shortRevision } from "../../../views/sources_of.ts";
import type { SyncPlan } from "./sync_plan.ts";

const REASON_CHARS = 300;
const MOST_WARNINGS = 4;

/** Conditions about what a sync does; others warn of what it leaves alone. */
const TELLING = [
  "ExcludedResourceWarning",
  "RepeatedResourceWarning",
  "SharedResourceWarning",
];

/** Argo CD asks the cluster about what lives only, so for what is to be created this is all that is known. */
function lastFailure({ found, resolved }: SyncPlan): readonly string[] {
  const { application } = found;
  if (!hasFailedOperation(applicationState(application))) return [];
  const { kind = "sync", phase, message, failed = [], revisions = [] } =
    operationView(application) ?? {};
  const isSame = revisions.length > 0 &&
    revisions.every((revision, index) => revision === resolved[index]);
  const goal = isSame
    ? "to the same revision"
    : `to ${revisions.map(shortRevision).join(", ") || "?"}`;
  const more = failed.length - 1;
  const why = shortMessage(failed[0] ?? message, REASON_CHARS);
  return [
    `the last operation, a ${kind} ${goal}, ended ${phase}${
      why ? `: ${why}` : ""
    }${more > 0 ? ` and ${more} more` : ""}`,
  ];
}

function conditions({ found }: SyncPlan): readonly string[] {
  return (found.application.status?.conditions ?? [])
    .filter(({ type = "" }) => TELLING.includes(type))
    .slice(0, MOST_WARNINGS)
    .map(({ type, message }) =>
      `${type}: ${shortMessage(message, REASON_CHARS)}`
    );
}

/** One line each. */
export function syncWarnings(plan: SyncPlan): readonly string[] {
  const { args, compared, options } = plan;
  const kept = keepingOptionNote(options, {
    word: "Prune",
    count: args.prune ? compared.filter(isPruned).length : 0,
  });
  return [
    ...lastFailure(plan),
    ...conditions(plan),
    ...(kept === undefined ? [] : [kept]),
  ];
}
