/**
 * Objects beside what Git has of them.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import type { PlannedObject } from "./plan.ts";

/** A ConfigMap in which one value differs. */
export const TARIFF: PlannedObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  name: "tariff",
  live: { data: { level: "1" } },
  target: { data: { level: "2" } },
  sync: "OutOfSync",
};

/** Members of the Deployment `web` as Git has them. */
export function asInGit(replicas: number, version = "1.0.0"): Manifest {
  return {
    spec: {
      replicas,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          containers: [{
            name: "app",
            image: `registry.example.test/app:${version}`,
          }],
        },
      },
    },
  };
}
