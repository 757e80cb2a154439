/**
 * A Service of type LoadBalancer that gets no address.
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

/** A cloud takes its time. */
const PATIENCE_SECONDS = 180;
const WORKING_SECONDS = 600;

/** Another one that has got an address: then there is somebody who gives them. */
function servedOne({ nodes }: Facts): string | undefined {
  return nodes.find(({ kind, group = "", networkingInfo }) =>
    kind === "Service" && group === "" &&
    (networkingInfo?.ingress?.length ?? 0) > 0
  )?.name;
}

function nobody(facts: Facts, object: Manifest): string {
  const name = textAt(object, "spec", "loadBalancerClass");
  const other = servedOne(facts);
  if (other && !name) {
    return `nobody says why, and Service '${other}' has one, so that addresses or quota may be used up, or its annotations ask for what cannot be had`;
  }
  return name
    ? `nothing in the cluster serves load balancer class '${name}'`
    : "nothing in the cluster provides load balancers";
}

function finding(
  facts: Facts,
  ref: ResourceRef,
  object: Manifest,
): Finding {
  const seconds =
    secondsSince(textAt(object, "metadata", "creationTimestamp"), facts.now) ??
      PATIENCE_SECONDS;
  const events = eventsOf(facts, ref);
  const failed = events.find(({ type }) => type === "Warning");
  // Whoever provides the address says that it is at work.
  const isServed = events.some(({ reason = "" }) =>
    /LoadBalancer|IPAllocated|AllocateIP|nodeAssigned/i.test(reason)
  );
  const patience = isServed ? WORKING_SECONDS : PATIENCE_SECONDS;
  const isWaiting = !failed && seconds < patience;
  const place = placeOf(ref, "status.loadBalancer");
  const why = failed
    ? `it cannot be made: ${quoted(failed.message ?? "", 150)}`
    : isServed
    ? "its provider is at work on it"
    : isWaiting
    ? "the Service is new"
    : nobody(facts, object);
  return {
    rule: isWaiting ? "load-balancer-pending" : "load-balancer-no-address",
    severity: isWaiting ? "waiting" : "broken",
    confidence: failed ? 1 : isWaiting ? 0.7 : 0.9,
    summary: `Service '${ref.name}' of type LoadBalancer has no address for ${
      spanText(seconds)
    }: ${why}`,
    where: place,
    evidence: [
      {
        where: place,
        text: `"loadBalancer":${
          JSON.stringify(at(object, "status", "loadBalancer") ?? {})
        }`,
      },
      ...(failed ? [eventEvidence(failed)] : []),
    ],
    next: {
      tool: "get_application_events",
      arguments: objectArguments(facts, ref),
      then:
        "install or repair what provides load balancers (cloud controller, MetalLB), free addresses or quota, or use another type of Service",
    },
  };
}

/** Services that wait for an address. */
export const serviceAddress: Rule = {
  names: ["load-balancer-no-address", "load-balancer-pending"],
  look(facts) {
    return facts.nodes.filter(({ kind, group = "", health }) =>
      kind === "Service" && group === "" && health?.status === "Progressing"
    ).flatMap((node) => {
      const object = facts.objects.get(keyOf(node));
      if (!object || textAt(object, "spec", "type") !== "LoadBalancer") {
        return [];
      }
      const addresses = recordsAt(object, "status", "loadBalancer", "ingress");
      return addresses.length > 0 ? [] : [finding(facts, node, object)];
    });
  },
};
