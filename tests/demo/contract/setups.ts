/**
 * What must be done to a fresh simulator so that it is in the state in which an
 * entry was recorded. Steps are written as `METHOD path body` below `/api/v1`,
 * sent as admin, or `WAIT seconds`; `TOKEN METHOD path body` takes the token
 * of the answer and sends the recorded request with it.
 */
export interface Setup {
  readonly before?: readonly string[];
  /** Done while a stream is open, after its first frames. */
  readonly during?: readonly string[];
}

const APP_SPEC = (name: string, path: string) =>
  JSON.stringify({
    metadata: {
      name,
      finalizers: ["resources-finalizer.argocd.argoproj.io"],
    },
    spec: {
      project: "default",
      source: {
        repoURL: "file:///git/platform.git",
        path,
        targetRevision: "main",
      },
      destination: {
        server: "https://kubernetes.default.svc",
        namespace: name,
      },
      syncPolicy: { syncOptions: ["CreateNamespace=true"] },
    },
  });

const CREATE_FRESH = [
  `POST /applications ${APP_SPEC("fresh", "paused")}`,
  "WAIT 10",
];
const DRY_RUN_FRESH = [
  ...CREATE_FRESH,
  'POST /applications/fresh/sync {"dryRun":true}',
  "WAIT 10",
];
const AUTOMATE = (name: string) =>
  `PATCH /applications/${name} ${
    JSON.stringify({
      name,
      patch: '{"spec":{"syncPolicy":{"automated":{}}}}',
      patchType: "merge",
    })
  }`;
const CREATE_THROWAWAY = [
  `POST /applications ${APP_SPEC("throwaway", "kust/overlay")}`,
  "POST /applications/throwaway/sync {}",
  "WAIT 30",
];
const SYNC_SLOW = ["POST /applications/slow/sync {}", "WAIT 5"];
const BLOCKED_ROLLBACK = [
  'POST /applications/reports/rollback {"id":0}',
  "WAIT 5",
];
const TERMINATED_ROLLBACK = [
  ...BLOCKED_ROLLBACK,
  "DELETE /applications/reports/operation",
  "WAIT 5",
];
const TOUCH_KUST =
  'PATCH /applications/kust {"name":"kust","patch":"{\\"metadata\\":{\\"labels\\":{\\"touched\\":\\"1\\"}}}","patchType":"merge"}';
const TEMP_TOKEN = 'POST /account/temp/token {"name":"temp","id":"k1"}';
const WRONG_PASSWORD =
  'POST /session {"username":"locked","password":"wrong-password"}';

/** Setups by entry name; an entry without one needs the default world. */
export const SETUPS: Readonly<Record<string, Setup>> = {
  // operations
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
    { before: [...DRY_RUN_FRESH, AUTOMATE("fresh"), "WAIT 60"] },
  "auto-sync enabled without a dry run before: auto-sync ran": {
    before: [
      `POST /applications ${APP_SPEC("fresh2", "kust/overlay")}`,
      "WAIT 10",
      AUTOMATE("fresh2"),
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
  // windows
  "application after rollback in a deny window": { before: BLOCKED_ROLLBACK },
  "sync in a deny window while the blocked rollback waits": {
    before: BLOCKED_ROLLBACK,
  },
  "terminate the blocked rollback": { before: BLOCKED_ROLLBACK },
  "application after the blocked rollback was terminated": {
    before: TERMINATED_ROLLBACK,
  },
  "terminate again while stuck in Terminating": {
    before: TERMINATED_ROLLBACK,
  },
  // applications
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
    before: [`POST /applications ${APP_SPEC("throwaway2", "kust/overlay")}`],
  },
  "GET application after cascade=false": {
    before: [
      `POST /applications ${APP_SPEC("throwaway2", "kust/overlay")}`,
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
  "application after self-heal undid a manual change": {
    before: [
      "DELETE /applications/selfheal/resource?namespace=selfheal&resourceName=selfheal-extra&version=v1&group=&kind=ConfigMap",
      "WAIT 60",
    ],
  },
  // accounts and sessions
  "expired token (valid signature)": {
    before: [
      'TOKEN POST /account/temp/token {"name":"temp","id":"short","expiresIn":3}',
      "WAIT 10",
    ],
  },
  "call with a short-lived API key": {
    before: [
      'TOKEN POST /account/temp/token {"name":"temp","id":"k2","expiresIn":3}',
    ],
  },
  "call with the API key after it expired": {
    before: [
      'TOKEN POST /account/temp/token {"name":"temp","id":"k2","expiresIn":3}',
      "WAIT 10",
    ],
  },
  "userinfo with the API key after it expired": {
    before: [
      'TOKEN POST /account/temp/token {"name":"temp","id":"k2","expiresIn":3}',
      "WAIT 10",
    ],
  },
  "call with a deleted API key": {
    before: [`TOKEN ${TEMP_TOKEN}`, "DELETE /account/temp/token/k1"],
  },
  "API key whose id is not registered (valid signature)": {
    before: [
      'TOKEN POST /account/admin/token {"name":"admin","id":"not-registered"}',
      "DELETE /account/admin/token/not-registered",
    ],
  },
  "delete API key": { before: [TEMP_TOKEN] },
  "API key after a password change": {
    before: [`TOKEN ${TEMP_TOKEN}`, "PASSWORD temp"],
  },
  "login token after a password change": {
    before: ["TOKEN LOGIN temp", "WAIT 2", "PASSWORD temp"],
  },
  "session: old password after the change": { before: ["PASSWORD temp"] },
  "session: right password while locked out": {
    before: Array(6).fill(WRONG_PASSWORD),
  },
  "session: the locked account, right password, more than 5 minutes after the last failure":
    { before: [...Array(6).fill(WRONG_PASSWORD), "WAIT 310"] },
  "userinfo after DELETE session with the same token (still valid)": {
    before: ["DELETE /session"],
  },
  // project role tokens
  "userinfo with a project role token": { before: ["TOKEN ROLE"] },
  "list applications with a project role token": { before: ["TOKEN ROLE"] },
  "GET application of another project with a project role token": {
    before: ["TOKEN ROLE"],
  },
  "project role token: sync dry run payments": { before: ["TOKEN ROLE"] },
  "project role token: own project": { before: ["TOKEN ROLE"] },
  // streams
  "applications stream, no filter": { during: [TOUCH_KUST] },
  "applications stream with fields": { during: [TOUCH_KUST] },
  "applications stream with fields, change outside the fields": {
    during: [TOUCH_KUST],
  },
  "applications stream by name": { during: [TOUCH_KUST] },
  "applications stream with resourceVersion of a list": {
    during: [TOUCH_KUST, "GET /applications/kust?refresh=normal"],
  },
  "applications stream with resourceVersion=abc": {
    during: [TOUCH_KUST, "GET /applications/kust?refresh=normal"],
  },
  "applications stream, SSE, with keepalive": { during: [TOUCH_KUST] },
  "resource-tree stream": {
    during: ["GET /applications/guestbook?refresh=hard"],
  },
  "resource-tree stream with fields": {
    during: ["GET /applications/guestbook?refresh=hard"],
  },
};
