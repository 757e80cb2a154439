/**
 * The shape of an application as the simulator stores it. It is not shared with the client's types, so that
 * a mistake there cannot hide here.
 *
 * @module
 */
import type { KubeMetadata } from "./kube_object.ts";

/** Where manifests come from. */
export interface Source {
  repoURL: string;
  path?: string;
  targetRevision?: string;
  chart?: string;
  [field: string]: unknown;
}

/** Where an application goes: a server URL or the name of a cluster. */
export interface Destination {
  server?: string;
  name?: string;
  namespace?: string;
}

/** Automated sync; `enabled: false` (3.1 and later) means off. */
export interface Automated {
  prune?: boolean;
  selfHeal?: boolean;
  enabled?: boolean;
  [field: string]: unknown;
}

/** The wanted state of an application. */
export interface ApplicationSpec {
  source?: Source;
  destination: Destination;
  project: string;
  syncPolicy?: {
    automated?: Automated;
    syncOptions?: string[];
    retry?: unknown;
    [field: string]: unknown;
  };
  sources?: Source[];
  [field: string]: unknown;
}

/** Health of a resource or an application. */
export interface Health {
  status?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** One managed resource in `status.resources`. */
export interface ResourceStatus {
  group?: string;
  version: string;
  kind: string;
  namespace?: string;
  name: string;
  status?: string;
  health?: Health;
  hook?: boolean;
  requiresPruning?: boolean;
  syncWave?: number;
  [field: string]: unknown;
}

/** A sync that is asked for, running or done. */
export interface Operation {
  sync: {
    revision?: string;
    prune?: boolean;
    dryRun?: boolean;
    syncStrategy?: unknown;
    resources?: {
      group?: string;
      kind: string;
      name?: string;
      namespace?: string;
    }[];
    source?: Source;
    manifests?: string[];
    syncOptions?: string[];
    sources?: Source[];
    revisions?: string[];
    /** How often in a row self-heal has put the same revision back. */
    autoHealAttemptsCount?: number;
    [field: string]: unknown;
  };
  initiatedBy: { username?: string; automated?: boolean };
  info?: unknown[];
  retry: { limit?: number; [field: string]: unknown };
}

/** State and result of the running or last operation. */
export interface OperationState {
  operation: Operation;
  phase: string;
  message?: string;
  syncResult?: { resources?: ResourceResult[]; [field: string]: unknown };
  startedAt: string;
  finishedAt?: string;
  retryCount?: number;
}

/** What a sync did to one resource. */
export interface ResourceResult {
  group: string;
  version: string;
  kind: string;
  namespace: string;
  name: string;
  status?: string;
  message?: string;
  hookType?: string;
  hookPhase?: string;
  syncPhase?: string;
  images?: readonly string[];
}

/** One deployment in the history of an application. */
export interface HistoryEntry {
  revision?: string;
  deployedAt: string;
  id: number;
  source: Source;
  deployStartedAt?: string;
  sources?: Source[];
  revisions?: string[];
  initiatedBy?: { username?: string; automated?: boolean };
}

/** A condition of an application. */
export interface Condition {
  type: string;
  message: string;
  lastTransitionTime?: string;
}

/** The observed state of an application. */
export interface ApplicationStatus {
  resources?: ResourceStatus[];
  sync: {
    status: string;
    comparedTo: unknown;
    revision?: string;
    revisions?: string[];
  };
  health: Health;
  history?: HistoryEntry[];
  conditions?: Condition[];
  reconciledAt?: string;
  operationState?: OperationState;
  sourceType?: string;
  summary: {
    images?: string[];
    externalURLs?: string[];
    [field: string]: unknown;
  };
  resourceHealthSource?: string;
  sourceTypes?: string[];
  controllerNamespace?: string;
  sourceHydrator: unknown;
  [field: string]: unknown;
}

/** An Argo CD application in the form the API sends it. */
export interface Application {
  metadata: KubeMetadata;
  spec: ApplicationSpec;
  operation?: Operation;
  status: ApplicationStatus;
}

/** The sources of an application, whether it has one or several. */
export function sourcesOf(spec: ApplicationSpec): readonly Source[] {
  return spec.sources ?? (spec.source === undefined ? [] : [spec.source]);
}

/** Whether automated sync is on. */
export function isAutomated(spec: ApplicationSpec): boolean {
  const automated = spec.syncPolicy?.automated;
  return automated !== undefined && automated !== null &&
    automated.enabled !== false;
}
