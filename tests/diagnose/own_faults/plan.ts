/**
 * What a case of ours says: a few lines from which {@link ownFault} makes what an Argo CD answers.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";

/** The time at which all cases are asked about. */
export const NOW = new Date("2026-11-21T09:00:00Z");

/** A time as Kubernetes writes it, so many minutes before {@link NOW}. */
export function ago(minutes: number): string {
  return new Date(NOW.getTime() - minutes * 60_000)
    .toISOString().replace(/\.\d+Z$/, "Z");
}

/** An event of an object. */
export interface PlannedEvent {
  readonly reason: string;
  readonly message: string;
  /** `Warning` unless told. */
  readonly type?: "Warning" | "Normal";
  /** Component that reports it: `kubelet` unless told. */
  readonly from?: string;
  /** Minutes since it was last seen; 1 unless told. */
  readonly minutes?: number;
  /** Minutes since it was first seen; as old as `minutes` unless told. */
  readonly since?: number;
  readonly count?: number;
  /** Container that it is about. */
  readonly container?: string;
}

/** Lines of a container: of this run, and of the one before. */
export interface PlannedLog {
  readonly now?: readonly string[];
  readonly previous?: readonly string[];
}

/** Health as Argo CD assesses it. */
export interface Health {
  readonly status:
    | "Healthy"
    | "Progressing"
    | "Degraded"
    | "Missing"
    | "Suspended"
    | "Unknown";
  readonly message?: string;
}

/** An object in the cluster, in Git, or in both. */
export interface PlannedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** `false`: cluster-scoped. In the application's namespace unless told. */
  readonly namespace?: string | false;
  /** `Kind/name` of the object that has made it; then it is not managed by the application. */
  readonly owner?: string;
  /** Members beside apiVersion, kind and metadata; `metadata` is merged. */
  readonly live?: Manifest | null;
  /** As in Git; the live spec unless told; `null` when it is not in Git. */
  readonly target?: Manifest | null;
  /** Live members with which Argo CD compares, when it ignores some of them. */
  readonly normalized?: Manifest;
  readonly health?: Health;
  readonly sync?: "Synced" | "OutOfSync" | "Unknown";
  /** `PreSync`, `Sync` …, when it is a hook. */
  readonly hook?: string;
  readonly requiresPruning?: true;
  /** Minutes since it was made; 30 unless told. */
  readonly age?: number;
  readonly events?: readonly PlannedEvent[];
  /** By container. */
  readonly logs?: Readonly<Record<string, PlannedLog>>;
  /** What the tree says of it: `Status Reason`, `Revision` … */
  readonly info?: Readonly<Record<string, string>>;
}

/** How one resource fared in the last operation; by `Kind/name` in {@link PlannedOperation}. */
export interface PlannedResult {
  readonly status?: "Synced" | "SyncFailed" | "Pruned" | "PruneSkipped";
  readonly message: string;
  readonly hookType?: string;
  readonly hookPhase?: "Running" | "Succeeded" | "Failed" | "Error";
  readonly syncPhase?: "PreSync" | "Sync" | "PostSync" | "SyncFail";
}

/** The last operation. */
export interface PlannedOperation {
  readonly phase: "Running" | "Succeeded" | "Failed" | "Error" | "Terminating";
  readonly message: string;
  readonly results?: Readonly<Record<string, PlannedResult>>;
  /** Minutes since its begin; 25 unless told. */
  readonly started?: number;
  readonly automated?: true;
  readonly retryCount?: number;
  /** How often self-heal has put the same drift back. */
  readonly heals?: number;
}

/** A case. */
export interface Plan {
  readonly id: string;
  readonly title: string;
  readonly kind?: "fault" | "twin" | "double";
  readonly cause: string;
  /** Texts of which the first finding has to carry one; of a double, all have to be found. */
  readonly proofs?: readonly string[];
  readonly objects?: readonly PlannedObject[];
  /** Conditions of the application: type and message. */
  readonly conditions?: readonly (readonly [type: string, message: string])[];
  /** `null`: it was never synced. */
  readonly operation?: PlannedOperation | null;
  /** Members of the application's spec that replace the usual ones. */
  readonly spec?: Manifest;
  /** Members of its metadata. */
  readonly metadata?: Manifest;
  /** Git has a newer commit than the one that was synced. */
  readonly newCommit?: true;
  readonly sync?: "Synced" | "OutOfSync" | "Unknown";
  readonly health?: Health["status"];
  readonly windows?: Manifest;
  readonly project?: Manifest;
  readonly clusters?: readonly Manifest[];
  readonly repositories?: readonly Manifest[];
  /** Argo CD's version; 3.5 unless told. */
  readonly argocd?: "2.14" | "3.5";
  /** Applications among its objects, with what is asked about them. */
  readonly children?: readonly Plan[];
}
