/**
 * Siblings of the recorded sources that cannot be read or rendered.
 *
 * @module
 */
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import { type Plan } from "./plan.ts";
import { around, aside, sibling } from "./sibling_parts.ts";

const ONE =
  "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = ";

/** The comparison fails; what was deployed before runs on. */
function unread(
  { says, ...plan }: Omit<Plan, "conditions" | "cause"> & {
    readonly namespace: string;
    readonly says: string;
  },
): RecordedFault {
  return sibling({
    ...plan,
    cause: plan.title,
    conditions: [["ComparisonError", says]],
  });
}

export const SIBLING_SOURCES = [
  // f27. Helm's `required`; the release of before serves.
  unread({
    id: "y27-identity",
    namespace: "identity",
    title: "A chart demands a value that is not set",
    proofs: ["oidc.clientId is required"],
    objects: around("identity"),
    spec: {
      source: {
        repoURL: "https://git.example.test/platform/charts.git",
        path: "charts/identity",
        targetRevision: "main",
        helm: { valueFiles: ["values-prod.yaml"] },
      },
    },
    says:
      `${ONE}Manifest generation error (cached): failed to execute helm template command: failed running helm: \`helm template . --name-template y27-identity --namespace identity --kube-version 1.36.1 --values <path to cached source>/charts/identity/values-prod.yaml <api versions removed> --include-crds\` failed exit status 1: Error: execution error at (identity/templates/secret.yaml:9:20): oidc.clientId is required\n\nUse --debug flag to render out invalid YAML`,
  }),
  // f28. Kustomize (kustomize issue 4804 and others): what an overlay refers to is gone.
  unread({
    id: "y28-depot",
    namespace: "depot-prod",
    title: "A component of an overlay does not exist",
    proofs: ["components/redis"],
    objects: aside("depot-cache"),
    says:
      `${ONE}Manifest generation error (cached): \`kustomize build <path to cached source>/apps/depot/overlays/prod\` failed exit status 1: Error: accumulating components: accumulateDirectory: "couldn't make target for path '<path to cached source>/apps/depot/components/redis': unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '<path to cached source>/apps/depot/components/redis'"`,
  }),
  // f29. util/versions/tags.go: the range of a chart matches nothing.
  unread({
    id: "y29-broker",
    namespace: "broker",
    title: "No version of a chart is in the range",
    proofs: ["version matching constraint not found"],
    objects: around("broker"),
    spec: {
      source: {
        repoURL: "https://charts.example.test/stable",
        chart: "broker",
        targetRevision: "5.3.x",
      },
    },
    says:
      `${ONE}invalid revision: version matching constraint not found in 37 tags`,
  }),
  // f30. Git over ssh behind a firewall.
  unread({
    id: "y30-fleet",
    namespace: "fleet",
    title: "The Git host does not answer",
    proofs: ["dial tcp 10.20.0.7:22: i/o timeout"],
    objects: aside("fleet-state"),
    spec: {
      source: {
        repoURL: "ssh://git@git.internal.example.test/platform/fleet.git",
        path: "prod",
        targetRevision: "main",
      },
    },
    says: `${ONE}failed to list refs: dial tcp 10.20.0.7:22: i/o timeout`,
  }),
  // f32. crypto/x509 on an authority of the company; a Helm repository.
  unread({
    id: "y32-charts",
    namespace: "reports",
    title: "Nobody knows the authority of the chart repository",
    proofs: ["certificate signed by unknown authority"],
    objects: around("reports"),
    spec: {
      source: {
        repoURL: "https://charts.corp.example.test",
        chart: "reports",
        targetRevision: "2.4.1",
      },
    },
    says:
      `${ONE}error fetching chart: failed to fetch chart: failed to get index: Get "https://charts.corp.example.test/index.yaml": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
  }),
  // f74. Helm's loader on a values file of the other source.
  unread({
    id: "y74-mesh",
    namespace: "mesh",
    title: "The values file of the other source does not exist",
    proofs: ["envs/eu/values.yaml: no such file or directory"],
    objects: around("mesh-ui"),
    spec: {
      sources: [
        {
          repoURL: "https://charts.example.test/stable",
          chart: "mesh",
          targetRevision: "1.26.0",
          helm: { valueFiles: ["$config/envs/eu/values.yaml"] },
        },
        {
          repoURL: "https://git.example.test/platform/config.git",
          targetRevision: "main",
          ref: "config",
        },
      ],
    },
    says:
      "Failed to load target state: failed to generate manifest for source 1 of 2: rpc error: code = Unknown desc = Manifest generation error (cached): failed to execute helm template command: failed running helm: `helm template . --name-template y74-mesh --namespace mesh --kube-version 1.36.1 --values <path to cached source>/envs/eu/values.yaml <api versions removed> --include-crds` failed exit status 1: Error: open <path to cached source>/envs/eu/values.yaml: no such file or directory",
  }),
];
