/**
 * The API of the destination did not answer, or not as it should, while the sync ran.
 *
 * @module
 */
import { isLost, LOST_REGEXP } from "../api_causes.ts";
import type { Rule } from "../facts.ts";
import { explainFailures } from "../explain_failures.ts";

const RULE = "cluster-lost-in-sync";
const CREDENTIALS_REGEXP = /provide credentials|\bUnauthorized\b/i;

/** Finds syncs that a cluster interrupted. */
export const clusterLost: Rule = {
  names: [RULE],
  look: (facts) =>
    explainFailures(facts, ({ message }) => {
      if (!isLost(message)) return undefined;
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
