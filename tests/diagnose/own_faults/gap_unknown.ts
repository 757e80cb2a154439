/**
 * Kinds that no rule can know, and messages that nobody expects: what decides has to be shown nevertheless.
 *
 * @module
 */
import { WEB } from "./well.ts";
import { ownFault } from "./builder.ts";
import { ago, type PlannedObject } from "./plan.ts";

/** One custom resource beside a Deployment that is well. */
function custom(
  id: string,
  [apiVersion, kind, name]: readonly [string, string, string],
  { title, proofs, ...rest }:
    & { readonly title: string; readonly proofs: readonly string[] }
    & Pick<PlannedObject, "live" | "health" | "events">,
) {
  return ownFault({
    id,
    title,
    cause: title,
    proofs,
    objects: [...WEB, { apiVersion, kind, name, ...rest }],
  });
}

export const GAP_UNKNOWN = [
  // KEDA (keda: scaledobject controller); Argo CD 3.x has a health check that takes the condition's message.
  custom("u01-keda", ["keda.sh/v1alpha1", "ScaledObject", "worker"], {
    title: "KEDA cannot ask the queue",
    proofs: ["no such host"],
    live: {
      spec: { scaleTargetRef: { name: "web" } },
      status: {
        conditions: [
          {
            type: "Ready",
            status: "False",
            reason: "ScaledObjectCheckFailed",
            message:
              "Triggers defined in ScaledObject are not working correctly",
          },
          {
            type: "Active",
            status: "Unknown",
            reason: "UnknownState",
            message:
              "Some triggers defined in ScaledObject are not working correctly",
          },
          { type: "Fallback", status: "False", reason: "NoFallbackFound" },
        ],
      },
    },
    health: {
      status: "Degraded",
      message: "Triggers defined in ScaledObject are not working correctly",
    },
    events: [{
      reason: "KEDAScalerFailed",
      message:
        "error establishing rabbitmq connection: dial tcp: lookup rabbit.shop.svc on 10.96.0.10:53: no such host",
      from: "keda-operator",
      since: 29,
      count: 58,
    }],
  }),
  // Zalando's operator: one word in the status, the reason in an event.
  custom("u02-zalando", ["acid.zalan.do/v1", "postgresql", "orders"], {
    title: "An operator tells one word, and an event the rest",
    proofs: ["pod disruption budgets is forbidden"],
    live: {
      spec: { teamId: "shop", numberOfInstances: 2 },
      status: { PostgresClusterStatus: "CreateFailed" },
    },
    events: [{
      reason: "Create",
      message:
        "could not create cluster: could not create pod disruption budget: pod disruption budgets is forbidden for this operator",
      from: "postgres-operator",
      since: 29,
      count: 11,
    }],
  }),
  // Flink's operator: an error as JSON text in the status, no conditions.
  custom("u03-flink", ["flink.apache.org/v1beta1", "FlinkDeployment", "etl"], {
    title: "A job manager cannot restore, said as JSON in a text",
    proofs: ["Could not find checkpoint or savepoint"],
    live: {
      spec: { job: { state: "running", upgradeMode: "savepoint" } },
      status: {
        jobManagerDeploymentStatus: "MISSING",
        lifecycleState: "FAILED",
        error:
          '{"type":"org.apache.flink.kubernetes.operator.exception.UpgradeFailureException","message":"Could not find checkpoint or savepoint for s3://etl/sp-17","stackTrace":"org.apache.flink...","throwableList":[]}',
      },
    },
    health: { status: "Degraded" },
  }),
  // AWS Controllers for Kubernetes: a condition whose status True is bad.
  custom("u04-ack", ["s3.services.k8s.aws/v1alpha1", "Bucket", "media"], {
    title: "A condition that is bad when it is true",
    proofs: ["BucketAlreadyExists"],
    live: {
      spec: { name: "media" },
      status: {
        conditions: [
          {
            type: "ACK.Terminal",
            status: "True",
            message:
              "BucketAlreadyExists: The requested bucket name is not available. The bucket namespace is shared by all users of the system.",
          },
          {
            type: "ACK.ResourceSynced",
            status: "False",
            message: "Resource not synced",
          },
        ],
      },
    },
    health: {
      status: "Degraded",
      message:
        "BucketAlreadyExists: The requested bucket name is not available. The bucket namespace is shared by all users of the system.",
    },
  }),
  // Elastic Cloud on Kubernetes: phase and health words, an event says why. No health of Argo CD.
  custom("u05-elastic", [
    "elasticsearch.k8s.elastic.co/v1",
    "Elasticsearch",
    "logs",
  ], {
    title: "A cluster is red, and an event tells which change is refused",
    proofs: ["volume claim templates can only have their storage requests"],
    live: {
      spec: { version: "8.15.0" },
      status: { health: "red", phase: "Invalid", version: "8.14.1" },
    },
    health: {
      status: "Degraded",
      message: "Elasticsearch Cluster status is Red",
    },
    events: [{
      reason: "ReconciliationError",
      message:
        "Failed to apply spec change: volume claim templates can only have their storage requests increased, if the storage class allows volume expansion",
      from: "elasticsearch-controller",
      since: 29,
      count: 17,
    }],
  }),
  // Tekton: pipelines as hooks are not known to Argo CD by their kind.
  custom("u06-tekton", ["tekton.dev/v1", "PipelineRun", "release-41"], {
    title: "A pipeline run could not be started",
    proofs: ["Pipeline shop/release can't be found"],
    live: {
      spec: { pipelineRef: { name: "release" } },
      status: {
        completionTime: ago(25),
        conditions: [{
          type: "Succeeded",
          status: "False",
          reason: "CouldntGetPipeline",
          message:
            'Error retrieving pipeline for pipelinerun shop/release-41: error when listing pipelines for pipelineRun release-41: Pipeline shop/release can\'t be found: pipelines.tekton.dev "release" not found',
          lastTransitionTime: ago(25),
        }],
      },
    },
  }),
  // KubeVirt: printableStatus and a condition that names it (kubevirt documentation on DataVolumes).
  custom("u07-kubevirt", ["kubevirt.io/v1", "VirtualMachine", "legacy-erp"], {
    title: "A virtual machine waits for a disk that cannot be imported",
    proofs: ["Unable to connect to http data source"],
    live: {
      spec: { running: true },
      status: {
        printableStatus: "DataVolumeError",
        conditions: [
          {
            type: "Ready",
            status: "False",
            reason: "VMINotExists",
            message: "VMI does not exist",
          },
          {
            type: "Failure",
            status: "True",
            reason: "FailedCreate",
            message:
              "Unable to connect to http data source: expected status code 200, got 404. Status: 404 Not Found",
          },
        ],
      },
    },
    health: { status: "Degraded", message: "FailedCreate" },
  }),
  // A condition of Argo CD that is not in its documentation, in a sentence nobody has foreseen.
  ownFault({
    id: "u08-condition",
    title: "A condition of a type that is new",
    cause: "The hydrator's branch is protected",
    proofs: ["protected branch hook declined"],
    objects: WEB,
    conditions: [[
      "HydrationError",
      "failed to push to branch env/prod: remote: error: GH006: Protected branch update failed for refs/heads/env/prod. ! [remote rejected] env/prod -> env/prod (protected branch hook declined)",
    ]],
  }),
  // A sync result in words of an API server extension.
  ownFault({
    id: "u09-result",
    title: "An extension of the API server answers in its own words",
    cause: "The licence of an aggregated API has ended",
    proofs: ["tenant acme is suspended since 2026-11-01"],
    objects: [...WEB, {
      apiVersion: "tenancy.acme.test/v1",
      kind: "Workspace",
      name: "shop",
      live: null,
      target: { spec: {} },
      sync: "OutOfSync",
      health: { status: "Missing" },
    }],
    operation: {
      phase: "Failed",
      message:
        "one or more objects failed to apply, reason: tenant acme is suspended since 2026-11-01 (ref 88-1)",
      results: {
        "Workspace/shop": {
          status: "SyncFailed",
          message: "tenant acme is suspended since 2026-11-01 (ref 88-1)",
        },
      },
    },
  }),
];
