/**
 * The application itself is being deleted: its finalizers wait for its resources, its hooks, or somebody's word.
 *
 * @module
 */
import { span } from "../../views/age.ts";
import { plural } from "../../views/plural.ts";
import type { Facts, Rule } from "../facts.ts";
import { nameOf } from "../leaf_differences.ts";
import { keyOf } from "../object_key.ts";
import { minutesSince } from "../operation_facts.ts";

const RULE = "application-deleting";
const LONG_MINUTES = 5;
const APPROVED = "argocd.argoproj.io/deletion-approved";

/** Managed resources that are still in the cluster. */
function remaining({ nodes, application }: Facts) {
  const managed = new Set((application.status?.resources ?? []).map(keyOf));
  return nodes.filter((node) =>
    managed.has(keyOf(node)) && node.health?.status !== "Missing"
  );
}

/** Finds applications on their way out. */
export const applicationDeleting: Rule = {
  names: [RULE],
  look(facts) {
    const { application, ref, now } = facts;
    const { deletionTimestamp: since, finalizers = [], annotations } =
      application.metadata ?? {};
    if (!since) return [];
    const minutes = minutesSince(since, now);
    const left = remaining(facts);
    const pending = left.filter(({ health }) =>
      health?.message === "Pending deletion"
    );
    const options = JSON.stringify(facts.compared ?? []);
    const asks = options.includes("Delete=confirm") &&
      !annotations?.[APPROVED];
    const [held] = pending.length > 0 ? pending : left;
    const what = left.length > 0
      ? `: ${plural(left.length, "resource")} still there${
        held ? ` (${nameOf(held)}${pending.length > 0 ? ", pending" : ""})` : ""
      }`
      : "";
    return [{
      rule: RULE,
      severity: minutes >= LONG_MINUTES && !asks ? "broken" : "waiting",
      confidence: 0.85,
      summary: `The application has been in deletion for ${
        span(minutes * 60_000)
      } and waits for ${
        asks
          ? "somebody to confirm it (an object has Delete=confirm)"
          : finalizers.length > 0
          ? `finalizer '${finalizers[0]}'`
          : "Kubernetes"
      }${what}`,
      where: `Application/${ref}@metadata.finalizers`,
      evidence: [
        {
          where: `Application/${ref}@metadata`,
          text: `"deletionTimestamp":"${since}","finalizers":${
            JSON.stringify(finalizers)
          }`,
        },
        ...pending.slice(0, 2).map((node) => ({
          where: `${node.kind}/${node.namespace ?? ""}/${node.name}@health`,
          text: node.health?.message ?? "",
        })),
      ],
      next: {
        tool: "get_application_resource_tree",
        arguments: { application: ref },
        then:
          "see why what is left does not go; the finalizer of the application ends by itself when its resources are gone",
      },
    }];
  },
};
