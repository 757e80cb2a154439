/**
 * What a pod asks of a node.
 *
 * @module
 */
import { at, recordsAt, textAt } from "./fields.ts";
import type { PodFacts } from "./pod_facts.ts";
import { isRecord } from "../views/manifest_yaml.ts";

function pairs(value: unknown): string {
  return isRecord(value)
    ? Object.entries(value).map(([key, one]) => `${key}=${String(one)}`)
      .join(", ")
    : "";
}

/** Host ports that it wants to itself. */
function hostPorts({ object }: PodFacts): string {
  return recordsAt(object, "spec", "containers")
    .flatMap((container) => recordsAt(container, "ports"))
    .map(({ hostPort }) => hostPort).filter((port) =>
      typeof port === "number" && port > 0
    ).join(", ");
}

/**
 * What a pod asks of a node, as far as it bears on one reason of the scheduler (`insufficient`, `taint` …); empty when
 * it asks for nothing of the kind.
 */
export function wishText(pod: PodFacts, kind: string): string {
  const spec = at(pod.object, "spec");
  switch (kind) {
    case "insufficient": {
      const wishes = pod.containers.flatMap(({ name, spec }) => {
        const requests = pairs(at(spec, "resources", "requests"));
        return requests ? [`${name} requests ${requests}`] : [];
      });
      return wishes.join("; ");
    }
    case "taint":
      return recordsAt(spec, "tolerations")
        .filter(({ key }) =>
          typeof key !== "string" || !key.startsWith("node.kubernetes.io/")
        )
        .map((one) =>
          `tolerates ${
            [textAt(one, "key"), textAt(one, "value")].filter(Boolean)
              .join("=") || "everything"
          }`
        ).join(", ");
    case "node-selector": {
      const selector = pairs(at(spec, "nodeSelector"));
      const affinity = at(spec, "affinity", "nodeAffinity");
      return [
        ...(selector ? [`nodeSelector ${selector}`] : []),
        ...(affinity ? [`nodeAffinity ${JSON.stringify(affinity)}`] : []),
      ].join("; ");
    }
    case "host-port":
      return hostPorts(pod) ? `hostPort ${hostPorts(pod)}` : "";
    case "anti-affinity":
    case "pod-affinity": {
      const affinity = at(
        spec,
        "affinity",
        kind === "pod-affinity" ? "podAffinity" : "podAntiAffinity",
      );
      return affinity ? JSON.stringify(affinity) : "";
    }
    case "topology-spread": {
      const spread = recordsAt(spec, "topologySpreadConstraints");
      return spread.length > 0 ? JSON.stringify(spread) : "";
    }
    default:
      return "";
  }
}
