/**
 * The API of the destination did not answer, or not as it should, while the sync ran.
 *
 * @module
 */
import type { Rule } from "../facts.ts";
import { explainFailures } from "../explain_failures.ts";

const RULE = "cluster-lost-in-sync";
const LOST_REGEXP =
  /dial tcp [^ ]+: (?:connect: connection refused|i\/o timeout|connect: no route to host)|no such host|i\/o timeout|TLS handshake timeout|client connection lost|connection reset by peer|unexpected EOF|context deadline exceeded|etcdserver: (?:leader changed|request timed out|no leader)|the server is currently unable to handle the request|the server has asked for the client to provide credentials|\bUnauthorized\b|(?:429 )?Too many requests|ServiceUnavailable|x509: /i;
const CREDENTIALS_REGEXP = /provide credentials|\bUnauthorized\b/i;
const WEBHOOK_REGEXP = /webhook/i;

/** Finds syncs that a cluster interrupted. */
export const clusterLost: Rule = {
  names: [RULE],
  look: (facts) =>
    explainFailures(facts, ({ message }) => {
      if (!LOST_REGEXP.test(message) || WEBHOOK_REGEXP.test(message)) {
        return undefined;
      }
      const { server, name } = facts.application.spec?.destination ?? {};
      const cluster = name || server || "the destination cluster";
      return {
        rule: RULE,
        cause: "",
        decisive: LOST_REGEXP,
        confidence: 0.85,
        summary: CREDENTIALS_REGEXP.test(message)
          ? `Cluster '${cluster}' does not accept Argo CD's credentials`
          : `Cluster '${cluster}' did not answer as it should while the sync ran`,
        next: {
          tool: "list_clusters",
          arguments: name || server ? { cluster: name || server } : {},
        },
        then: "see to the API server of the cluster, then sync again",
      };
    }),
};
