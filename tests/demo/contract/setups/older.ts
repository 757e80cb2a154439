import type { Setups } from "./setup.ts";
import {
  applicationBody,
  automateStep,
  BLOCKED_ROLLBACK,
  DRY_RUN_FRESH,
  patchStep,
  SYNC_SLOW,
} from "./shared.ts";

/** The first state of `guestbook` on the older servers: never synced. */
const NEW_GUESTBOOK = [
  "DELETE /applications/guestbook",
  "WAIT 120",
  `POST /applications ${
    JSON.stringify({
      metadata: {
        name: "guestbook",
        labels: { team: "web", env: "prod" },
        finalizers: ["resources-finalizer.argocd.argoproj.io"],
      },
      spec: {
        project: "default",
        source: {
          repoURL: "file:///git/guestbook.git",
          path: "deploy",
          targetRevision: "v1.0.0",
        },
        destination: {
          server: "https://kubernetes.default.svc",
          namespace: "guestbook",
        },
        syncPolicy: { syncOptions: ["CreateNamespace=true"] },
      },
    })
  }`,
  "WAIT 10",
];
const CREATE_AUTO = [
  `POST /applications ${applicationBody("auto", "ledger")}`,
  "WAIT 10",
];
const CREATE_MOVE = [
  `POST /applications ${applicationBody("move", "ledger")}`,
  "WAIT 10",
];
const SWITCH_OFF = patchStep("auto", {
  spec: { syncPolicy: { automated: { enabled: false } } },
});
const MOVE = patchStep("move", {
  spec: { project: "team-a", destination: { namespace: "x214-move" } },
});
const MOVE_BACK =
  'PUT /applications/move/spec?validate=false {"source":{"repoURL":"file:///git/platform.git","path":"ledger","targetRevision":"main"},"destination":{"server":"https://kubernetes.default.svc","namespace":"move"},"project":"default","syncPolicy":{"syncOptions":["CreateNamespace=true"]}}';
const BREAK_KUST = [
  'PUT /applications/kust/spec?validate=false {"source":{"repoURL":"file:///git/platform.git","path":"kust/gone","targetRevision":"main"},"destination":{"server":"https://kubernetes.default.svc","namespace":"kust"},"project":"default","syncPolicy":{"syncOptions":["CreateNamespace=true"]}}',
  "WAIT 5",
  "GET /applications/kust?refresh=normal",
];

/** Setups of entries that only the older versions have, or have otherwise. */
export const OLDER_SETUPS: Setups = {
  "sync dry run, app never synced before": { before: NEW_GUESTBOOK },
  "sync accepted (answer to POST, with infos)": {
    before: [
      ...NEW_GUESTBOOK,
      'POST /applications/guestbook/sync {"dryRun":true}',
      "WAIT 10",
    ],
  },
  "application whose comparison fails after a good sync (path removed)": {
    before: BREAK_KUST,
  },
  "managed-resources while the comparison fails": { before: BREAK_KUST },
  "application whose dry-run sync with local manifests poisoned later comparisons":
    {
      before: [
        'POST /applications/kust/sync {"manifests":["{}"],"dryRun":true}',
        "WAIT 10",
        "GET /applications/kust?refresh=normal",
      ],
    },
  "auto-sync enabled after a dry run at the same revision: auto-sync does not start":
    { before: [...DRY_RUN_FRESH, automateStep("fresh"), "WAIT 60"] },
  "GET application whose Deployment was deleted by hand (its ConfigMap lives)":
    {
      before: [
        ...BLOCKED_ROLLBACK,
        "DELETE /applications/reports/operation",
        "THAW",
        "WAIT 10",
        "DELETE /applications/reports/resource?namespace=reports&resourceName=reports&version=v1&group=apps&kind=Deployment",
        "WAIT 10",
        "GET /applications/reports?refresh=normal",
      ],
    },
  "GET application that was never synced (Deployment and ConfigMap missing)": {
    before: [
      `POST /applications ${
        applicationBody("gone", "reports").replace(
          '"project":"default"',
          '"project":"frozen"',
        )
      }`,
      "WAIT 10",
    ],
  },
  "v3.2: GET application worker": {
    before: [
      'POST /applications/worker/resource?namespace=worker&resourceName=worker&version=v1&group=apps&kind=Deployment&patchType=application%2Fmerge-patch%2Bjson "{\\"spec\\":{\\"replicas\\":3}}"',
      "WAIT 700",
      "GET /applications/worker?refresh=normal",
    ],
  },
  "PATCH automated {enabled: false} (2.14 drops the key: auto-sync is ON)": {
    before: CREATE_AUTO,
  },
  "application 12 s after PATCH automated {enabled: false}": {
    before: [...CREATE_AUTO, SWITCH_OFF, "WAIT 12"],
  },
  "PATCH syncPolicy.retry.refresh": {
    before: [...CREATE_AUTO, SWITCH_OFF, "WAIT 12"],
  },
  "PUT spec that moves to project team-a with a destination it forbids": {
    before: CREATE_MOVE,
  },
  "PATCH that moves to project team-a with a destination it forbids": {
    before: CREATE_MOVE,
  },
  "application moved to a project that forbids its destination": {
    before: [...CREATE_MOVE, `TRY ${MOVE}`, "WAIT 10"],
  },
  "sync of an application moved to a project that forbids its destination": {
    before: [...CREATE_MOVE, `TRY ${MOVE}`, "WAIT 10"],
  },
  "terminate a running sync": { before: SYNC_SLOW },
  "v2.14: PATCH that moves to project team-a with a destination it forbids": {
    before: [
      ...CREATE_MOVE,
      MOVE,
      "WAIT 10",
      "POST /applications/move/sync {}",
      "WAIT 10",
      MOVE_BACK,
      "WAIT 10",
    ],
  },
  // One application without labels was in the list.
  "v2.14: list with fields, exclude form 0": { before: CREATE_AUTO },
  "create an application that exists, same spec": {
    before: [patchStep("kust", { metadata: { labels: { "lab-new": "1" } } })],
  },
  "list clusters": {
    before: ["POST /clusters/in-cluster/invalidate-cache?id.type=name"],
  },
  "get project team-a": { before: ["ROLE"] },
  "PATCH application with plain applications,update": {
    early: true,
    before: [
      'POST /applications/payments/sync {"resources":[{"kind":"Service"}]}',
      "WAIT 10",
    ],
  },
};
