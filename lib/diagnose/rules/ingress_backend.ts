/**
 * An Ingress that leads to a Service or port which is not there.
 *
 * @module
 */
import type { Facts, Rule } from "../facts.ts";
import { at, numberAt, recordsAt, textAt } from "../fields.ts";
import type { Finding } from "../finding.ts";
import { type LiveObject, liveObjects } from "../live_objects.ts";
import { placeOf } from "../object_key.ts";
import { objectArguments } from "../pod_finding.ts";

const MOST_NAMED = 3;

interface Backend {
  readonly name: string;
  /** Number or name of the port; empty when it names none. */
  readonly port: string;
}

function backendOf(backend: unknown): readonly Backend[] {
  const name = textAt(backend, "service", "name");
  if (!name) return [];
  const port = numberAt(backend, "service", "port", "number") ??
    textAt(backend, "service", "port", "name");
  return [{ name, port: String(port) }];
}

function backendsOf({ object }: LiveObject): readonly Backend[] {
  return [
    ...backendOf(at(object, "spec", "defaultBackend")),
    ...recordsAt(object, "spec", "rules").flatMap((rule) =>
      recordsAt(rule, "http", "paths").flatMap((path) =>
        backendOf(path["backend"])
      )
    ),
  ];
}

function finding(
  facts: Facts,
  { ref, object }: LiveObject,
  parts: Pick<Finding, "rule" | "severity" | "confidence" | "summary">,
): Finding {
  const where = placeOf(ref, "spec.rules");
  return {
    ...parts,
    where,
    evidence: [{
      where,
      text: JSON.stringify(
        at(object, "spec", "rules") ?? at(object, "spec", "defaultBackend"),
      ),
    }],
    next: {
      tool: "get_resource",
      arguments: objectArguments(facts, ref),
      then: "correct the backend, or add the Service or port that it names",
    },
  };
}

/** Those that the application has: the name may be misspelt. */
function ownText(services: readonly LiveObject[]): string {
  const names = services.map(({ ref }) => `'${ref.name}'`);
  if (names.length === 0) return "";
  const more = names.length - MOST_NAMED;
  return ` (it has ${names.slice(0, MOST_NAMED).join(", ")}${
    more > 0 ? ` and ${more} more` : ""
  })`;
}

function look(facts: Facts, ingress: LiveObject): readonly Finding[] {
  const services = liveObjects(facts, ["Service"]).filter(({ ref }) =>
    ref.namespace === ingress.ref.namespace
  );
  const title = `Ingress '${ingress.ref.name}'`;
  for (const { name, port } of backendsOf(ingress)) {
    const service = services.find(({ ref }) => ref.name === name);
    if (!service) {
      const isElsewhere = facts.nodes.some((node) =>
        node.kind === "Service" && node.name === name
      );
      if (isElsewhere) continue;
      return [finding(facts, ingress, {
        rule: "ingress-backend-missing",
        // Another application may have it.
        severity: services.length > 0 ? "broken" : "note",
        confidence: 0.6,
        summary:
          `${title} leads to Service '${name}', which this application does not have${
            ownText(services)
          }: unless something else makes it, requests end in an error`,
      })];
    }
    const ports = recordsAt(service.object, "spec", "ports").flatMap((one) => [
      String(numberAt(one, "port") ?? ""),
      textAt(one, "name"),
    ]);
    if (port === "" || ports.includes(port)) continue;
    return [finding(facts, ingress, {
      rule: "ingress-port-missing",
      severity: "broken",
      confidence: 0.9,
      summary:
        `${title} leads to port '${port}' of Service '${name}', which has only ${
          ports.filter(Boolean).join(", ") || "none"
        }`,
    })];
  }
  return [];
}

/** Ingresses that lead nowhere. */
export const ingressBackend: Rule = {
  names: ["ingress-backend-missing", "ingress-port-missing"],
  look: (facts) =>
    liveObjects(facts, ["Ingress"]).flatMap((ingress) => look(facts, ingress)),
};
