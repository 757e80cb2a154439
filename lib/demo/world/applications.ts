/**
 * Creating, syncing and rolling back applications in the past. The past is played by the same code as the
 * present, so that histories, events and states agree with each other.
 *
 * @module
 */
import type { ApplicationSpec, Source } from "../model/application.ts";
import { applicationEvent } from "../model/application_events.ts";
import { addApplication } from "../model/application_store.ts";
import {
  type KubeMetadata,
  RESOURCES_FINALIZER,
} from "../model/kube_object.ts";
import { finishOperation } from "../model/operation.ts";
import { requestOperation, syncOperation } from "../model/sync_request.ts";
import type { ApplicationRecord, World } from "../model/world.ts";

/** What sets an application of the world apart from the others. */
export interface ApplicationPlan {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Record<string, string>;
  readonly project?: string;
  readonly repository?: string;
  readonly path?: string;
  readonly targetRevision?: string;
  readonly server?: string;
  readonly destinationNamespace?: string;
  readonly source?: Partial<Source>;
  readonly sources?: readonly {
    readonly repository: string;
    readonly path: string;
  }[];
  readonly automated?: { prune?: boolean; selfHeal?: boolean };
  /** Without `CreateNamespace=true`. */
  readonly syncOptions?: false;
  readonly metadata?: Partial<KubeMetadata>;
}

/** Creates an application as `admin` would. */
export function createApplication(
  world: World,
  plan: ApplicationPlan,
): ApplicationRecord {
  const url = (name: string) => `${world.addresses.git}/${name}.git`;
  const source: Source = {
    repoURL: url(plan.repository ?? "platform"),
    path: plan.path ?? plan.name,
    targetRevision: plan.targetRevision ?? "main",
    ...plan.source,
  };
  const spec: ApplicationSpec = {
    ...(plan.sources === undefined ? { source } : {}),
    destination: {
      server: plan.server ?? world.home.server,
      namespace: plan.destinationNamespace ?? plan.name,
    },
    project: plan.project ?? "default",
    syncPolicy: {
      ...(plan.automated === undefined ? {} : { automated: plan.automated }),
      ...(plan.syncOptions === false
        ? {}
        : { syncOptions: ["CreateNamespace=true"] }),
    },
    ...(plan.sources === undefined ? {} : {
      sources: plan.sources.map((one) => ({
        repoURL: url(one.repository),
        path: one.path,
        targetRevision: "main",
      })),
    }),
  };
  return addApplication(
    world,
    {
      name: plan.name,
      namespace: plan.namespace ?? world.namespace,
      labels: plan.labels,
      finalizers: [RESOURCES_FINALIZER],
      ...plan.metadata,
    },
    spec,
    { user: "admin" },
  );
}

/** Syncs an application in the past, to its target or to a given revision. */
export function syncInThePast(
  world: World,
  record: ApplicationRecord,
  options: {
    readonly revision?: string;
    readonly automated?: boolean;
    readonly retry?: { limit: number };
  } = {},
): void {
  const operation = syncOperation(world, record, {
    initiatedBy: options.automated === true
      ? { automated: true }
      : { username: "admin" },
    ...(options.revision === undefined
      ? {}
      : { revisions: [options.revision] }),
    ...(options.automated === true ? { retry: { limit: 5 } } : {}),
    ...(options.retry === undefined ? {} : {
      retry: {
        ...options.retry,
        backoff: { duration: "2s", factor: 2, maxDuration: "10s" },
      },
    }),
  });
  requestOperation(world, record, operation);
  const revision = operation.sync.revision ??
    operation.sync.revisions?.join(", ") ?? "";
  applicationEvent(world, record.app, {
    reason: "OperationStarted",
    message: options.automated === true
      ? `Initiated automated sync to '${revision}'`
      : `admin initiated sync to ${
        record.app.spec.source?.targetRevision ?? "main"
      } (${revision})`,
    component: options.automated === true
      ? "argocd-application-controller"
      : "argocd-server",
    user: "admin",
  });
  finishOperation(world, record);
}

/** Rolls an application back in the past, to an entry of its history. */
export function rollBackInThePast(
  world: World,
  record: ApplicationRecord,
  id: number,
): void {
  const entry = record.app.status.history?.find((one) => one.id === id);
  if (entry === undefined) return;
  requestOperation(world, record, {
    sync: {
      ...(entry.revision === undefined ? {} : { revision: entry.revision }),
      syncStrategy: { apply: {} },
      source: structuredClone(entry.source),
      syncOptions: ["CreateNamespace=true"],
    },
    initiatedBy: { username: "admin" },
    retry: {},
  });
  applicationEvent(world, record.app, {
    reason: "OperationStarted",
    message: `admin initiated rollback to ${id}`,
    component: "argocd-server",
    user: "admin",
  });
  finishOperation(world, record);
}
