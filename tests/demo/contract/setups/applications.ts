import type { Setup, Setups } from "./setup.ts";
import { applicationBody, SELF_HEAL } from "./shared.ts";

const CREATE_THROWAWAY = [
  `POST /applications ${applicationBody("throwaway", "kust/overlay")}`,
  "POST /applications/throwaway/sync {}",
  "WAIT 30",
];

/** The last operation of `payments` was a sync with local manifests. */
const POISONED_PAYMENTS = {
  before: [
    'POST /applications/payments/sync {"manifests":["{}"],"dryRun":true}',
    "WAIT 10",
  ],
};

/** The first sync of `guestbook` carried information of its own. */
const FIRST_SYNC: Setup = {
  early: true,
  before: [
    'POST /applications/guestbook/sync {"infos":[{"name":"lab","value":"1"}]}',
    "WAIT 30",
  ],
};

/** Setups of creating, changing and deleting applications. */
export const APPLICATION_SETUPS: Setups = {
  "PATCH application (merge) targetRevision v1.1.0": FIRST_SYNC,
  "PATCH application (merge) targetRevision v1.2.0": {
    early: true,
    before: ["GET /applications/guestbook?refresh=normal"],
  },
  "application out of sync with drift and a resource to prune": {
    early: true,
    before: ["GET /applications/payments?refresh=normal"],
  },
  "GET application with refresh=normal": FIRST_SYNC,
  "create an application that exists, same spec": { early: true },
  "create an application that exists, different spec, upsert": { early: true },
  "create applicationset fleet": { before: ["DELETE /applicationsets/fleet"] },
  "create project team-a": { before: ["DROP team-a"] },
  "GET application payments as admin": POISONED_PAYMENTS,
  "GET application payments?project=team-a as admin": POISONED_PAYMENTS,
  "GET application payments as limited": POISONED_PAYMENTS,
  "GET application payments?project=team-a as limited": POISONED_PAYMENTS,
  "GET application right after delete": {
    before: [...CREATE_THROWAWAY, "DELETE /applications/throwaway"],
  },
  "sync an application that is being deleted": {
    before: [...CREATE_THROWAWAY, "DELETE /applications/throwaway"],
  },
  "GET application after the delete finished": {
    before: [...CREATE_THROWAWAY, "DELETE /applications/throwaway", "WAIT 60"],
  },
  "GET application after the delete finished, with project": {
    before: [...CREATE_THROWAWAY, "DELETE /applications/throwaway", "WAIT 60"],
  },
  "delete application (cascade default)": { before: CREATE_THROWAWAY },
  "delete with cascade=false and propagationPolicy=foreground": {
    before: CREATE_THROWAWAY,
  },
  "delete with an unknown propagationPolicy": { before: CREATE_THROWAWAY },
  "delete application cascade=false (an app with the resources finalizer)": {
    before: [
      `POST /applications ${applicationBody("throwaway2", "kust/overlay")}`,
    ],
  },
  "GET application after cascade=false": {
    before: [
      `POST /applications ${applicationBody("throwaway2", "kust/overlay")}`,
      "DELETE /applications/throwaway2?cascade=false",
      "WAIT 10",
    ],
  },
  "create guestbook": { before: ["DELETE /applications/guestbook", "WAIT 60"] },
  "create app in another namespace": {
    before: ["DELETE /applications/remote?appNamespace=apps-b", "WAIT 60"],
  },
  "create with a path that does not exist, validate=false": {
    before: ["DELETE /applications/billing", "WAIT 60"],
  },
  "create with a path that does not exist (refused)": {
    before: ["DELETE /applications/billing", "WAIT 60"],
  },
  "application after self-heal undid a manual change": { before: SELF_HEAL },
};
