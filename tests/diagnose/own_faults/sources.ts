/**
 * Sources that cannot be read or rendered, and clusters and projects that stand in the way of a comparison.
 *
 * @module
 */
import { FINE } from "./well.ts";
import { ownFault } from "./builder.ts";
import { deployment } from "./deployments.ts";
import type { PlannedObject } from "./plan.ts";

const ONE = "failed to generate manifest for source 1 of 1: rpc error: code =";

/** Never compared: no resources, no operation. */
function unread(
  id: string,
  { title, cause, proofs, message, spec, argocd, type = "ComparisonError" }: {
    readonly title: string;
    readonly cause: string;
    readonly proofs: readonly string[];
    readonly message: string;
    readonly spec?: Readonly<Record<string, unknown>>;
    readonly argocd?: "2.14" | "3.5";
    readonly type?: string;
  },
) {
  return ownFault({
    id,
    title,
    cause,
    proofs,
    operation: null,
    conditions: [[type, message]],
    ...(spec ? { spec } : {}),
    ...(argocd ? { argocd } : {}),
  });
}

/** It was deployed before, runs well, and cannot be compared any more. */
const RUNNING: readonly PlannedObject[] = deployment({
  name: "web",
  pods: [FINE],
});

export const SOURCES = [
  // argo-cd issue 24183, 3.1.
  unread("o40-host-key", {
    title: "The Git server's host key is not the known one",
    cause:
      "The SSH host key is not (or no longer) the one in argocd-ssh-known-hosts-cm",
    proofs: ["knownhosts: key mismatch"],
    message:
      `Failed to load target state: ${ONE} Unknown desc = failed to list refs: ssh: handshake failed: knownhosts: key mismatch`,
    spec: {
      source: {
        repoURL: "ssh://git@git.corp.test:7999/shop/deploy.git",
        path: "prod",
        targetRevision: "main",
      },
    },
  }),
  // argo-helm issue 2877: Argo CD 2.14 with a deploy key that was withdrawn.
  unread("o41-publickey", {
    title: "The deploy key is refused",
    cause: "Permission denied (publickey)",
    proofs: ["Permission denied (publickey)"],
    spec: {
      source: {
        repoURL: "git@github.com:acme/deploy.git",
        path: "prod",
        targetRevision: "main",
      },
    },
    argocd: "2.14",
    message:
      `Failed to load target state: ${ONE} Unknown desc = failed to initialize repository resources: rpc error: code = Internal desc = Failed to fetch default: \`git fetch origin --tags --force --prune\` failed exit status 128: git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.`,
  }),
  // GitHub over https: go-git's error for a private repository without credentials.
  unread("o42-auth-required", {
    title: "The repository wants credentials",
    cause: "No (valid) credentials for the repository",
    proofs: ["authentication required: Repository not found."],
    message:
      `Failed to load target state: ${ONE} Unknown desc = failed to list refs: authentication required: Repository not found.`,
    spec: {
      source: {
        repoURL: "https://github.com/acme/deploy-private.git",
        path: "prod",
        targetRevision: "main",
      },
    },
  }),
  // GitLab's own words for a token that has expired.
  unread("o43-gitlab-token", {
    title: "The access token has expired",
    cause: "GitLab refuses the token",
    proofs: ["HTTP Basic: Access denied"],
    spec: {
      source: {
        repoURL: "https://gitlab.corp.test/shop/deploy.git",
        path: "prod",
        targetRevision: "main",
      },
    },
    message:
      `Failed to load target state: ${ONE} Unknown desc = failed to initialize repository resources: rpc error: code = Internal desc = Failed to fetch default: \`git fetch origin --tags --force --prune\` failed exit status 128: remote: HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or you're required to use a token instead of a password.\nfatal: Authentication failed for 'https://gitlab.corp.test/shop/deploy.git/'`,
  }),
  // argo-cd and grafana/alloy issue 3978.
  unread("o44-chart-version", {
    title: "The chart has no such version",
    cause: "Version 8.6.99 of external-dns is not in the repository",
    proofs: ['version "8.6.99" not found'],
    message:
      `Failed to load target state: ${ONE} Unknown desc = error fetching chart: failed to fetch chart: failed to get command args to log: \`helm pull --destination /tmp/bd513b51 --version 8.6.99 --repo https://charts.example.test/stable external-dns\` failed exit status 1: Error: chart "external-dns" version "8.6.99" not found in https://charts.example.test/stable repository`,
    spec: {
      source: {
        repoURL: "https://charts.example.test/stable",
        chart: "external-dns",
        targetRevision: "8.6.99",
      },
    },
  }),
  // Helm's own check of dependencies; the build before it failed.
  unread("o45-chart-dependency", {
    title: "A chart that this one depends on cannot be had",
    cause: "Dependency common is not vendored and cannot be downloaded",
    proofs: ["missing in charts/ directory"],
    message:
      `Failed to load target state: ${ONE} Unknown desc = Manifest generation error (cached): failed to execute helm template command: failed running helm: \`helm template . --name-template o45 --namespace o45 --include-crds\` failed exit status 1: Error: An error occurred while checking for chart dependencies. You may need to run \`helm dependency build\` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: common`,
  }),
  // Helm 3.18 and 4 with the newer JSON schema library.
  unread("o46-values-schema", {
    title: "The values do not fit the chart's schema",
    cause: "replicaCount is a string",
    proofs: ["got string, want integer"],
    message:
      `Failed to load target state: ${ONE} Unknown desc = Manifest generation error (cached): failed to execute helm template command: failed running helm: \`helm template . --name-template o46 --namespace o46 --values /tmp/values.yaml --include-crds\` failed exit status 1: Error: values don't meet the specifications of the schema(s) in the following chart(s):\nshop:\n- at '/replicaCount': got string, want integer\n`,
  }),
  // kustomize, as in opendatahub-operator pull request 2329.
  unread("o47-kustomize-file", {
    title: "Kustomize does not find a file",
    cause: "The overlay names a file that is not there",
    proofs: ["hpa.yaml: no such file or directory"],
    message:
      `Failed to load target state: ${ONE} Unknown desc = Manifest generation error (cached): \`kustomize build <path to cached source>/overlays/prod\` failed exit status 1: Error: accumulating resources: accumulation err='accumulating resources from 'hpa.yaml': open <path to cached source>/overlays/prod/hpa.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '<path to cached source>/overlays/prod/hpa.yaml' : lstat <path to cached source>/overlays/prod/hpa.yaml: no such file or directory`,
  }),
  // kustomize: a patch that matches nothing.
  unread("o48-kustomize-patch", {
    title: "A Kustomize patch has no target",
    cause: "The patched Deployment was renamed",
    proofs: ["no matches for Id Deployment"],
    message:
      `Failed to load target state: ${ONE} Unknown desc = Manifest generation error (cached): \`kustomize build <path to cached source>/overlays/prod\` failed exit status 1: Error: no resource matches strategic merge patch "Deployment.v1.apps/web-old.[noNs]": no matches for Id Deployment.v1.apps/web-old.[noNs]; failed to find unique target for patch Deployment.v1.apps/web-old.[noNs]`,
  }),
  // argo-cd issue 19614.
  unread("o49-plugin-name", {
    title: "There is no such plugin",
    cause: "No sidecar of the repo server offers the plugin",
    proofs: ["couldn't find cmp-server plugin with name"],
    message:
      `Failed to load target state: ${ONE} Unknown desc = Manifest generation error (cached): plugin sidecar failed. couldn't find cmp-server plugin with name "tanka-v1.2" supporting the given repository`,
    spec: {
      source: {
        repoURL: "https://git.example.test/platform/deploy.git",
        path: "tanka",
        targetRevision: "main",
        plugin: { name: "tanka-v1.2" },
      },
    },
  }),
  // gRPC of Argo CD to its own repo server.
  ownFault({
    id: "o50-repo-server",
    title: "Argo CD's repo server is down",
    cause: "The repo server refuses connections",
    proofs: ["10.96.114.7:8081: connect: connection refused"],
    objects: RUNNING,
    conditions: [[
      "ComparisonError",
      'Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 10.96.114.7:8081: connect: connection refused"',
    ]],
  }),
  // argo-cd issue 9233 and client-go: the token of the cluster's secret is no longer valid.
  ownFault({
    id: "o51-cluster-token",
    title: "The cluster no longer accepts Argo CD's token",
    cause: "The credentials of the cluster are invalid",
    proofs: ["the server has asked for the client to provide credentials"],
    operation: null,
    spec: {
      destination: { server: "https://10.8.0.4:6443", namespace: "shop" },
    },
    conditions: [
      [
        "ComparisonError",
        'Failed to load live state: failed to get cluster info for "https://10.8.0.4:6443": error synchronizing cache state : failed to get server version: the server has asked for the client to provide credentials',
      ],
      [
        "ComparisonError",
        'Failed to load target state: failed to get cluster version for cluster "https://10.8.0.4:6443": failed to get cluster info for "https://10.8.0.4:6443": error synchronizing cache state : failed to get server version: the server has asked for the client to provide credentials',
      ],
      [
        "UnknownError",
        "error synchronizing cache state : failed to get server version: the server has asked for the client to provide credentials",
      ],
    ],
    clusters: [{
      server: "https://10.8.0.4:6443",
      name: "edge-4",
      config: { tlsClientConfig: { insecure: false } },
      connectionState: {
        status: "Failed",
        message: "the server has asked for the client to provide credentials",
        attemptedAt: "2026-11-21T08:59:00Z",
      },
      info: {
        connectionState: {
          status: "Failed",
          message: "the server has asked for the client to provide credentials",
          attemptedAt: "2026-11-21T08:59:00Z",
        },
        cacheInfo: {},
        applicationsCount: 3,
      },
    }],
  }),
  // argo-cd: util/argo.ValidatePermissions.
  ownFault({
    id: "o52-source-denied",
    title: "The project does not permit the repository",
    cause: "The repository is not in the project's sourceRepos",
    proofs: ["is not permitted in project 'payments'"],
    operation: null,
    spec: { project: "payments" },
    project: { sourceRepos: ["https://git.example.test/payments/*"] },
    conditions: [[
      "InvalidSpecError",
      "application repo https://git.example.test/platform/deploy.git is not permitted in project 'payments'",
    ]],
    sync: "Unknown",
    health: "Unknown",
  }),
  // argo-cd: the name of a destination that no cluster has (3.x).
  unread("o53-cluster-name", {
    title: "No cluster has the destination's name",
    cause: "The destination names a cluster that is not registered",
    proofs: ["there are no clusters with this name: prod-eu-2"],
    type: "InvalidSpecError",
    spec: { destination: { name: "prod-eu-2", namespace: "shop" } },
    message:
      "application destination spec for o53-cluster-name is invalid: unable to find destination server: there are no clusters with this name: prod-eu-2",
  }),
  // argo-cd issue 25064: comparing on the server with a field that the CRD does not know.
  ownFault({
    id: "o54-server-diff",
    title: "The server-side difference cannot be made",
    cause: "The live CRD does not know a field of the new manifest",
    proofs: [".spec.timedCommitStatus: field not declared in schema"],
    objects: [{
      apiVersion: "promoter.argoproj.io/v1alpha1",
      kind: "ControllerConfiguration",
      name: "promoter",
      live: { spec: { concurrency: 2 } },
    }],
    conditions: [[
      "ComparisonError",
      "Failed to compare desired state to live state: failed to calculate diff: error calculating server side diff: serverSideDiff error: error running server side apply in dryrun mode for resource ControllerConfiguration/promoter: failed to create typed patch object (o54-server-diff/promoter; promoter.argoproj.io/v1alpha1, Kind=ControllerConfiguration): .spec.timedCommitStatus: field not declared in schema",
    ]],
  }),
  // sigs.k8s.io/yaml over go-yaml; a tab or a colon too many.
  unread("o55-yaml", {
    title: "A manifest is not valid YAML",
    cause: "Line 14 of a file",
    proofs: ["yaml: line 14: mapping values are not allowed in this context"],
    message:
      `Failed to load target state: ${ONE} FailedPrecondition desc = Failed to unmarshal "ingress.yaml": failed to unmarshal manifest: error converting YAML to JSON: yaml: line 14: mapping values are not allowed in this context`,
  }),
  // git submodules over https without credentials: git's prompt that nobody answers.
  unread("o56-submodule", {
    title: "A submodule wants credentials",
    cause: "No credentials for the submodule's host",
    proofs: ["could not read Username for 'https://git.partner.test'"],
    message:
      `Failed to load target state: ${ONE} Internal desc = Failed to checkout revision 3f1c9e0b7a52d4468c1be0f3a97d5c2281fe6640: \`git submodule update --init --recursive\` failed exit status 128: fatal: could not read Username for 'https://git.partner.test': terminal prompts disabled\nfatal: clone of 'https://git.partner.test/lib/base.git' into submodule path '<path to cached source>/base' failed`,
  }),
  // OCI registries of charts: oras/helm registry client.
  unread("o57-oci-chart", {
    title: "The chart registry refuses",
    cause: "No credentials for the OCI registry",
    proofs: ["401 Unauthorized", "unauthorized"],
    message:
      `Failed to load target state: ${ONE} Unknown desc = failed to resolve revision "2.x": cannot get digest for revision 2.x: failed to get tags: GET "https://charts.corp.test/v2/apps/shop/tags/list": GET "https://charts.corp.test/v2/token?scope=repository%3Aapps%2Fshop%3Apull": response status code 401: unauthorized: 401 Unauthorized`,
    spec: {
      source: {
        repoURL: "oci://charts.corp.test/apps/shop",
        path: ".",
        targetRevision: "2.x",
      },
    },
  }),
];
