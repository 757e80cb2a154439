/**
 * An Ingress that gets no address.
 *
 * @module
 */
import type { ResourceRef } from "../../argocd/wire/resources.ts";
import type { Manifest } from "../../views/manifest_yaml.ts";
import { eventsOf } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { at, recordsAt, textAt } from "../fields.ts";
import type { Finding } from "../finding.ts";
import { secondsSince, spanText } from "../moment.ts";
import { keyOf, placeOf } from "../object_key.ts";
import { eventEvidence, objectArguments } from "../pod_finding.ts";
import { quoted } from "../quote.ts";

const PATIENCE_SECONDS = 180;
/** A controller that makes a load balancer in a cloud. */
const WORKING_SECONDS = 600;
const OLD_CLASS = "kubernetes.io/ingress.class";

function finding(facts: Facts, ref: ResourceRef, object: Manifest): Finding {
  const seconds =
    secondsSince(textAt(object, "metadata", "creationTimestamp"), facts.now) ??
      PATIENCE_SECONDS;
  const byField = textAt(object, "spec", "ingressClassName");
  const name = byField || textAt(object, "metadata", "annotations", OLD_CLASS);
  const events = eventsOf(facts, ref);
  const failed = events.find(({ type }) => type === "Warning");
  const isServed = events.length > 0;
  const isWaiting = !failed &&
    seconds < (isServed ? WORKING_SECONDS : PATIENCE_SECONDS);
  const place = placeOf(ref, "status.loadBalancer");
  const why = failed
    ? `its controller says ${quoted(failed.message ?? "", 150)}`
    : isServed
    ? "its controller has seen it"
    : isWaiting
    ? "it is new"
    : name
    ? `no controller answers for class '${name}'`
    : "it names no class, and no controller has taken it";
  return {
    rule: isWaiting ? "ingress-pending" : "ingress-no-address",
    severity: isWaiting ? "waiting" : "broken",
    confidence: failed ? 1 : isWaiting ? 0.7 : 0.9,
    summary: `Ingress '${ref.name}' has no address for ${
      spanText(seconds)
    }: ${why}`,
    where: place,
    evidence: [
      ...(failed ? [eventEvidence(failed)] : []),
      {
        where: placeOf(
          ref,
          byField || !name
            ? "spec.ingressClassName"
            : `metadata.annotations[${OLD_CLASS}]`,
        ),
        text: name || "absent",
      },
      {
        where: place,
        text: `"loadBalancer":${
          JSON.stringify(at(object, "status", "loadBalancer") ?? {})
        }`,
      },
    ],
    next: {
      tool: "get_resource",
      arguments: objectArguments(facts, ref),
      then:
        "use a class that the cluster has (kubectl get ingressclass), or install or repair the controller of this one",
    },
  };
}

/** Ingresses that wait for an address. */
export const ingressAddress: Rule = {
  names: ["ingress-no-address", "ingress-pending"],
  look(facts) {
    return facts.nodes.filter(({ kind, health }) =>
      kind === "Ingress" && health?.status === "Progressing"
    ).flatMap((node) => {
      const object = facts.objects.get(keyOf(node));
      if (!object) return [];
      const addresses = recordsAt(object, "status", "loadBalancer", "ingress");
      return addresses.length > 0 ? [] : [finding(facts, node, object)];
    });
  },
};
