/**
 * Actions on live objects: which ones a release offers, and what they do to the object.
 *
 * @module
 */
import { unknownError } from "./api_error.ts";
import { isAutomated } from "./application.ts";
import { touch } from "./application_events.ts";
import { applyObject } from "./apply.ts";
import type { Cluster } from "./cluster.ts";
import { hash32 } from "./ids.ts";
import { type Dict, dig, digDict, isDict } from "./json.ts";
import { type KubeObject, refOf } from "./kube_object.ts";
import { stamp } from "./time.ts";
import { settle } from "./workloads.ts";
import type { World } from "./world.ts";

/** An action as the list shows it. */
export interface ActionEntry {
  readonly name: string;
  readonly params?: readonly { readonly name: string }[];
  readonly disabled?: boolean;
  readonly iconClass?: string;
  readonly displayName?: string;
}

/** The actions of a live object in this release. */
export function actionsOf(
  world: World,
  object: KubeObject,
): readonly ActionEntry[] {
  const { actionIcons, scaleAction, newerEndpoints } = world.features;
  const icon = (name: string) =>
    actionIcons ? { iconClass: `fa fa-fw fa-${name}` } : {};
  const spec = digDict(object, "spec");
  if (object.kind === "Deployment") {
    const paused = spec["paused"] === true;
    // Before 3.3 `pause` is offered only where the field exists at all.
    const pausable = actionIcons || spec["paused"] !== undefined;
    return [
      { name: "restart", ...icon("redo") },
      ...(pausable
        ? [{
          name: "pause",
          ...(paused ? { disabled: true } : {}),
          ...icon("pause-circle"),
        }]
        : []),
      {
        name: "resume",
        ...(paused ? {} : { disabled: true }),
        ...icon("play-circle"),
      },
      ...(scaleAction
        ? [{
          name: "scale",
          params: [{ name: "replicas" }],
          ...icon("plus-circle"),
        }]
        : []),
    ];
  }
  if (object.kind === "StatefulSet") {
    return [
      { name: "restart", ...icon("redo") },
      ...(scaleAction
        ? [{
          name: "scale",
          params: [{ name: "replicas" }],
          ...icon("plus-circle"),
        }]
        : []),
    ];
  }
  if (object.kind === "CronJob") {
    if (!newerEndpoints) {
      return [{
        name: "create-job",
        iconClass: "fa fa-fw fa-play",
        displayName: "Create Job",
      }];
    }
    return [
      {
        name: "create-job",
        iconClass: "fa fa-fw fa-plus",
        displayName: "Create Job",
      },
      spec["suspend"] === true
        ? { name: "resume", iconClass: "fa fa-fw fa-play" }
        : { name: "suspend", iconClass: "fa fa-fw fa-pause" },
    ];
  }
  if (
    object.kind === "Job" && newerEndpoints &&
    dig(object, "status", "active") === 1
  ) {
    return [{ name: "terminate", iconClass: "fa fa-fw fa-stop" }];
  }
  if (object.kind === "Application" && actionIcons) {
    const app = world.application(
      object.metadata.name,
      object.metadata.namespace,
    )?.app;
    const on = app !== undefined && isAutomated(app.spec);
    return [{
      name: "toggle-auto-sync",
      displayName: on ? "Disable Auto-Sync" : "Enable Auto-Sync",
    }];
  }
  return [];
}

/** Runs an action; one that the list shows as disabled runs all the same. */
export function runAction(
  world: World,
  cluster: Cluster,
  object: KubeObject,
  request: {
    readonly action: string;
    readonly parameters: ReadonlyMap<string, string>;
  },
): void {
  const { action, parameters } = request;
  const known = knownActions(world, object);
  if (!known.includes(action)) {
    const { group } = refOf(object);
    throw unknownError(
      `error getting Lua resource action: built-in script ${
        world.version === "2.14"
          ? `"${group}/${object.kind}/actions/${action}" `
          : ""
      }does not exist`,
    );
  }
  if (object.kind === "Application") return toggleAutoSync(world, object);
  const copy = structuredClone(object);
  const spec = digDict(copy, "spec");
  switch (action) {
    case "restart":
      annotateTemplate(spec, stamp(world.now()));
      break;
    case "pause":
      spec["paused"] = true;
      break;
    case "resume":
      if (copy.kind === "CronJob") spec["suspend"] = false;
      else delete spec["paused"];
      break;
    case "suspend":
      spec["suspend"] = true;
      break;
    case "scale":
      spec["replicas"] = replicasOf(parameters);
      break;
    case "create-job":
      return createJob(world, cluster, copy);
    case "terminate":
      spec["activeDeadlineSeconds"] = 1;
      copy["status"] = {
        conditions: [{
          type: "Failed",
          status: "True",
          reason: "DeadlineExceeded",
          message: "Job was active longer than specified deadline",
        }],
      };
      break;
  }
  settle(world, cluster, cluster.put(copy, { manager: "argocd-server" }));
}

function knownActions(world: World, object: KubeObject): readonly string[] {
  const listed = actionsOf(world, object).map((one) => one.name);
  if (object.kind === "Deployment") return [...listed, "pause", "resume"];
  if (object.kind === "CronJob" && world.features.newerEndpoints) {
    return [...listed, "suspend", "resume"];
  }
  return listed;
}

function annotateTemplate(spec: Dict, time: string): void {
  const template = digDict(spec, "template");
  const metadata = isDict(template["metadata"])
    ? template["metadata"]
    : template["metadata"] = {};
  if (!isDict(metadata)) return;
  metadata["annotations"] = {
    ...digDict(metadata, "annotations"),
    "kubectl.kubernetes.io/restartedAt": time,
  };
}

function replicasOf(parameters: ReadonlyMap<string, string>): number {
  const text = parameters.get("replicas");
  const trouble = "error executing Lua resource action: ";
  if (text === undefined) {
    throw unknownError(
      `${trouble}<string>:5: cannot perform concat operation between string and nil`,
    );
  }
  if (!/^\d+$/.test(text)) {
    throw unknownError(`${trouble}invalid number: ${text}`);
  }
  return Number(text);
}

function createJob(world: World, cluster: Cluster, cron: KubeObject): void {
  const template = digDict(cron, "spec", "jobTemplate");
  const { name, namespace = "", uid = "" } = cron.metadata;
  const job: KubeObject = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: `${name}-${hash32(`${name} ${world.now().getTime()}`) % 100_000}`,
      namespace,
      ownerReferences: [{
        apiVersion: "batch/v1",
        kind: "CronJob",
        name,
        uid,
        controller: true,
      }],
    },
    spec: structuredClone(template["spec"]),
  };
  applyObject(world, cluster, job);
}

function toggleAutoSync(world: World, object: KubeObject): void {
  const record = world.application(
    object.metadata.name,
    object.metadata.namespace,
  );
  if (record === undefined) return;
  const policy = record.app.spec.syncPolicy ??= {};
  policy.automated = {
    ...policy.automated,
    enabled: !isAutomated(record.app.spec),
  };
  record.dirty = true;
  touch(world, record);
}
