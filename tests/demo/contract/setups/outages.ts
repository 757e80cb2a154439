import type { Setups } from "./setup.ts";

const STOP = "STOP controller";
const PENDING = 'POST /applications/ledger/sync {"dryRun":true}';

/** Setups of what is answered while a component of Argo CD is down. */
export const OUTAGE_SETUPS: Setups = {
  "repo-server down: manifests (not cached)": { before: ["STOP repoServer"] },
  "repo-server down: revision metadata": { before: ["STOP repoServer"] },
  "repo-server down: repository refs": { before: ["STOP repoServer"] },
  "repo-server down: create application": { before: ["STOP repoServer"] },
  "repo-server down: list applications": { before: ["STOP repoServer"] },
  "controller down: GET with refresh=normal (hangs until the client gives up)":
    { before: [STOP] },
  "controller down: GET with refresh=normal and Grpc-Timeout 3S": {
    before: [STOP],
  },
  "controller down: GET without refresh": { before: [STOP] },
  "controller down: resource-tree (cached)": { before: [STOP] },
  "controller down: sync is accepted and stays pending": { before: [STOP] },
  "controller down: application with a pending operation": {
    before: [STOP, PENDING],
  },
  "controller down: second sync while the first is pending": {
    before: [STOP, PENDING],
  },
  "controller down: terminate the pending operation": {
    before: [STOP, PENDING],
  },
  "redis down: resource-tree": { before: ["STOP redis"] },
  "redis down: list applications": { before: ["STOP redis"] },
  "redis down: userinfo": { before: ["STOP redis"] },
  "redis down: list clusters": {
    before: [
      "POST /clusters/edge-cluster/invalidate-cache?id.type=name",
      "STOP redis",
    ],
  },
  "redis down: version": { before: ["STOP redis"] },
  "redis down: healthz full": { before: ["STOP redis"] },
};
