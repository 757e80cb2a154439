/**
 * What the stores of the fleet consist of, and the mix of states they are in. History and field management
 * are bulky on purpose: a list of thousands has to be heavy to show what a client does with it.
 *
 * @module
 */
import type { Application } from "../model/application.ts";
import type { Images } from "../model/images.ts";
import type { KubeObject } from "../model/kube_object.ts";
import type { ApplicationRecord, World } from "../model/world.ts";
import { REGISTRY } from "./images.ts";
import { configMap, deployment, service } from "./manifests.ts";

/** How many resources each generated application manages. */
const RESOURCES = 40;
/** How many entries the history of a store has. */
export const HISTORY = 10;
/** Where stores are. */
export const REGIONS = ["eu-1", "eu-2", "us-1", "ap-1"];

/** The mix of states: most are fine, some of every kind are not. */
export const STATES = [
  { below: 88, sync: "Synced", health: "Healthy", phase: "Succeeded" },
  { below: 93, sync: "OutOfSync", health: "Healthy", phase: "Succeeded" },
  { below: 96, sync: "Synced", health: "Degraded", phase: "Succeeded" },
  { below: 98, sync: "Synced", health: "Progressing", phase: "Succeeded" },
  { below: 99, sync: "OutOfSync", health: "Missing", phase: "Failed" },
  { below: 100, sync: "Unknown", health: "Healthy", phase: "Error" },
] as const;

/** The image a store runs; the state of the store follows from it. */
export function imageOf(health: string, number: number): string {
  const name = health === "Degraded"
    ? "store-crashing"
    : health === "Progressing"
    ? "store-unpublished"
    : "store";
  return `${REGISTRY}/${name}:4.${number % 7}.0`;
}

/** Tells the world how the images of stores that are not fine behave. */
export function describeStoreImages(images: Images): void {
  for (let minor = 0; minor < 7; minor++) {
    images.set(`${REGISTRY}/store-crashing:4.${minor}.0`, {
      state: "crash",
      exitCode: 1,
      logs: [
        "INFO store starting",
        "ERROR price list is older than a day, refusing to open",
      ],
      previousLogs: [
        "INFO store starting",
        "ERROR price list is older than a day, refusing to open",
      ],
    });
    images.set(`${REGISTRY}/store-unpublished:4.${minor}.0`, {
      state: "pull",
    });
  }
}

/** Whether a store has come to a cluster. */
export function hasResources(
  { sync, health }: typeof STATES[number],
): boolean {
  return sync !== "Unknown" && health !== "Missing";
}

const LOADING =
  "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = ";

function missingPath({ spec }: Application): string {
  return `${spec.source?.path}: app path does not exist`;
}

/** What Argo CD says of the last sync of a store. */
export function operationMessage(app: Application): string {
  switch (app.status.operationState?.phase) {
    case "Succeeded":
      return "successfully synced (all tasks run)";
    case "Error":
      return `ComparisonError: ${LOADING}${missingPath(app)}`;
    default:
      return "one or more objects failed to apply, reason: namespaces is forbidden: " +
        'User "system:serviceaccount:argocd:argocd-application-controller" cannot create resource "namespaces" ' +
        'in API group "" at the cluster scope';
  }
}

/** The conditions of a store that cannot be compared; others have none. */
export function conditionsOf(
  app: Application,
): Pick<Application["status"], "conditions"> {
  const { sync, health } = app.status;
  if (sync.status !== "Unknown") return {};
  return {
    conditions: [{
      type: "ComparisonError",
      message: `${LOADING}Manifest generation error (cached): ${
        missingPath(app)
      }`,
      lastTransitionTime: health.lastTransitionTime ?? "",
    }],
  };
}

/** The state of a store whose sync was refused. */
export function withFailure(
  record: ApplicationRecord,
  light: Application,
): ApplicationRecord {
  const state = light.status.operationState;
  if (state !== undefined) {
    record.app.status.operationState = {
      ...state,
      message: operationMessage(light),
    };
  }
  return record;
}

/** Somebody changed a setting of a store by hand. */
export function editByHand(world: World, name: string): void {
  const live = world.home.get({
    group: "",
    kind: "ConfigMap",
    namespace: name,
    name: `${name}-settings-2`,
  });
  if (live !== undefined) {
    world.home.put({ ...live, data: { STORE: "temporarily closed" } }, {
      manager: "kubectl-edit",
    });
  }
}

/** Helm values that every entry of the history repeats. */
export const BULK =
  "storefront:\n  replicas: 2\n  currency: EUR\n  features:\n    - pickup\n    - gift-cards\n    - returns\n"
    .repeat(5);

/** The resources of a store. */
export function resourcePlan(): {
  kind: string;
  group: string;
  suffix: string;
}[] {
  const plan = [
    { kind: "Service", group: "", suffix: "" },
    { kind: "Deployment", group: "apps", suffix: "" },
  ];
  for (let number = plan.length; number < RESOURCES; number++) {
    plan.push({ kind: "ConfigMap", group: "", suffix: `-settings-${number}` });
  }
  return plan;
}

/** The manifests of a store. */
export function storeObjects(name: string, image: string): KubeObject[] {
  return resourcePlan().map(({ kind, suffix }) =>
    kind === "Service"
      ? service(name)
      : kind === "Deployment"
      ? deployment(name, [{ name: "store", image }], { replicas: 2 })
      : configMap(`${name}${suffix}`, { STORE: name })
  );
}

/** Field management of about two kilobytes. */
export function managedFields(time: string): unknown[] {
  return [{
    manager: "argocd-application-controller",
    operation: "Update",
    apiVersion: "argoproj.io/v1alpha1",
    time,
    fieldsType: "FieldsV1",
    fieldsV1: Object.fromEntries(
      Array.from(
        { length: 60 },
        (
          _one,
          number,
        ) => [`f:field-${number}`, { ".": {}, "f:value": {}, "f:time": {} }],
      ),
    ),
  }];
}
