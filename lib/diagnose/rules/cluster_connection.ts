/**
 * The destination cluster is known, and Argo CD cannot read what is in it.
 *
 * @module
 */
import { connectionFailure } from "../connection_failure.ts";
import type { FailureText } from "../failure_text.ts";
import { clusterEvidence } from "../repository_evidence.ts";
import {
  type Reading,
  readSayings,
  type Saying,
  type TextRule,
  textRule,
} from "../text_rule.ts";

/** The address of the cluster, as Argo CD names it in its errors. */
const SERVER_REGEXP =
  /cluster (?:info for |version for cluster )?"?(https?:\/\/[^"\s:]+(?::\d+)?)/;

function list({ text }: FailureText): ReturnType<NonNullable<Saying["next"]>> {
  const server = SERVER_REGEXP.exec(text)?.[1];
  return {
    tool: "list_clusters",
    arguments: server ? { cluster: server } : {},
  };
}

const NEXT: Saying["next"] = (_match, failure) => list(failure);

const SAYINGS: readonly Saying[] = [
  {
    rule: "cluster-conversion",
    pattern:
      /conversion webhook for ([^\s,]+)[^\n]*? failed: [^\n]*|(?:failed to (?:load initial state of|list) (?:resource )?)([\w.-]+)[^\n]*?(?:conversion|unable to convert)[^\n]*/,
    summary: (match) =>
      `The cluster's conversion webhook for '${
        match.slice(1).find(Boolean)
      }' fails, so Argo CD cannot list the cluster`,
    next: NEXT,
    then:
      "repair the operator that serves the webhook, or have the resource excluded in argocd-cm; all applications of the cluster are affected",
  },
  {
    rule: "cluster-unauthorized",
    pattern:
      /the server has asked for the client to provide credentials|Unauthorized\b|getting credentials: [^\n]{0,160}|(?:invalid|expired) (?:bearer )?token|exec: executable \S+ failed[^\n]{0,80}|token (?:has|is) expired/i,
    summary: ([said]) =>
      /^(?:getting credentials|exec)/.test(said)
        ? "Argo CD cannot get credentials for the destination cluster: the program that fetches them fails"
        : "The destination cluster refuses the credentials of Argo CD",
    next: NEXT,
    then:
      "have the cluster's credentials in Argo CD renewed (service account token, cloud identity)",
  },
  {
    rule: "cluster-forbidden",
    pattern:
      /(\S+) is forbidden: User "([^"]+)" cannot (\w+) resource "([^"]+)"[^\n]{0,120}/,
    summary: ([, , user, verb, resource]) =>
      `Argo CD's account '${user}' may not ${verb} '${resource}' in the destination cluster`,
    next: NEXT,
    then: "have the right granted to it in the cluster (ClusterRole)",
  },
  {
    rule: "cluster-namespace-unmanaged",
    pattern:
      /[Nn]amespace "([^"]*)" for (\w+) "([^"]*)" is not managed|Cluster level (\w+) "([^"]*)" can not be managed when in namespaced mode/,
    summary: ([, namespace, , , kind, name]) =>
      kind
        ? `${kind} '${name}' belongs to no namespace, and Argo CD manages only some namespaces of this cluster`
        : `Argo CD does not manage namespace '${namespace}' of the destination cluster`,
    next: NEXT,
    then:
      "have the namespace added to the cluster's namespaces in Argo CD, or clusterResources set",
  },
  {
    rule: "cluster-ignored",
    pattern: /controller is configured to ignore cluster[^\n]{0,100}/,
    summary: () =>
      "The application controller leaves the destination cluster to another shard, and none takes it",
    next: NEXT,
    then:
      "make the controller's replicas and ARGOCD_CONTROLLER_REPLICAS agree, and check the shard of the cluster; a restart of the controllers deals the clusters anew",
  },
  {
    rule: "cluster-api-unavailable",
    // The API server answers with 503 in the name of an API that another server of the cluster serves.
    pattern:
      /unable to retrieve the complete list of server APIs: [^\n]{0,120}|stale GroupVersion discovery[^\n]{0,80}|the server is currently unable to handle the request(?: \(\w+ [\w.-]+\))?/,
    summary: ([said]) => {
      const [api] = /[\w-]+(?:\.[\w-]+)+(?:\/v\w+)?/.exec(said) ?? [];
      return `The destination cluster answers, but ${
        api ? `its API '${api}'` : "one of its APIs"
      } does not: most likely the aggregated API server behind it is down, and Argo CD cannot list the cluster without it`;
    },
    next: NEXT,
    then:
      "see which APIService of the cluster is not Available (kubectl get apiservices), and repair or remove it; all applications of the cluster are affected",
  },
  {
    rule: "cluster-version",
    pattern:
      /(?:unsupported|unknown) (?:kubernetes|server) version[^\n]{0,80}|the server could not find the requested resource|unable to (?:decode|parse)[^\n]{0,40}version[^\n]{0,60}|failed to get api resources[^\n]{0,120}/i,
    summary: () => "Argo CD cannot read the API of the destination cluster",
    next: NEXT,
    then:
      "check the cluster's APIServices and that this Argo CD supports its version",
  },
];

function read(failure: FailureText): Reading | undefined {
  const said = readSayings(SAYINGS)(failure);
  if (said) return said;
  const found = connectionFailure(failure.text);
  if (!found) return undefined;
  const { kind, what, decisive, host, then } = found;
  return {
    rule: `cluster-${kind === "certificate" ? kind : "unreachable"}`,
    summary: `The destination cluster${host ? ` '${host}'` : ""} ${what}`,
    decisive,
    next: list(failure),
    then: `${then}; what Argo CD shows of its applications is old until then`,
  };
}

/** A cluster that cannot be read. */
export const clusterConnection: TextRule = textRule({
  names: [
    "cluster-unreachable",
    "cluster-certificate",
    "cluster-unauthorized",
    "cluster-forbidden",
    "cluster-conversion",
    "cluster-namespace-unmanaged",
    "cluster-ignored",
    "cluster-api-unavailable",
    "cluster-version",
  ],
  subjects: ["cluster"],
  read,
  more: clusterEvidence,
});
