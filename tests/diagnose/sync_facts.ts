/**
 * Facts about an application whose last operation is the point.
 *
 * @module
 */
import type {
  Application,
  OperationState,
  ResourceResult,
  ResourceStatus,
  SyncPolicy,
} from "../../lib/argocd/wire/application.ts";
import type {
  ManagedResource,
  ResourceNode,
} from "../../lib/argocd/wire/resources.ts";
import type { Facts, Rule } from "../../lib/diagnose/facts.ts";
import { keyOf } from "../../lib/diagnose/object_key.ts";
import { podFacts } from "../../lib/diagnose/pod_facts.ts";
import { isRecord, type Manifest } from "../../lib/views/manifest_yaml.ts";
import { compareResources } from "../../lib/views/resource_states.ts";
import { NOTHING_READ } from "../helpers/diagnosis_facts.ts";

/** The commit that the application is compared with. */
export const PRESENT = "a".repeat(40);
/** An older one. */
export const OLDER = "b".repeat(40);
/** The time of the diagnosis. */
export const NOW = new Date("2026-11-24T12:00:00Z");

/** A Job that is a hook. */
export const MIGRATE = {
  group: "batch",
  version: "v1",
  kind: "Job",
  namespace: "shop",
  name: "migrate",
};

/** A time before the diagnosis, ISO 8601. */
export function minutesAgo(minutes: number): string {
  return new Date(NOW.getTime() - minutes * 60_000).toISOString();
}

/** An application in namespace `shop`, OutOfSync and compared with `PRESENT`. */
export function application(
  options: {
    readonly state?: OperationState;
    readonly sync?: string;
    readonly health?: string;
    readonly policy?: SyncPolicy;
    readonly resources?: readonly ResourceStatus[];
    readonly conditions?: readonly {
      readonly type: string;
      readonly message: string;
    }[];
    readonly metadata?: Application["metadata"];
    readonly operation?: Application["operation"];
  } = {},
): Application {
  const { state, sync = "OutOfSync", health = "Healthy", policy } = options;
  const { resources = [], conditions = [], metadata, operation } = options;
  return {
    metadata: { name: "shop", namespace: "argocd", ...metadata },
    spec: {
      project: "default",
      destination: {
        server: "https://kubernetes.default.svc",
        namespace: "shop",
      },
      source: { repoURL: "https://git.example.com/shop.git", path: "." },
      ...(policy ? { syncPolicy: policy } : {}),
    },
    status: {
      sync: { status: sync, revision: PRESENT },
      health: { status: health },
      reconciledAt: minutesAgo(1),
      resources,
      conditions,
      ...(state ? { operationState: state } : {}),
    },
    ...(operation ? { operation } : {}),
  };
}

/** A sync that failed. */
export function failedState(
  results: readonly ResourceResult[],
  options: {
    readonly message?: string;
    readonly revision?: string;
    readonly phase?: string;
  } = {},
): OperationState {
  const { message, revision = PRESENT, phase = "Failed" } = options;
  return {
    phase,
    message: message ??
      "one or more synchronization tasks completed unsuccessfully",
    startedAt: minutesAgo(10),
    finishedAt: minutesAgo(9),
    operation: { sync: { revision }, initiatedBy: { username: "admin" } },
    syncResult: { resources: results, revision },
  };
}

/** Facts with the parts that a test is about; all else is empty. */
export function facts(
  about: Application,
  parts: Partial<Omit<Facts, "application">> & {
    readonly live?: readonly Manifest[];
    readonly managed?: readonly ManagedResource[];
  } = {},
): Facts {
  const { live = [], managed = [], ...others } = parts;
  const objects = live.map((object) => {
    const { metadata, kind = "", apiVersion = "" } = object;
    const { name, namespace } = isRecord(metadata) ? metadata : {};
    const api = String(apiVersion);
    const ref = {
      group: api.includes("/") ? api.split("/")[0] ?? "" : "",
      kind: String(kind),
      namespace: String(namespace ?? ""),
      name: String(name),
    };
    return { ref, object };
  });
  return {
    now: NOW,
    ref: "shop",
    application: about,
    ...NOTHING_READ,
    compared: managed.length > 0 ? compareResources(about, managed) : undefined,
    managed,
    objects: new Map(
      objects.map(({ ref, object }) => [keyOf(ref), object]),
    ),
    pods: objects.filter(({ ref }) => ref.kind === "Pod").map((
      { ref, object },
    ) => podFacts(ref, object)),
    ...others,
  };
}

/** One resource of which both sides are known. */
export function managed(
  { kind, name, group = "", apiVersion = "v1" }: {
    readonly kind: string;
    readonly name: string;
    readonly group?: string;
    readonly apiVersion?: string;
  },
  live: Manifest,
  desired: Manifest,
): ManagedResource {
  const common = { apiVersion, kind, metadata: { name, namespace: "shop" } };
  return {
    group,
    kind,
    namespace: "shop",
    name,
    normalizedLiveState: JSON.stringify({ ...common, ...live }),
    predictedLiveState: JSON.stringify({ ...common, ...desired }),
  };
}

/** The facts of a sync in which Kubernetes refused one object with a message. */
export function refused(
  message: string,
  ref: ResourceResult = {
    group: "apps",
    version: "v1",
    kind: "Deployment",
    namespace: "shop",
    name: "web",
  },
): Facts {
  const result = { ...ref, status: "SyncFailed", message };
  return facts(application({ state: failedState([result]) }));
}

/** A node of the tree. */
export function node(
  of: Partial<ResourceNode> & {
    readonly kind: string;
    readonly name: string;
  },
): ResourceNode {
  return { version: "v1", namespace: "shop", uid: `uid-${of.name}`, ...of };
}

/** What a rule finds, in short: name and sentence. */
export function found(rule: Rule, about: Facts): readonly string[] {
  return rule.look(about).map(({ rule, summary }) => `${rule}: ${summary}`);
}
