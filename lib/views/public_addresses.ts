/**
 * Where an object is reached from outside of its cluster.
 *
 * @module
 */
import { isRecord, type Manifest } from "./manifest_yaml.ts";

/** The field of each entry; an entry without one stands for every host. */
function fieldsOf(list: unknown, field: string): readonly string[] {
  return Array.isArray(list)
    ? list.map((one) => String(isRecord(one) && one[field] || "*"))
    : [];
}

/**
 * Host names of what routes traffic, `load balancer` for a Service that has one; empty for everything else.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const rules = [{ host: "shop.example" }, {}];
 * assert.deepEqual(publicAddresses({ kind: "Ingress", spec: { rules } }), ["shop.example", "*"]);
 * assert.deepEqual(publicAddresses({ kind: "Service", spec: { type: "LoadBalancer" } }), ["load balancer"]);
 * ```
 */
export function publicAddresses(
  object: Manifest | undefined,
): readonly string[] {
  const spec = object?.["spec"];
  if (!isRecord(spec)) return [];
  switch (object?.["kind"]) {
    case "Service":
      return spec["type"] === "LoadBalancer" ? ["load balancer"] : [];
    case "Ingress":
      return [...new Set(fieldsOf(spec["rules"], "host"))];
    case "Gateway":
      return [...new Set(fieldsOf(spec["listeners"], "hostname"))];
    case "HTTPRoute":
    case "GRPCRoute":
    case "TLSRoute":
      return Array.isArray(spec["hostnames"])
        ? [...new Set(spec["hostnames"].map(String))]
        : [];
    case "Route":
      return spec["host"] ? [String(spec["host"])] : [];
    default:
      return [];
  }
}
