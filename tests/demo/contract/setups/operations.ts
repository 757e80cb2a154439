import type { Setups } from "./setup.ts";
import {
  applicationBody,
  automateStep,
  BLOCKED_ROLLBACK,
  CREATE_FRESH,
  DRY_RUN_FRESH,
  SYNC_SLOW,
} from "./shared.ts";

const TERMINATED_ROLLBACK = [
  ...BLOCKED_ROLLBACK,
  "DELETE /applications/reports/operation",
  "WAIT 5",
];

const REFRESH_REPORTS = "GET /applications/reports?refresh=normal";

/** Setups of syncs, rollbacks, windows. */
export const OPERATION_SETUPS: Setups = {
  "application after dry run of an in-sync app": {
    before: ['POST /applications/guestbook/sync {"dryRun":true}', "WAIT 10"],
  },
  "application after rollback dry run": {
    before: [
      'POST /applications/guestbook/rollback {"id":0,"dryRun":true}',
      "WAIT 10",
    ],
  },
  "application after a rollback": {
    before: [
      'POST /applications/guestbook/rollback {"id":0,"prune":true}',
      "WAIT 60",
    ],
  },
  "application after sync with prune": {
    before: ['POST /applications/guestbook/sync {"prune":true}', "WAIT 60"],
  },
  "application after dry run with prune": {
    before: [
      'POST /applications/payments/sync {"dryRun":true,"prune":true}',
      "WAIT 10",
    ],
  },
  "application after dry run without prune": {
    before: ['POST /applications/payments/sync {"dryRun":true}', "WAIT 10"],
  },
  "application after sync of an unknown resource": {
    before: [
      'POST /applications/payments/sync {"dryRun":true,"resources":[{"group":"","kind":"ConfigMap","name":"no-such","namespace":"payments"}]}',
      "WAIT 10",
    ],
  },
  "application after sync with unknown full sha": {
    before: [
      'POST /applications/payments/sync {"dryRun":true,"revision":"0123456789012345678901234567890123456789"}',
      "WAIT 10",
    ],
  },
  "multi-source application after dry run to other revisions": {
    before: [
      'POST /applications/multi/sync {"dryRun":true,"revisions":["d0d48dde14220adc239a0a567def441665976bfa","ace1e939efecbdd33add5e9ab2e0a53d7a66f4c4"],"sourcePositions":[1,2]}',
      "WAIT 10",
    ],
  },
  "application whose dry-run sync with local manifests poisoned later comparisons":
    {
      before: [
        'POST /applications/payments/sync {"manifests":["{}"],"dryRun":true}',
        "WAIT 10",
        "GET /applications/payments?refresh=normal",
      ],
    },
  "sync dry run, app never synced before": { before: CREATE_FRESH },
  "application after a dry run (operationState is the dry run, no history)": {
    before: DRY_RUN_FRESH,
  },
  "auto-sync enabled after a dry run at the same revision: auto-sync does not start":
    { before: [...DRY_RUN_FRESH, automateStep("fresh"), "WAIT 60"] },
  "auto-sync enabled without a dry run before: auto-sync ran": {
    before: [
      `POST /applications ${applicationBody("fresh2", "kust/overlay")}`,
      "WAIT 10",
      automateStep("fresh2"),
      "WAIT 60",
    ],
  },
  "sync accepted (answer to POST, with infos)": { before: DRY_RUN_FRESH },
  "application after the first real sync (infos come back)": {
    before: [
      ...DRY_RUN_FRESH,
      'POST /applications/fresh/sync {"infos":[{"name":"lab","value":"first sync"}]}',
      "WAIT 60",
    ],
  },
  "application while an operation runs": { before: SYNC_SLOW },
  "sync while another operation is in progress": { before: SYNC_SLOW },
  "sync dry run while another operation is in progress": { before: SYNC_SLOW },
  "sync by another account while an operation is in progress": {
    before: SYNC_SLOW,
  },
  "rollback while another operation is in progress (no such id either)": {
    before: SYNC_SLOW,
  },
  "PATCH while an operation runs (allowed)": { before: SYNC_SLOW },
  "terminate a running sync": { before: SYNC_SLOW },
  "application after terminate": {
    before: [...SYNC_SLOW, "DELETE /applications/slow/operation", "WAIT 10"],
  },
  "application between two retries (phase Running with finishedAt)": {
    before: [
      'POST /applications/hooked/sync {"retryStrategy":{"limit":2,"backoff":{"duration":"20s","factor":2,"maxDuration":"60s"}}}',
      "WAIT 12",
      "GET /applications/hooked",
    ],
  },
  "application whose sync failed after retries (hook failed)": {
    before: [
      'POST /applications/hooked/sync {"retryStrategy":{"limit":2,"backoff":{"duration":"2s","factor":2,"maxDuration":"10s"}}}',
      "WAIT 300",
    ],
  },
  "application after rollback in a deny window": { before: BLOCKED_ROLLBACK },
  "sync in a deny window while the blocked rollback waits": {
    before: BLOCKED_ROLLBACK,
  },
  "terminate the blocked rollback": { before: BLOCKED_ROLLBACK },
  "the stuck operation after the deny window was removed": {
    before: [...TERMINATED_ROLLBACK, "THAW", "WAIT 10", REFRESH_REPORTS],
  },
  "application after the blocked rollback was terminated": {
    before: TERMINATED_ROLLBACK,
  },
  "application whose terminated, window-blocked rollback stays in phase Terminating (minutes later)":
    { before: [...TERMINATED_ROLLBACK, "WAIT 180"] },
  "terminate again while stuck in Terminating": {
    before: TERMINATED_ROLLBACK,
  },
};
