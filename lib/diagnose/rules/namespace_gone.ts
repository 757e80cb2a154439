/**
 * The namespace does not exist, or is on its way out and takes nothing new.
 *
 * @module
 */
import type { Facts, Rule } from "../facts.ts";
import type { Evidence } from "../finding.ts";
import { finalizersOf } from "../deletion_facts.ts";
import { placeOf } from "../object_key.ts";
import { explainFailures } from "../explain_failures.ts";

const MISSING_REGEXP = /namespaces? "([^"]+)" not found/i;
const TERMINATING_REGEXP =
  /(?:unable to create new content in )?namespace "?([\w-]+)"? because it is being terminated/i;

/** The objects that keep the namespace, as far as the application has them. */
function holders(facts: Facts, namespace: string): readonly Evidence[] {
  return facts.nodes.filter((node) => node.namespace === namespace)
    .flatMap((node) => {
      const held = finalizersOf(facts, node);
      return held && held.finalizers.length > 0
        ? [{
          where: placeOf(node, "metadata.finalizers"),
          text: JSON.stringify(held.finalizers),
        }]
        : [];
    }).slice(0, 1);
}

/** Finds syncs into a namespace that is not there. */
export const namespaceGone: Rule = {
  names: ["namespace-missing", "namespace-terminating"],
  look: (facts) =>
    explainFailures(facts, ({ message }) => {
      const [, ending] = TERMINATING_REGEXP.exec(message) ?? [];
      if (ending) {
        const evidence = holders(facts, ending);
        return {
          rule: "namespace-terminating",
          cause: ending,
          decisive: TERMINATING_REGEXP,
          summary:
            `Namespace '${ending}' is being deleted, so nothing can be made in it${
              evidence.length > 0
                ? ": a finalizer of an object in it is not removed"
                : ""
            }`,
          evidence,
          next: {
            tool: "get_application_resource_tree",
            arguments: { application: facts.ref },
          },
          then:
            `see what keeps it (kubectl get namespace ${ending} -o jsonpath={.status.conditions}), let that controller finish or remove the finalizer, then sync again`,
        };
      }
      const [, missing] = MISSING_REGEXP.exec(message) ?? [];
      if (!missing) return undefined;
      return {
        rule: "namespace-missing",
        cause: missing,
        decisive: MISSING_REGEXP,
        summary: `Namespace '${missing}' does not exist in the cluster`,
        next: {
          tool: "sync_application",
          arguments: {
            application: facts.ref,
            sync_options: ["CreateNamespace=true"],
          },
        },
        then:
          "CreateNamespace=true makes only the destination's namespace; make any other by a Namespace in the source",
      };
    }),
};
