/**
 * Objects of operators as their status says it: some with a health check in Argo CD, most without. The members are those
 * of each operator's published API.
 *
 * @module
 */
import { WEB } from "./well.ts";
import { type Condition, conditions } from "./conditions.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ownFault } from "./builder.ts";
import type { Health } from "./plan.ts";

/** The status of an operator that writes conditions. */
function told(...list: readonly Condition[]): Manifest {
  return { conditions: conditions(...list) };
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
    status: told(
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
      ...told([
        "Scheduled",
        "False",
        "ReplicaSchedulingFailure",
        "insufficient storage",
      ]),
    },
    proof: "insufficient storage",
  }),
  operated("k07-knative", ["serving.knative.dev/v1", "Service"], {
    status: told(
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
    status: told([
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
    status: told([
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
    status: told(
      ["Ready", "True"],
      ["CertificateProvisioned", "True", "TLSNotEnabled"],
    ),
  }),
  operated("k21-openshift", ["config.openshift.io/v1", "ClusterOperator"], {
    status: told(
      ["Degraded", "False", "AsExpected"],
      ["Progressing", "False", "AsExpected"],
      ["Available", "True", "AsExpected"],
      ["Upgradeable", "False", "Pinned", "the version is pinned"],
    ),
  }),
  operated("k22-keda-idle", ["keda.sh/v1alpha1", "ScaledObject"], {
    status: told(
      ["Ready", "True", "ScaledObjectReady"],
      ["Active", "False", "ScalerNotActive", "triggers are not active"],
      ["Fallback", "False", "NoFallbackFound"],
    ),
    health: { status: "Healthy" },
  }),
  operated("k23-strimzi-topic", ["kafka.strimzi.io/v1beta2", "KafkaTopic"], {
    status: told(
      ["Ready", "True"],
      ["Warning", "True", "DeprecatedFields", "a field is deprecated"],
    ),
  }),
  operated("k24-velero", ["velero.io/v1", "Backup"], {
    status: { phase: "Completed", warnings: 3, failureReason: "" },
  }),
  operated("k25-vpa", ["autoscaling.k8s.io/v1", "VerticalPodAutoscaler"], {
    status: told(
      ["RecommendationProvided", "False", "", "no pods match"],
      ["NoPodsMatched", "True"],
    ),
  }),
];
