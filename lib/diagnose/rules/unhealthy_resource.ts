/**
 * A resource that Argo CD calls unhealthy: its own words, where nothing else explains it.
 *
 * @module
 */
import type { ResourceRef } from "../../argocd/wire/resources.ts";
import { eventsOf } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { placeOf } from "../object_key.ts";
import { eventEvidence, objectArguments } from "../pod_finding.ts";
import { quoted } from "../quote.ts";

interface Judged extends ResourceRef {
  readonly health?: { readonly status?: string; readonly message?: string };
  readonly hook?: boolean;
}

const SEVERITIES: ReadonlyMap<string, Finding["severity"]> = new Map([
  ["Degraded", "broken"],
  ["Progressing", "waiting"],
  ["Suspended", "waiting"],
]);

function findingOf(facts: Facts, resource: Judged): Finding | undefined {
  const { health, kind = "?", name = "?" } = resource;
  const severity = SEVERITIES.get(health?.status ?? "");
  if (!severity || !health?.status) return undefined;
  // What went wrong last says more than that something did.
  const [warning] = health.status === "Suspended"
    ? []
    : eventsOf(facts, resource, { type: "Warning" });
  const told = warning?.message || health.message;
  return {
    rule: `resource-${health.status.toLowerCase()}`,
    severity,
    confidence: 0.4,
    symptom: true,
    summary: `${kind} ${name} is ${health.status}${
      told ? `: ${quoted(told)}` : ""
    }`,
    where: placeOf(resource),
    evidence: [{
      where: placeOf(resource, "health"),
      text: health.message || health.status,
    }, ...(warning ? [eventEvidence(warning)] : [])],
    next: {
      tool: "get_resource",
      arguments: objectArguments(facts, resource),
    },
  };
}

/** Says which resources are unhealthy. */
export const unhealthyResource: Rule = {
  names: ["resource-degraded", "resource-progressing", "resource-suspended"],
  look(facts) {
    // A hook is part of an operation, and a child application has a diagnosis of its own.
    return (facts.application.status?.resources ?? [])
      .filter(({ hook, kind }) => !hook && kind !== "Application")
      .flatMap((resource) => findingOf(facts, resource) ?? []);
  },
};
