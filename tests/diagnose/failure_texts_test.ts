import assert from "node:assert/strict";
import type { Facts } from "../../lib/diagnose/facts.ts";
import {
  failing,
  findingsOf,
  fromRepoServer,
  rulesOf,
} from "../helpers/diagnosis_facts.ts";

const GIT = "https://git.shop.example/shop/deploy.git";

/** Texts as the repo-server gives them, and the one cause that each of them states. */
const SOURCE_TEXTS: Readonly<Record<string, readonly string[]>> = {
  "revision-not-found": [
    "unable to resolve 'release/9' to a commit SHA",
    "rpc error: code = Internal desc = unable to resolve git revision : unable to resolve 'v9.9.9' to a commit SHA",
    "failed to checkout revision: `git fetch origin 1f2e3d4c5b6a79880011223344556677889900aa --tags --force --prune` failed exit status 128: fatal: remote error: upload-pack: not our ref 1f2e3d4c5b6a79880011223344556677889900aa",
    "`git fetch origin release-9 --tags --force` failed exit status 128: fatal: couldn't find remote ref release-9",
    "error resolving repo revision: no revision for constraint 9.x",
    "`git checkout --force nope` failed exit status 1: error: pathspec 'nope' did not match any file(s) known to git",
  ],
  "source-incomplete": [
    "error getting helm value files: source referenced \"$values\", but no source has a 'ref' field defined",
    'error getting helm value files: source referenced "$values", which is not one of the available sources ($other)',
  ],
  "path-not-found": [
    "apps/shop/overlays/prod: app path does not exist",
    "README.md: app path is not a directory",
    "../secrets: app path outside root",
  ],
  "repository-not-found": [
    "failed to list refs: authentication required: Repository not found.",
    "failed to list refs: repository not found",
    "`git fetch origin` failed exit status 128: remote: TF401019: The Git repository with name or identifier deploy does not exist or you do not have permissions for the operation you are attempting.",
    "`git fetch origin` failed exit status 128: remote: The project you were looking for could not be found or you don't have permission to view it.",
    "`git fetch origin` failed exit status 128: fatal: repository 'https://git.shop.example/x.git/' not found",
    "failed to fetch: fatal: '/srv/git/shop.git' does not appear to be a git repository",
  ],
  "repository-authentication": [
    'failed to list refs: error creating SSH agent: "SSH agent requested but SSH_AUTH_SOCK not-specified"',
    'failed to list refs: Get "https://github.com/acme/deploy.git/info/refs?service=git-upload-pack": could not get access_token from GitHub API for installation ID 4410: received non 2xx response status "404 Not Found"',
    "failed to list refs: authentication required",
    "failed to list refs: authentication required: Invalid username or token. Password authentication is not supported for Git operations.",
    "failed to list refs: ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain",
    "`git fetch origin` failed exit status 128: git@git.shop.example: Permission denied (publickey).\nfatal: Could not read from remote repository.",
    `\`git fetch origin\` failed exit status 128: remote: HTTP Basic: Access denied. The provided password or token is incorrect\nfatal: Authentication failed for '${GIT}/'`,
    "failed to list refs: authorization failed",
    "failed to initialize repository resources: rpc error: code = Internal desc = Failed to fetch default: `git fetch origin --tags --force --prune` failed exit status 128: git@git.shop.example: Permission denied (publickey).",
    "Failed to checkout revision main: `git submodule update --init --recursive` failed exit status 128: fatal: could not read Username for 'https://git.partner.example': terminal prompts disabled",
    'failed to get digest: failed to resolve: GET "https://registry.shop.example/v2/charts/redis/manifests/1.0.0": response status code 401: unauthorized: authentication required',
    "failed to fetch https://charts.shop.example/index.yaml : 401 Unauthorized",
    'error fetching chart: failed to fetch chart: failed to get command args to log: `helm pull --destination /tmp/x --version 1.0.0 --repo https://charts.shop.example web` failed exit status 1: Error: looks like "https://charts.shop.example" is not a valid chart repository or cannot be reached: failed to fetch https://charts.shop.example/index.yaml : 403 Forbidden',
    'could not refresh installation id 42\'s token: received non 2xx response status "401 Unauthorized" when fetching https://api.github.com/app/installations/42/access_tokens',
  ],
  "repository-host-key": [
    "failed to list refs: ssh: handshake failed: knownhosts: key is unknown",
    "failed to list refs: ssh: handshake failed: knownhosts: key mismatch",
    "`git fetch origin` failed exit status 128: Host key verification failed.\nfatal: Could not read from remote repository.",
  ],
  "repository-rate-limit": [
    'failed to list refs: unexpected client error: unexpected requesting "https://git.shop.example/shop/deploy.git/info/refs?service=git-upload-pack" status code: 429',
    "error fetching chart: toomanyrequests: You have reached your pull rate limit",
    "API rate limit exceeded for installation ID 42.",
  ],
  "repository-unreachable": [
    "`git fetch origin --tags --force --prune` failed exit status 128: fatal: unable to access 'https://git.shop.example/shop/': Failed to connect to git.shop.example port 443 after 129000 ms: Couldn't connect to server",
    `failed to list refs: Get "${GIT}/info/refs?service=git-upload-pack": dial tcp: lookup git.shop.example on 10.96.0.10:53: no such host`,
    `failed to list refs: Get "${GIT}/info/refs?service=git-upload-pack": dial tcp 192.0.2.7:443: i/o timeout`,
    `failed to list refs: Get "${GIT}/info/refs?service=git-upload-pack": dial tcp 192.0.2.7:443: connect: no route to host`,
    `failed to list refs: Get "${GIT}/info/refs?service=git-upload-pack": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    `\`git fetch origin\` failed exit status 128: fatal: unable to access '${GIT}/': Could not resolve host: git.shop.example`,
    `\`git fetch origin\` failed exit status 128: fatal: unable to access '${GIT}/': The requested URL returned error: 503`,
    "`git fetch origin` failed exit status 128: ssh: connect to host git.shop.example port 22: Connection timed out\nfatal: Could not read from remote repository.",
    `failed to list refs: Get "${GIT}/info/refs?service=git-upload-pack": proxyconnect tcp: dial tcp 192.0.2.9:3128: connect: connection refused`,
    'Error: looks like "https://charts.shop.example" is not a valid chart repository or cannot be reached: Get "https://charts.shop.example/index.yaml": dial tcp: lookup charts.shop.example: no such host',
    "failed to list refs: dial tcp 192.0.2.7:22: connect: connection refused",
    "`kustomize build /tmp/repo/apps/web` failed exit status 1: Error: accumulating resources: accumulation err='accumulating resources from 'https://git.shop.example/base?ref=v1': URL is a git repository': git cmd = '/usr/bin/git fetch --depth=1 https://git.shop.example/base v1': exit status 128: fatal: unable to access 'https://git.shop.example/base/': Could not resolve host: git.shop.example",
  ],
  "repository-certificate": [
    `failed to list refs: Get "${GIT}/info/refs?service=git-upload-pack": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    `failed to list refs: Get "${GIT}/info/refs?service=git-upload-pack": tls: failed to verify certificate: x509: certificate is valid for www.shop.example, not git.shop.example`,
    `failed to list refs: Get "https://192.0.2.7/x.git/info/refs?service=git-upload-pack": tls: failed to verify certificate: x509: cannot validate certificate for 192.0.2.7 because it doesn't contain any IP SANs`,
    `\`git fetch origin\` failed exit status 128: fatal: unable to access '${GIT}/': SSL certificate problem: self-signed certificate in certificate chain`,
    `\`git fetch origin\` failed exit status 128: fatal: unable to access '${GIT}/': server certificate verification failed. CAfile: none CRLfile: none`,
    `failed to list refs: Get "${GIT}/info/refs?service=git-upload-pack": http: server gave HTTP response to HTTPS client`,
  ],
  "chart-version-not-found": [
    '`helm pull --destination /tmp/x --version 99.0.0 --repo https://charts.shop.example redis` failed exit status 1: Error: chart "redis" version "99.0.0" not found in https://charts.shop.example repository',
    "`helm pull --destination /tmp/x --version 99.0.0 --repo https://charts.shop.example redis` failed exit status 1: Error: chart \"redis\" matching 99.0.0 not found in redis index. (try 'helm repo update'): no chart version found for redis-99.0.0",
    "failed to get index: no version for constraint 99.x in helm chart redis",
  ],
  "chart-not-found": [
    '`helm pull --repo https://charts.shop.example rediss` failed exit status 1: Error: chart "rediss" not found in https://charts.shop.example repository',
    "`helm pull oci://registry.shop.example/charts/redis --version 99.0.0` failed exit status 1: Error: registry.shop.example/charts/redis:99.0.0: not found",
    'failed to resolve revision "99.0.0": registry.shop.example/charts/redis: manifest unknown',
  ],
  "chart-dependency": [
    "`kustomize build <path to cached source>/n8n --enable-helm` failed exit status 1: Error: Error: could not find protocol handler for: : unable to run: 'helm pull --untar --untardir <path to cached source>/n8n/charts --repo registry.example/n8n n8n --version 0.23.1' with env=[HELM_CONFIG_HOME=/tmp/helm] (is 'helm' installed?): exit status 1",
    "`helm template . --name-template web` failed exit status 1: Error: An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: postgresql, redis",
    "`helm dependency build` failed exit status 1: Error: no repository definition for https://charts.shop.example. Please add the missing repos via 'helm repo add'",
    "`helm dependency build` failed exit status 1: Error: the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the dependencies",
  ],
  "chart-incomplete": [
    "error getting helm repos: error retrieving helm dependency repos: error reading helm chart from <path to cached source>/charts/redis/Chart.yaml: open <path to cached source>/charts/redis/Chart.yaml: no such file or directory",
    "failed to execute helm template command: `helm template . --name-template shop` failed exit status 1: Error: Chart.yaml file is missing",
  ],
  "chart-repository-invalid": [
    "failed to get index: failed to get index from https://charts.shop.example: unexpected status: 404 Not Found",
    'Error: looks like "https://charts.shop.example" is not a valid chart repository or cannot be reached: failed to fetch https://charts.shop.example/index.yaml : 404 Not Found',
  ],
  "helm-value-missing": [
    'failed to execute helm template command: failed running helm: `helm template . --name-template web` failed exit status 1: Error: web/templates/cm.yaml:5:55\n  executing "web/templates/cm.yaml" at <.Values.database.host>:\n    nil pointer evaluating interface {}.host',
    "`helm template . --name-template web` failed exit status 1: Error: execution error at (web/templates/deployment.yaml:12:20): image.tag is required",
    '`helm template . --name-template web` failed exit status 1: Error: template: web/templates/secret.yaml:8:20: executing "web/templates/secret.yaml" at <required "a password is required" .Values.password>: error calling required: a password is required',
  ],
  "helm-values-schema": [
    "`helm template . --name-template web` failed exit status 1: Error: values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- replicas: Invalid type. Expected: integer, given: string",
  ],
  "helm-values-file-missing": [
    "`helm template . --name-template web` failed exit status 1: Error: open <path to cached source>/charts/web/values-prod.yaml: no such file or directory",
    "`helm template . --name-template web --values /tmp/repo/apps/web/values-prod.yaml` failed exit status 1: Error: open /tmp/repo/apps/web/values-prod.yaml: no such file or directory",
    "error resolving helm value files: value file 'values-prod.yaml' resolved to outside repository root",
  ],
  "helm-kube-version": [
    "`helm template . --name-template web` failed exit status 1: Error: chart requires kubeVersion: >=1.99.0-0 which is incompatible with Kubernetes v1.30.2",
  ],
  "helm-template": [
    '`helm template . --name-template web` failed exit status 1: Error: parse error at (web/templates/ingress.yaml:3): function "toYamll" not defined',
    "`helm template . --name-template web` failed exit status 1: Error: parse error at (web/templates/cm.yaml:9): unexpected EOF",
    "`helm template . --name-template web` failed exit status 1: Error: YAML parse error on web/templates/deployment.yaml: error converting YAML to JSON: yaml: line 22: did not find expected key",
    '`helm template . --name-template web` failed exit status 1: Error: template: web/templates/_helpers.tpl:4:8: executing "web.name" at <trunc 63>: wrong type for value; expected string; got int',
  ],
  "kustomize-missing-file": [
    "`kustomize build /tmp/repo/apps/web` failed exit status 1: Error: accumulating resources: accumulation err='accumulating resources from 'service.yaml': open /tmp/repo/apps/web/service.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/tmp/repo/apps/web/service.yaml' : lstat /tmp/repo/apps/web/service.yaml: no such file or directory",
    "`kustomize build /tmp/repo/apps/web` failed exit status 1: Error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/tmp/repo/apps/web'",
  ],
  "kustomize-patch": [
    "`kustomize build /tmp/repo/apps/web` failed exit status 1: Error: no matches for Id Deployment.v1.apps/webb.[noNs]; failed to find unique target for patch Deployment.v1.apps/webb.[noNs]",
    "`kustomize build /tmp/repo/apps/web` failed exit status 1: Error: replace operation does not apply: doc is missing path: /spec/template/spec/foo: missing value",
  ],
  "kustomize-duplicate": [
    // Kustomize tells of its first try, too: to read the folder as a file.
    "`kustomize build <path to cached source>/web` failed exit status 1: Error: accumulating resources: accumulation err='accumulating resources from '../logging': '<path to cached source>/logging' must resolve to a file': recursed merging from path '<path to cached source>/logging': may not add resource with an already registered id: Namespace.v1.[noGrp]/web.[noNs]",
    "`kustomize build /tmp/repo/apps/web` failed exit status 1: Error: accumulating resources: may not add resource with an already registered id: ConfigMap.v1.[noGrp]/settings.[noNs]",
  ],
  "kustomize-restricted": [
    "`kustomize build /tmp/repo/apps/web` failed exit status 1: Error: accumulating resources: accumulation err='accumulating resources from '../../base/cm.yaml': security; file '/tmp/repo/base/cm.yaml' is not in or below '/tmp/repo/apps/web'': must build at directory",
    "`kustomize build /tmp/repo/apps/web` failed exit status 1: Error: trouble configuring builtin HelmChartInflationGenerator with config: must specify --enable-helm",
  ],
  "kustomize-version": ["kustomize version v9.9.9 is not registered"],
  "kustomize-invalid": [
    '`kustomize build /tmp/repo/apps/web` failed exit status 1: Error: invalid Kustomization: json: unknown field "resourcess"',
    "`kustomize build /tmp/repo/apps/web` failed exit status 1: Error: accumulating resources: accumulation err='accumulating resources from 'cm.yaml': yaml: line 4: mapping values are not allowed in this context': must build at directory",
  ],
  "manifest-invalid": [
    'rpc error: code = FailedPrecondition desc = Failed to unmarshal "bad.yaml": failed to unmarshal manifest: error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context',
    "error unmarshaling JSON: while decoding JSON: Object 'Kind' is missing in '{\"a\":1}'",
    "RUNTIME ERROR: Field does not exist: replicas\n\tmain.jsonnet:3:9-20",
  ],
  "plugin-not-found": [
    'plugin sidecar failed. couldn\'t find cmp-server plugin with name "tanka-v1" supporting the given repository',
    'CMP processing failed for application "web": could not find plugin supporting the given cmpserver',
    "config management plugin not supported. plugin name my-plugin",
  ],
  "plugin-failed": [
    "plugin sidecar failed. error generating manifests in cmp: rpc error: code = Unknown desc = error generating manifests: `sh -c \"make render\"` failed exit status 2: make: *** No rule to make target 'render'. Stop.",
    'CMP processing failed for application "web": error generating manifests in cmp: rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    "plugin sidecar failed. failed to convert CMP manifests to unstructured objects: failed to unmarshal manifest: error unmarshaling JSON: while decoding JSON: Object 'Kind' is missing in '{}'",
  ],
  "manifest-timeout": [
    "`helm template . --name-template web` failed timeout after 1m30s",
    "`kustomize build /tmp/repo/apps/web` failed timeout after 1m30s",
    "context deadline exceeded",
  ],
  "manifest-out-of-resources": [
    "`helm template . --name-template web` failed signal: killed",
    "write /tmp/x: no space left on device",
    "`git fetch origin` failed: fork/exec /usr/bin/git: resource temporarily unavailable",
  ],
  "project-source-denied": [
    "application repo https://git.shop.example/other.git is not permitted in project 'team-a'",
    "rpc error: code = PermissionDenied desc = helm repos https://charts.shop.example/ are not permitted in project 'team-a'",
  ],
};

/** Texts without the repo-server's layers. */
const BARE_TEXTS: Readonly<Record<string, readonly string[]>> = {
  "argocd-versions": [
    "Failed to load target state: failed to compare revisions for source 1 of 1: rpc error: code = Unimplemented desc = unknown method UpdateRevisionForPaths for service repository.RepoServerService",
  ],
  "argocd-repo-server": [
    'Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 10.43.7.9:8081: connect: connection refused"',
    "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unavailable desc = name resolver error: produced zero addresses for argocd-repo-server",
  ],
  "argocd-redis": [
    "error getting cached app managed resources: dial tcp: lookup argocd-redis on 10.96.0.10:53: no such host",
    "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = NOAUTH Authentication required.",
  ],
  "cluster-unreachable": [
    'Failed to load live state: failed to get cluster info for "https://edge.shop.example:6443": error synchronizing cache state : failed to get server version: Get "https://edge.shop.example:6443/version?timeout=32s": dial tcp: lookup edge.shop.example on 10.96.0.10:53: no such host',
    'Failed to load live state: failed to get cluster info for "https://edge.shop.example:6443": error synchronizing cache state : failed to get server version: Get "https://edge.shop.example:6443/version?timeout=32s": net/http: TLS handshake timeout',
  ],
  "cluster-certificate": [
    'Failed to load live state: failed to get cluster info for "https://edge.shop.example:6443": error synchronizing cache state : failed to get server version: Get "https://edge.shop.example:6443/version?timeout=32s": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'Failed to load live state: failed to get cluster info for "https://edge.shop.example:6443": error synchronizing cache state : failed to get server version: Get "https://edge.shop.example:6443/version?timeout=32s": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-21T06:26:22Z is after 2026-03-01T00:00:00Z',
  ],
  "cluster-unauthorized": [
    'Failed to load live state: failed to get cluster info for "https://edge.shop.example:6443": error synchronizing cache state : the server has asked for the client to provide credentials',
    'Failed to load live state: failed to get cluster info for "https://edge.shop.example:6443": error synchronizing cache state : failed to get server version: Get "https://edge.shop.example:6443/version?timeout=32s": getting credentials: exec: executable argocd-k8s-auth failed with exit code 20',
  ],
  "cluster-forbidden": [
    'Failed to load live state: failed to get cluster info for "https://edge.shop.example:6443": error synchronizing cache state : failed to load initial state of resource Secret: secrets is forbidden: User "system:serviceaccount:kube-system:argocd-manager" cannot list resource "secrets" in API group "" at the cluster scope',
  ],
  "cluster-ignored": [
    'Failed to load live state: failed to get cluster info for "https://edge:6443": error getting cluster: controller is configured to ignore cluster https://edge:6443',
  ],
  "cluster-conversion": [
    'Failed to load live state: failed to get cluster info for "https://edge.shop.example:6443": error synchronizing cache state : failed to sync cluster https://edge.shop.example:6443: failed to load initial state of resource Certificate.cert-manager.io: conversion webhook for cert-manager.io/v1alpha2, Kind=Certificate failed: Post "https://cert-manager-webhook.cert-manager.svc:443/convert?timeout=30s": no endpoints available for service "cert-manager-webhook"',
  ],
  // Issues 524, 17368 and 22757 of Argo CD.
  "cluster-api-unavailable": [
    'Failed to load live state: failed to get cluster info for "https://edge.shop.example:6443": error synchronizing cache state : unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: the server is currently unable to handle the request',
    'Failed to load live state: failed to get cluster info for "https://edge.shop.example:6443": error synchronizing cache state : failed to load open api schema while syncing cluster cache: error getting openapi resources: the server is currently unable to handle the request',
    'Failed to load live state: failed to get cluster info for "https://edge.shop.example:6443": error synchronizing cache state : failed to load initial state of resource PodMetrics.metrics.k8s.io: the server is currently unable to handle the request (get pods.metrics.k8s.io)',
  ],
  "cluster-namespace-unmanaged": [
    'Failed to load live state: namespace "payments" for Deployment "web" is not managed',
    'Failed to load live state: Cluster level Namespace "payments" can not be managed when in namespaced mode',
  ],
  "cluster-unknown": [
    "there are no clusters with this name: edge-9",
    "application destination spec for web is invalid: unable to find destination server: there are no clusters with this name: edge-9",
    'cluster "https://edge.shop.example:6443" not found',
  ],
  "cluster-ambiguous": [
    "application destination can't have both name and server defined: edge https://edge.shop.example:6443",
    "unable to find destination server: there are 2 clusters with the same name: [https://a.example https://b.example]",
  ],
  "project-not-found": [
    "Application referencing project retail which does not exist",
  ],
  "project-destination-denied": [
    "application destination server 'https://edge.shop.example:6443' and namespace 'web' do not match any of the allowed destinations in project 'team-a'",
    "application destination {https://edge.shop.example:6443 web} is not permitted in project 'team-a'",
  ],
  "project-namespace-denied": [
    "application 'web' in namespace 'apps-b' is not permitted to use project 'team-a'",
  ],
  "project-signature": [
    "Target revision 1f2e3d4 in Git is not signed, but a signature is required",
  ],
  "difference-failed": [
    "Failed to compare desired state to live state: failed to perform pre-diff normalization: error building typed results: error creating typedLive: .status.terminating: field not declared in schema",
    "Failed to compare desired state to live state: failed to calculate diff: error calculating server side diff: serverSideDiff error: error running server side apply in dryrun mode for resource StatefulSet/loki: StatefulSet.apps \"loki\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden",
    "Failed to compare desired state to live state: failed to calculate diff: error calculating server side diff: serverSideDiff error: error running server side apply in dryrun mode for resource Widget/w: failed to create typed patch object (web/w; acme.example/v1, Kind=Widget): .spec.size: field not declared in schema",
    "Failed to compare desired state to live state: failed to calculate diff: error calculating structured merge diff: error building typed value from live resource: .spec.podReplacementPolicy: field not declared in schema",
    'Failed to compare desired state to live state: failed to calculate diff: error calculating server side diff: serverSideDiff error: error running server side apply in dryrun mode for resource Deployment/web: admission webhook "config-auth.validation.istio.io" does not support dry run',
    'Failed to compare desired state to live state: failed to calculate diff: error calculating server side diff: serverSideDiff error: error running server side apply in dryrun mode for resource Deployment/web: deployments.apps "web" is forbidden: User "argocd" cannot patch resource "deployments" in API group "apps"',
    "Failed to compare desired state to live state: failed to calculate diff: something new",
  ],
  "repository-locked": [
    "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Internal desc = Failed to fetch default: `git fetch origin --tags --force --prune` failed exit status 128: fatal: Unable to create '/tmp/_argocd-repo/1/.git/shallow.lock': File exists.",
  ],
  "manifest-local": [
    "Failed to load local manifests: Object 'Kind' is missing in '{}'",
  ],
};

function cases(): readonly (readonly [string, string, Facts])[] {
  return [
    ...Object.entries(SOURCE_TEXTS).flatMap(([rule, texts]) =>
      texts.map((text) => [rule, text, failing(fromRepoServer(text))] as const)
    ),
    ...Object.entries(BARE_TEXTS).flatMap(([rule, texts]) =>
      texts.map((text) => [rule, text, failing(text)] as const)
    ),
  ];
}

for (const [rule, text, facts] of cases()) {
  Deno.test(`${rule}: ${text.slice(0, 110)}`, () => {
    assert.deepEqual(rulesOf(facts), [rule], text);
    const [finding] = findingsOf(facts);
    assert(finding);
    assert.equal(finding.severity, "broken");
    assert(!/undefined|'\?'/.test(finding.summary), finding.summary);
    assert(finding.summary.length < 260, finding.summary);
    assert(finding.evidence[0] && finding.next.then, finding.summary);
  });
}

Deno.test("a range without a version is told once, of a chart or of tags", () => {
  const text = fromRepoServer(
    "invalid revision: version matching constraint not found in 37 tags",
  );
  assert.deepEqual(rulesOf(failing(text)), ["revision-not-found"]);
  const source = {
    repoURL: "https://charts.shop.example",
    chart: "web",
    targetRevision: "5.x",
  };
  assert.deepEqual(rulesOf(failing(text, { source })), [
    "chart-version-not-found",
  ]);
});

Deno.test("a folder that Kustomize cannot build is named", () => {
  const [finding] = findingsOf(failing(fromRepoServer(
    "`kustomize build <path to cached source>/shop/prod` failed exit status 1: Error: accumulating components: accumulateDirectory: \"couldn't make target for path '<path to cached source>/shop/redis': unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '<path to cached source>/shop/redis'\"",
  )));
  assert.equal(finding?.rule, "kustomize-missing-file");
  assert.match(finding?.summary ?? "", /^Folder 'shop\/redis' has no/);
});

Deno.test("a values file is named with its folder", () => {
  const [finding] = findingsOf(failing(fromRepoServer(
    "`helm template . --name-template web` failed exit status 1: Error: open <path to cached source>/envs/eu/values.yaml: no such file or directory",
  )));
  assert.match(finding?.summary ?? "", /: 'envs\/eu\/values\.yaml'/);
});

Deno.test("what nobody knows is said as it is", () => {
  const facts = failing("Failed to load target state: the moon is in the way");
  const [finding] = findingsOf(facts);
  assert.equal(finding?.rule, "condition");
  assert.match(finding?.evidence[0]?.text ?? "", /the moon is in the way/);
});

Deno.test("one cause in several conditions is one finding with the evidence of one", () => {
  const refused =
    'failed to get cluster info for "https://edge:6443": error synchronizing cache state : failed to get server version: Get "https://edge:6443/version?timeout=32s": dial tcp 192.0.2.1:6443: connect: connection refused';
  const facts = failing([
    `Failed to load live state: ${refused}`,
    `Failed to load target state: failed to get cluster version for cluster "https://edge:6443": ${refused}`,
  ]);
  assert.deepEqual(rulesOf(facts), ["cluster-unreachable"]);
});

Deno.test("the API that does not answer is named where the text names it", () => {
  const [finding] = findingsOf(failing(
    'Failed to load live state: failed to get cluster info for "https://edge:6443": error synchronizing cache state : unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: the server is currently unable to handle the request',
  ));
  assert.match(finding?.summary ?? "", /its API 'metrics\.k8s\.io\/v1beta1'/);
});

Deno.test("of several sources the one is named that fails", () => {
  const [one, two] = ["apps/web", "overlays/eu"].map((path) => ({
    repoURL: GIT,
    path,
    targetRevision: "main",
  }));
  assert(one && two);
  const facts = failing(
    fromRepoServer("overlays/eu: app path does not exist", 2, 2),
    { sources: [one, two] },
  );
  const [finding] = findingsOf(facts);
  assert.match(finding?.summary ?? "", /'overlays\/eu'.*\(source 2 of 2\)/);
  assert.match(finding?.where ?? "", /spec\.sources\[1\]\.path$/);
});

Deno.test("a failed operation says the same as its condition, and nothing once the comparison works", () => {
  const message =
    "ComparisonError: Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = unable to resolve 'gone' to a commit SHA";
  const state = { phase: "Error", message };
  const facts = failing([]);
  const { application } = facts;
  const failed = (sync: string) => ({
    ...facts,
    application: {
      ...application,
      status: {
        ...application.status,
        sync: { status: sync },
        operationState: state,
      },
    },
  });
  assert.equal(findingsOf(failed("Unknown"))[0]?.rule, "revision-not-found");
  assert(!rulesOf(failed("Synced")).includes("revision-not-found"));
});

Deno.test("the chart repository that refuses is named, not the one of the application", () => {
  const [finding] = findingsOf(failing(fromRepoServer(
    "failed to fetch https://charts.shop.example/stable/index.yaml : 403 Forbidden",
  )));
  assert.match(
    finding?.summary ?? "",
    /^Chart repository 'https:\/\/charts\.shop\.example\/stable' refuses/,
  );
  assert.deepEqual(finding?.next.arguments, {
    search: "https://charts.shop.example/stable",
  });
});

Deno.test("of a long reason the end is shown, too", () => {
  const [finding] = findingsOf(failing(
    'Failed to load target state: failed to get cluster version for cluster "https://edge:6443": failed to get cluster info for "https://edge:6443": error synchronizing cache state : failed to sync cluster https://10.0.0.1:443: failed to load initial state of resource BucketServerSideEncryptionConfiguration.s3.aws.example: conversion webhook for s3.aws.example/v1beta1, Kind=BucketServerSideEncryptionConfiguration failed: Post "https://provider-aws-s3.crossplane-system.svc:9443/convert?timeout=30s": no endpoints available for service "provider-aws-s3"',
  ));
  const text = finding?.evidence[0]?.text ?? "";
  assert.match(text, /no endpoints available for service "provider-aws-s3"$/);
  assert(text.length <= 290, `${text.length}`);
});
