/** The body that creates an application of the platform repository. */
export function applicationBody(name: string, path: string): string {
  return JSON.stringify({
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
}

/** The step that changes an application by a merge patch. */
export function patchStep(name: string, change: unknown): string {
  return `PATCH /applications/${name} ${
    JSON.stringify({
      name,
      patch: JSON.stringify(change),
      patchType: "merge",
    })
  }`;
}

/** The step that switches automated sync on. */
export function automateStep(name: string): string {
  return patchStep(name, { spec: { syncPolicy: { automated: {} } } });
}

/** A sync that hangs in its hook. */
export const SYNC_SLOW: readonly string[] = [
  "POST /applications/slow/sync {}",
  "WAIT 5",
];

/** A small change that watches see. */
export const TOUCH_KUST: string = patchStep("kust", {
  metadata: { labels: { touched: "1" } },
});

/** A rollback that waits for its window. */
export const BLOCKED_ROLLBACK: readonly string[] = [
  'POST /applications/reports/rollback {"id":0}',
  "WAIT 5",
];

/** An application `fresh` of one ConfigMap and nothing deployed. */
export const CREATE_FRESH: readonly string[] = [
  `POST /applications ${applicationBody("fresh", "ledger")}`,
  "WAIT 10",
];

/** The same after a dry run. */
export const DRY_RUN_FRESH: readonly string[] = [
  ...CREATE_FRESH,
  'POST /applications/fresh/sync {"dryRun":true}',
  "WAIT 10",
  "GET /applications/fresh?refresh=normal",
];

/** A change that automated sync undoes. */
export const SELF_HEAL: readonly string[] = [
  "DELETE /applications/selfheal/resource?namespace=selfheal&resourceName=selfheal-extra&version=v1&group=&kind=ConfigMap",
  "WAIT 60",
];
