/**
 * Kubernetes objects: their references, keys, order and the annotations Argo CD reads.
 *
 * @module
 */
import { type Dict, dig, digText } from "./json.ts";

/** An owner of a Kubernetes object. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Metadata of a Kubernetes object, as far as the simulator works with it. */
export interface KubeMetadata {
  name: string;
  namespace?: string;
  generateName?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: unknown[];
  [field: string]: unknown;
}

/** A Kubernetes object in its JSON form. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: KubeMetadata;
  [field: string]: unknown;
}

/** What identifies an object inside a cluster. */
export interface ResourceRef {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The annotation in which kubectl keeps what was applied last. */
export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
/** The annotation by which Argo CD 3 knows its objects. */
export const TRACKING_ID = "argocd.argoproj.io/tracking-id";
/** The label by which Argo CD 2 knows its objects. */
export const INSTANCE_LABEL = "app.kubernetes.io/instance";
/** Makes an object a hook. */
const HOOK = "argocd.argoproj.io/hook";

/** The finalizer that makes a deletion take the workloads along. */
export const RESOURCES_FINALIZER = "resources-finalizer.argocd.argoproj.io";

const CLUSTER_SCOPED = new Set([
  "Namespace",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "PersistentVolume",
  "StorageClass",
]);

/** Whether objects of that kind live in a namespace. */
export function isNamespaced(kind: string): boolean {
  return !CLUSTER_SCOPED.has(kind);
}

/** The parts of an `apiVersion`; the core group is `""`. */
export function groupAndVersion(
  apiVersion: string,
): Pick<ResourceRef, "group" | "version"> {
  const slash = apiVersion.indexOf("/");
  return {
    group: slash < 0 ? "" : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
  };
}

/** Group, version, kind, namespace and name of an object; the core group is `""`. */
export function refOf(object: KubeObject): ResourceRef {
  return {
    ...groupAndVersion(object.apiVersion),
    kind: object.kind,
    namespace: object.metadata.namespace ?? "",
    name: object.metadata.name,
  };
}

/** A reference as the API writes it: an empty group or namespace is left out. */
export function refFields(ref: ResourceRef): {
  group?: string;
  version: string;
  kind: string;
  namespace?: string;
  name: string;
} {
  const { group, version, kind, namespace, name } = ref;
  return {
    ...(group === "" ? {} : { group }),
    version,
    kind,
    ...(namespace === "" ? {} : { namespace }),
    name,
  };
}

/** The key of an object inside a cluster, the version left out. */
export function keyOf(ref: Omit<ResourceRef, "version">): string {
  return `${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`;
}

/** The mark by which Argo CD knows its objects: `app:group/Kind:namespace/name`. */
export function trackingId(application: string, ref: ResourceRef): string {
  return `${application}:${ref.group}/${ref.kind}:${ref.namespace}/${ref.name}`;
}

/** Order of Argo CD's lists: group, kind, namespace, name. */
export function compareRefs(left: ResourceRef, right: ResourceRef): number {
  return compareText(left.group, right.group) ||
    compareText(left.kind, right.kind) ||
    compareText(left.namespace, right.namespace) ||
    compareText(left.name, right.name);
}

/** Order of texts by code unit, the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The hook phases an object asks for, empty for an ordinary object. */
export function hookTypes(object: KubeObject): readonly string[] {
  const text = digText(object, "metadata", "annotations", HOOK);
  return text === "" ? [] : text.split(",").map((part) => part.trim());
}

/** The sync wave of an object. */
export function waveOf(object: KubeObject): number {
  return Number(
    digText(
      object,
      "metadata",
      "annotations",
      "argocd.argoproj.io/sync-wave",
    ) || "0",
  );
}

/** Images of a pod template or pod, or none. */
export function imagesOf(object: KubeObject): readonly string[] {
  const spec = podSpecOf(object);
  const images: string[] = [];
  for (const list of ["initContainers", "containers"]) {
    const containers = spec?.[list];
    if (!Array.isArray(containers)) continue;
    for (const container of containers) {
      const image = digText(container, "image");
      if (image !== "") images.push(image);
    }
  }
  return [...new Set(images)];
}

/** The pod spec inside an object, if it has one. */
function podSpecOf(object: KubeObject): Dict | undefined {
  const spec = object.kind === "Pod"
    ? dig(object, "spec")
    : object.kind === "CronJob"
    ? dig(object, "spec", "jobTemplate", "spec", "template", "spec")
    : dig(object, "spec", "template", "spec");
  return typeof spec === "object" && spec !== null ? spec as Dict : undefined;
}
