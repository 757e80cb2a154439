/**
 * Objects of operators as their status says it: some with a health check in Argo CD, most without. The members are those
 * of each operator's published API.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ownFault } from "./builder.ts";
import { deployment } from "./deployments.ts";
import { ago, type Health } from "./plan.ts";
import { running } from "./workloads.ts";

const WEB = deployment({
  name: "web",
  pods: [{
    phase: "Running",
    ready: true,
    containers: [{ status: running() }],
  }],
});

type Condition = readonly [
  type: string,
  status: "True" | "False" | "Unknown",
  reason?: string,
  message?: string,
];

/** The status of an operator that writes conditions. */
function conditions(...list: readonly Condition[]): Manifest {
  return {
    conditions: list.map(([type, status, reason, message]) => ({
      type,
      status,
      ...(reason ? { reason } : {}),
      ...(message ? { message } : {}),
      lastTransitionTime: ago(45),
    })),
  };
}

interface About {
  readonly status: Manifest;
  readonly proof?: string;
  readonly health?: Health;
}

function operated(
  id: string,
  [apiVersion, kind]: readonly [string, string],
  { status, proof, health }: About,
) {
  const title = `${kind} of ${apiVersion.split("/")[0]}`;
  return ownFault({
    id,
    title,
    kind: proof ? "fault" : "twin",
    cause: title,
    ...(proof ? { proofs: [proof] } : {}),
    objects: [...WEB, {
      apiVersion,
      kind,
      name: "main",
      live: { spec: {}, status },
      ...(health ? { health } : {}),
    }],
  });
}

export const GAP_OPERATORS = [
  operated("k01-mongodb", [
    "mongodbcommunity.mongodb.com/v1",
    "MongoDBCommunity",
  ], {
    status: {
      phase: "Failed",
      message:
        "error validating new Spec: TLS can't be set to disabled after it has been enabled",
      currentMongoDBMembers: 3,
    },
    proof: "error validating new Spec",
  }),
  operated("k02-rabbitmq", ["rabbitmq.com/v1beta1", "RabbitmqCluster"], {
    status: conditions(
      ["AllReplicasReady", "False", "NotAllPodsReady", "0/3 Pods ready"],
      ["ClusterAvailable", "False", "NoEndpointsAvailable"],
      [
        "ReconcileSuccess",
        "False",
        "Error",
        "statefulsets.apps is forbidden: exceeded quota: objects",
      ],
    ),
    health: { status: "Degraded", message: "0/3 Pods ready" },
    proof: "exceeded quota: objects",
  }),
  operated("k03-cluster-api", [
    "cluster.x-k8s.io/v1beta1",
    "MachineDeployment",
  ], {
    status: {
      phase: "Failed",
      failureReason: "InvalidConfiguration",
      failureMessage: "instance type m9.huge is not supported",
    },
    proof: "InvalidConfiguration",
  }),
  operated("k04-percona", [
    "pxc.percona.com/v1",
    "PerconaXtraDBCluster",
  ], {
    status: {
      state: "error",
      message: ["Error: wrong PXC options: upgrade from 5.7 is not possible"],
    },
    proof: "wrong PXC options",
  }),
  operated("k05-spark", [
    "sparkoperator.k8s.io/v1beta2",
    "SparkApplication",
  ], {
    status: {
      applicationState: {
        state: "FAILED",
        errorMessage: "driver container failed with ExitCode: 1, Reason: Error",
      },
    },
    proof: "driver container failed with ExitCode: 1",
  }),
  operated("k06-longhorn", ["longhorn.io/v1beta2", "Volume"], {
    status: {
      state: "detached",
      robustness: "faulted",
      ...conditions([
        "Scheduled",
        "False",
        "ReplicaSchedulingFailure",
        "insufficient storage",
      ]),
    },
    proof: "insufficient storage",
  }),
  operated("k07-knative", ["serving.knative.dev/v1", "Service"], {
    status: conditions(
      [
        "ConfigurationsReady",
        "False",
        "RevisionFailed",
        'Revision "main-1" failed with message: Unable to fetch image "a:b".',
      ],
      ["RoutesReady", "Unknown", "RevisionMissing", "Configuration is waiting"],
    ),
    health: { status: "Degraded" },
    proof: "Unable to fetch image",
  }),
  operated("k08-flux", ["helm.toolkit.fluxcd.io/v2", "HelmRelease"], {
    status: conditions([
      "Ready",
      "False",
      "InstallFailed",
      "install retries exhausted",
    ]),
    proof: "install retries exhausted",
  }),
  operated("k09-config-connector", [
    "storage.cnrm.cloud.google.com/v1beta1",
    "StorageBucket",
  ], {
    status: conditions([
      "Ready",
      "False",
      "UpdateFailed",
      "Update call failed: error applying desired state: the bucket's name is taken",
    ]),
    health: { status: "Degraded", message: "Update call failed" },
    proof: "the bucket's name is taken",
  }),
  // From here on all is well, whatever the words.
  operated("k20-knative-route", ["serving.knative.dev/v1", "Route"], {
    status: conditions(
      ["Ready", "True"],
      ["CertificateProvisioned", "True", "TLSNotEnabled"],
    ),
  }),
  operated("k21-openshift", ["config.openshift.io/v1", "ClusterOperator"], {
    status: conditions(
      ["Degraded", "False", "AsExpected"],
      ["Progressing", "False", "AsExpected"],
      ["Available", "True", "AsExpected"],
      ["Upgradeable", "False", "Pinned", "the version is pinned"],
    ),
  }),
  operated("k22-keda-idle", ["keda.sh/v1alpha1", "ScaledObject"], {
    status: conditions(
      ["Ready", "True", "ScaledObjectReady"],
      ["Active", "False", "ScalerNotActive", "triggers are not active"],
      ["Fallback", "False", "NoFallbackFound"],
    ),
    health: { status: "Healthy" },
  }),
  operated("k23-strimzi-topic", ["kafka.strimzi.io/v1beta2", "KafkaTopic"], {
    status: conditions(
      ["Ready", "True"],
      ["Warning", "True", "DeprecatedFields", "a field is deprecated"],
    ),
  }),
  operated("k24-velero", ["velero.io/v1", "Backup"], {
    status: { phase: "Completed", warnings: 3, failureReason: "" },
  }),
  operated("k25-vpa", ["autoscaling.k8s.io/v1", "VerticalPodAutoscaler"], {
    status: conditions(
      ["RecommendationProvided", "False", "", "no pods match"],
      ["NoPodsMatched", "True"],
    ),
  }),
];
