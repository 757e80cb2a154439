/**
 * Where an application goes, in words.
 *
 * @module
 */
import type { Destination } from "../argocd/wire/application.ts";

/** The cluster that Argo CD itself runs in. */
export const IN_CLUSTER_SERVER = "https://kubernetes.default.svc";
/** Its name, unless an operator gave it another. */
export const IN_CLUSTER_NAME = "in-cluster";

/** The cluster by name, or else by address. */
function clusterTitle({ server, name }: Destination): string {
  if (name) return name;
  if (server === IN_CLUSTER_SERVER) return IN_CLUSTER_NAME;
  return server?.replace(/^https?:\/\//, "") || "?";
}

/**
 * Cluster and namespace.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(destinationTitle({ name: "edge", namespace: "shop" }), "edge/shop");
 * assert.equal(destinationTitle({ server: "https://kubernetes.default.svc" }), "in-cluster");
 * assert.equal(destinationTitle({ server: "https://10.0.0.1:6443" }), "10.0.0.1:6443");
 * ```
 */
export function destinationTitle(destination: Destination | undefined): string {
  if (!destination) return "";
  const cluster = clusterTitle(destination);
  return destination.namespace
    ? `${cluster}/${destination.namespace}`
    : cluster;
}
