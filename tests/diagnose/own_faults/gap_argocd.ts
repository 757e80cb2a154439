/**
 * Sources, projects, ApplicationSets and children, in words beside those that were recorded.
 *
 * @module
 */
import { WEB } from "./well.ts";
import { ownFault } from "./builder.ts";
import { ownSet } from "./own_set.ts";
import type { Plan, PlannedObject } from "./plan.ts";

/** Manifests cannot be made; what was deployed before runs on. */
function unloaded(
  id: string,
  { title, proof, message, spec }: {
    readonly title: string;
    readonly proof: string;
    readonly message: string;
    readonly spec?: Plan["spec"];
  },
) {
  return ownFault({
    id,
    title,
    cause: title,
    proofs: [proof],
    objects: WEB,
    conditions: [[
      "ComparisonError",
      `Failed to load target state: ${message}`,
    ]],
    ...(spec ? { spec } : {}),
  });
}

const ONE = "failed to generate manifest for source 1 of 1: rpc error: code =";

/** The Application object as its parent shows it. */
function child(name: string): PlannedObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    name,
    namespace: "argocd",
    live: {
      spec: { project: "default", destination: { namespace: name } },
      status: { sync: { status: "OutOfSync" }, health: { status: "Missing" } },
    },
  };
}

export const GAP_ARGOCD = [
  // f26. Kustomize (kustomize issue 4832): two bases bring the same object.
  unloaded("g26-kustomize-twice", {
    title: "Two bases bring the same object",
    proof: "may not add resource with an already registered id",
    message:
      `${ONE} Unknown desc = \`kustomize build <path to cached source>/shop/prod\` failed exit status 1: Error: accumulating resources: accumulation err='accumulating resources from '../logging': '<path to cached source>/logging' must resolve to a file': recursed merging from path '<path to cached source>/logging': may not add resource with an already registered id: Namespace.v1.[noGrp]/shop.[noNs]`,
  }),
  // f26. yaml.v3 behind sigs.k8s.io/yaml, a tab in a plain directory.
  unloaded("g66-yaml-tab", {
    title: "A manifest has no kind",
    proof: "Object 'Kind' is missing",
    message:
      `${ONE} FailedPrecondition desc = Failed to unmarshal "service.yaml": failed to unmarshal manifest: error unmarshaling JSON: while decoding JSON: Object 'Kind' is missing in '{"apiVersion":"v1","metadata":{"name":"shop"}}'`,
  }),
  // f31. Azure DevOps through go-git.
  unloaded("g31-azure-auth", {
    title: "Azure DevOps does not know the token",
    proof: "authentication required",
    message:
      `${ONE} Unknown desc = failed to list refs: authentication required: Access Denied: The Personal Access Token used has expired.`,
  }),
  // f31. GitHub App (argo-cd, ghinstallation).
  unloaded("g31b-github-app", {
    title: "The GitHub App is not installed any more",
    proof: "could not get access_token from GitHub API",
    message:
      `${ONE} Unknown desc = failed to list refs: Get "https://github.com/acme/deploy.git/info/refs?service=git-upload-pack": could not get access_token from GitHub API for installation ID 4410: received non 2xx response status "404 Not Found" when fetching https://api.github.com/app/installations/4410/access_tokens`,
  }),
  // f33. argo-cd: util/argo ValidatePermissions, one of several sources.
  ownFault({
    id: "g33-source-denied",
    title: "The project does not permit one of two sources",
    cause: "The chart repository is not in sourceRepos",
    proofs: [
      "application repo https://charts.example.test/stable is not permitted in project 'apps'",
    ],
    objects: WEB,
    spec: {
      project: "apps",
      sources: [
        {
          repoURL: "https://charts.example.test/stable",
          chart: "web",
          targetRevision: "2.1.0",
        },
        { repoURL: "https://git.example.test/values.git", ref: "values" },
      ],
    },
    project: { sourceRepos: ["https://git.example.test/*"] },
    conditions: [[
      "InvalidSpecError",
      "application repo https://charts.example.test/stable is not permitted in project 'apps'",
    ]],
    sync: "Unknown",
  }),
  // f71. argo-cd: ErrProjectNotPermitted, applications in any namespace.
  ownFault({
    id: "g71-app-namespace",
    title: "The project does not take applications of this namespace",
    cause: "sourceNamespaces of the project",
    proofs: ["is not permitted to use project 'default'"],
    conditions: [[
      "UnknownError",
      "application 'g71-app-namespace' in namespace 'team-a' is not permitted to use project 'default'",
    ]],
    operation: null,
    sync: "Unknown",
    health: "Unknown",
  }),
  // f75. argo-cd: reposerver, value files of another source.
  unloaded("g75-ref", {
    title: "The values come from a source that has no name",
    proof: "but no source has a 'ref' field defined",
    message:
      "failed to generate manifest for source 1 of 2: rpc error: code = Unknown desc = error getting helm value files: source referenced \"$values\", but no source has a 'ref' field defined",
    spec: {
      sources: [
        {
          repoURL: "https://charts.example.test/stable",
          chart: "web",
          targetRevision: "2.1.0",
          helm: { valueFiles: ["$values/prod.yaml"] },
        },
        { repoURL: "https://git.example.test/values.git", path: "." },
      ],
    },
  }),
  // f77. gRPC deadline of the repo server (argo-cd issue 10384 and others).
  unloaded("g77-repo-timeout", {
    title: "The manifests take too long to make",
    proof: "context deadline exceeded",
    message: `${ONE} DeadlineExceeded desc = context deadline exceeded`,
  }),
  // f77. argo-cd issue 3117.
  unloaded("g77b-grpc-size", {
    title: "The manifests are larger than a message may be",
    proof: "received message larger than max",
    message:
      `${ONE} ResourceExhausted desc = grpc: received message larger than max (112420311 vs. 104857600)`,
  }),
  // f77. A sidecar plugin fails with what its command has written (argo-cd: cmpserver).
  unloaded("g77c-plugin", {
    title: "A plugin's command fails",
    proof: "Error: could not find key with fingerprint",
    message:
      `${ONE} Unknown desc = plugin sidecar failed. error generating manifests in cmp: rpc error: code = Unknown desc = error generating manifests: \`sh -c "sops -d secrets.yaml"\` failed exit status 128: Error: could not find key with fingerprint 2F1A`,
  }),
  // f52. argo-cd: applicationset validation.
  ownSet("g52-set-project", {
    title: "What the set makes refers to a project that does not exist",
    proof: "application references project retail which does not exist",
    reason: "ApplicationValidationError",
    message: "application references project retail which does not exist",
    generators: [{ list: { elements: [{ name: "a" }] } }],
  }),
  // f52. The template's own text is wrong: text/template.
  ownSet("g52b-set-template", {
    title: "The template of the set cannot be parsed",
    proof: 'function "toUpperCase" not defined',
    reason: "ApplicationGenerationFromParamsError",
    message:
      'failed to parse template {{ .name | toUpperCase }}: template: :1: function "toUpperCase" not defined',
    generators: [{ clusters: {} }],
  }),
  // f54. App of apps: the child was never deployed, because its own manifests cannot be made.
  ownFault({
    id: "g54-root",
    title: "A child's chart cannot be rendered",
    cause: "The child's chart lacks a template",
    proofs: ['no template "common.labels" associated with template "gotpl"'],
    objects: [child("g54-fine"), child("g54-child")],
    children: [
      {
        id: "g54-child",
        title: "child",
        cause: "",
        operation: null,
        health: "Missing",
        conditions: [[
          "ComparisonError",
          `Failed to load target state: ${ONE} Unknown desc = failed to execute helm template command: failed to get command args to log: \`helm template . --name-template g54-child --namespace g54-child --include-crds\` failed exit status 1: Error: template: shop/templates/service.yaml:6:8: executing "shop/templates/service.yaml" at <include "common.labels" .>: error calling include: template: no template "common.labels" associated with template "gotpl"`,
        ]],
      },
      { id: "g54-fine", title: "child", cause: "", objects: WEB },
    ],
  }),
  // f55. App of apps: the child's sync is refused.
  ownFault({
    id: "g55-root",
    title: "A child's sync is refused by a policy",
    cause: "Kyverno",
    proofs: ["validation error: CPU and memory limits are required"],
    objects: [child("g55-child")],
    children: [{
      id: "g55-child",
      title: "child",
      cause: "",
      objects: [{
        apiVersion: "apps/v1",
        kind: "Deployment",
        name: "shop",
        live: null,
        target: { spec: { replicas: 1 } },
        sync: "OutOfSync",
        health: { status: "Missing" },
      }],
      operation: {
        phase: "Failed",
        message: "one or more objects failed to apply",
        results: {
          "Deployment/shop": {
            status: "SyncFailed",
            message:
              "admission webhook \"validate.kyverno.svc-fail\" denied the request: \n\nresource Deployment/g55-child/shop was blocked due to the following policies \n\nrequire-limits:\n  autogen-limits: 'validation error: CPU and memory limits are required. rule autogen-limits failed at path /spec/template/spec/containers/0/resources/limits/'\n",
          },
        },
      },
    }],
  }),
];
