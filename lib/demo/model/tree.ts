/**
 * The resource tree: managed objects, all that they own, and orphans where the project asks for them. A
 * missing object stands in it without uid or version.
 *
 * @module
 */
import type { Application } from "./application.ts";
import type { Cluster } from "./cluster.ts";
import type { Compared } from "./comparison.ts";
import { belongsTo } from "./desired_state.ts";
import { healthOf } from "./health.ts";
import { type Dict, dig, digDict, digList, digText, isDict } from "./json.ts";
import {
  compareRefs,
  groupAndVersion,
  imagesOf,
  keyOf,
  type KubeObject,
  refFields,
  refOf,
} from "./kube_object.ts";
import { serviceEndpoints } from "./service_endpoints.ts";
import type { World } from "./world.ts";

/** The tree of an application: managed objects, everything below them, and orphans. */
export interface Tree {
  readonly nodes: readonly Dict[];
  readonly orphanedNodes: readonly Dict[];
  readonly hosts: readonly Dict[];
  /** The live objects behind nodes and orphans, by key. */
  readonly objects: ReadonlyMap<string, KubeObject>;
}

/** Builds the tree from what was compared and what lives. */
export function buildTree(
  world: World,
  app: Application,
  cluster: Cluster,
  compared: readonly Compared[],
): Tree {
  const objects = new Map<string, KubeObject>();
  const missing: Dict[] = [];
  for (const { ref, live } of compared) {
    if (live !== undefined) addWithChildren(cluster, live, objects);
    else missing.push({ ...refFields(ref), health: { status: "Missing" } });
  }
  if (world.features.showsEndpoints) addEndpoints(objects);
  const nodes = [...objects.values()].map((object) =>
    nodeFields(world, cluster, object)
  );
  nodes.push(...missing);
  nodes.sort(byRef);
  const hosts = hostsOf([...objects.values()]);
  const orphans: Dict[] = [];
  const project = world.projects.get(app.spec.project);
  if (dig(project, "spec", "orphanedResources") !== undefined) {
    for (const object of cluster.objects.values()) {
      if (
        object.metadata.namespace !== app.spec.destination.namespace ||
        objects.has(keyOf(refOf(object)))
      ) continue;
      if (
        (object.metadata.ownerReferences ?? []).length > 0 ||
        ownedByAny(world, object)
      ) continue;
      objects.set(keyOf(refOf(object)), object);
      orphans.push(nodeFields(world, cluster, object));
    }
    orphans.sort(byRef);
  }
  return { nodes, orphanedNodes: orphans, hosts, objects };
}

function ownedByAny(world: World, object: KubeObject): boolean {
  for (const record of world.applications.values()) {
    if (belongsTo(world, record.app, object)) return true;
  }
  return false;
}

function addWithChildren(
  cluster: Cluster,
  object: KubeObject,
  into: Map<string, KubeObject>,
): void {
  into.set(keyOf(refOf(object)), object);
  for (const child of cluster.ownedBy(object.metadata.uid ?? "")) {
    if (!into.has(keyOf(refOf(child)))) addWithChildren(cluster, child, into);
  }
}

function addEndpoints(objects: Map<string, KubeObject>): void {
  for (const object of [...objects.values()]) {
    if (object.kind !== "Service") continue;
    for (const one of serviceEndpoints(object)) {
      objects.set(keyOf(refOf(one)), one);
    }
  }
}

function byRef(left: Dict, right: Dict): number {
  const ref = (node: Dict) => ({
    group: digText(node, "group"),
    version: "",
    kind: digText(node, "kind"),
    namespace: digText(node, "namespace"),
    name: digText(node, "name"),
  });
  return compareRefs(ref(left), ref(right));
}

function nodeFields(world: World, cluster: Cluster, object: KubeObject): Dict {
  const health = healthOf(object);
  const info = infoOf(object);
  const networking = networkingOf(object);
  const parents = (object.metadata.ownerReferences ?? []).map((owner) => {
    const { group, version } = groupAndVersion(owner.apiVersion);
    return {
      ...(group === "" ? {} : { group }),
      ...(world.features.parentVersion ? { version } : {}),
      kind: owner.kind,
      ...(object.metadata.namespace === undefined
        ? {}
        : { namespace: object.metadata.namespace }),
      name: owner.name,
      uid: owner.uid,
    };
  }).filter((parent) =>
    parent.kind === "Service" ||
    parent.kind !== "ApplicationSet" && cluster.ownedBy(parent.uid).length > 0
  );
  const images = object.kind === "Pod" ? imagesOf(object) : [];
  return {
    ...refFields(refOf(object)),
    uid: object.metadata.uid,
    ...(parents.length === 0 ? {} : { parentRefs: parents }),
    ...(info.length === 0 ? {} : { info }),
    ...(networking === undefined ? {} : { networkingInfo: networking }),
    resourceVersion: object.metadata.resourceVersion,
    ...(images.length === 0 ? {} : { images }),
    ...(health === undefined ? {} : { health }),
    createdAt: object.metadata.creationTimestamp,
  };
}

function infoOf(object: KubeObject): Dict[] {
  const revision = digText(
    object,
    "metadata",
    "annotations",
    "deployment.kubernetes.io/revision",
  );
  if (revision !== "") return [{ name: "Revision", value: `Rev:${revision}` }];
  if (object.kind !== "Pod") return [];
  const statuses = digList(object, "status", "containerStatuses");
  const ready =
    statuses.filter((status) => dig(status, "ready") === true).length;
  const restarts = statuses.reduce<number>(
    (sum, status) => sum + Number(dig(status, "restartCount") ?? 0),
    0,
  );
  const waiting = statuses.map((status) =>
    digText(status, "state", "waiting", "reason")
  ).find((reason) => reason !== "");
  const ended = statuses.map((status) =>
    digText(status, "state", "terminated", "reason")
  ).find((reason) => reason !== "");
  const going = waiting !== undefined || ended === undefined;
  return [
    {
      name: "Status Reason",
      value: waiting ?? ended ?? digText(object, "status", "phase"),
    },
    { name: "Node", value: digText(object, "spec", "nodeName") },
    { name: "Containers", value: `${ready}/${statuses.length}` },
    ...(restarts > 0
      ? [{ name: "Restart Count", value: String(restarts) }]
      : []),
    ...(going
      ? [{ name: "cpu", value: "0" }, { name: "memory", value: "0" }]
      : []),
  ];
}

function networkingOf(object: KubeObject): Dict | undefined {
  if (object.kind === "Pod") return { labels: { ...object.metadata.labels } };
  if (object.kind === "Service") {
    return { targetLabels: { ...digDict(object, "spec", "selector") } };
  }
  return undefined;
}

function hostsOf(objects: readonly KubeObject[]): Dict[] {
  const names = new Set<string>();
  for (const object of objects) {
    if (object.kind === "Pod") names.add(digText(object, "spec", "nodeName"));
  }
  return [...names].filter((name) => name !== "").sort().map((name) => ({
    name,
    resourcesInfo: [
      { resourceName: "cpu", capacity: 8000 },
      { resourceName: "memory", capacity: 34359738368000 },
    ],
    systemInfo: {
      machineID: "",
      systemUUID: "",
      bootID: "",
      kernelVersion: "6.8.0",
      osImage: "Demo Linux 12",
      containerRuntimeVersion: "containerd://2.1.4",
      kubeletVersion: "v1.36.1",
      kubeProxyVersion: "v1.36.1",
      operatingSystem: "linux",
      architecture: "amd64",
    },
  })).filter(isDict);
}

/** Images of the pods and hooks of a tree, sorted: what `status.summary.images` shows. */
export function treeImages(tree: Tree): string[] {
  const images = new Set<string>();
  for (const node of tree.nodes) {
    for (
      const image of digList(node, "images")
    ) if (typeof image === "string") images.add(image);
  }
  return [...images].sort();
}
