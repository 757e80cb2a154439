/**
 * Forty other causes: the faults were recorded, many of the words are others, and sizes are skewed. Several begin and
 * end alike, several have nothing in common on a list, and names of applications, namespaces and clusters stand in
 * what is said.
 *
 * @module
 */
import type { Bond, Planted } from "./planted_fleet.ts";

const HELM = ".Values.database.host";
const BRANCH = "release/2026-11";
const POLICY = "images must not use the tag latest";
const IMAGE = "registry.example.test/catalog:2.41.0-rc9";
const CONFIG = "gateway-settings";

type Words = NonNullable<Planted["says"]>[number];

function row(
  as: string,
  [id, count, bond]: readonly [id: string, count: number, bond: Bond],
  ...says: readonly Words[]
): Planted {
  return { as, id, count, bond, says };
}

/** Largest first. */
export const OTHER_CAUSES: readonly Planted[] = [
  row(
    "helm-cache",
    ["f27-helm", 420, "nothing"],
    [HELM, ".Values.cache.host"],
    ["1.36.1", "1.31.{name}"],
  ),
  row("policy-tag", ["f60-policy", 260, "nothing"], [
    "crawler",
    "{name}-crawler",
  ]),
  row("helm-queue", ["f27-helm", 180, "nothing"], [HELM, ".Values.queue.host"]),
  row("policy-owner", ["f60-policy", 150, "nothing"], [
    POLICY,
    "the label owner is missing",
  ], ["crawler", "{name}-crawler"]),
  row("image-rc10", ["f01-catalog", 120, "image"], [
    IMAGE,
    "registry.example.test/catalog:2.41.0-rc10",
  ]),
  row("denied-everywhere", ["f34-dest-denied", 105, "nothing"], [
    "https://kubernetes.default.svc",
    "{server}",
  ]),
  row("branch-12", ["f29-branch", 90, "nothing"], [BRANCH, "release/2026-12"]),
  row("deployer-east", ["f38-forbidden", 80, "nothing"], [
    "argocd-limited",
    "deployer-east",
  ]),
  row("config-chart", ["f06-gateway", 70, "chart"], [
    CONFIG,
    "tenant-settings",
  ]),
  row("cluster-west", ["f37-cluster", 64, "cluster"]),
  row("helm-tls", ["f27-helm", 58, "chart"], [HELM, ".Values.ingress.host"]),
  row("cluster-north", ["f37-cluster", 52, "cluster"], [
    "127.0.0.1:11443",
    "127.0.0.1:12443",
  ]),
  row("registry-host", ["f81-registry-host", 47, "registry"], [
    "registry.exmaple.test/ads:1.0.0",
    "registry.exmaple.test/{name}:1.0.0",
  ], ["/v2/ads/", "/v2/{name}/"]),
  row("deployer-west", ["f38-forbidden", 43, "nothing"], [
    "argocd-limited",
    "deployer-west",
  ]),
  row("crash-orders", ["f03-orders", 40, "image"]),
  row("branch-hotfix", ["f29-branch", 37, "nothing"], [BRANCH, "hotfix/login"]),
  row("repo-platform", ["f30-repo-down", 34, "repository"]),
  row("hook-migrate", ["f39-presync", 32, "image"]),
  row("project-gone", ["f70-project", 30, "nothing"], ["retail", "wholesale"]),
  row("limits", ["f17-limitrange", 28, "cluster"]),
  row("repo-tools", ["f30-repo-down", 26, "repository"], [
    "127.0.0.1:18",
    "127.0.0.1:19",
  ]),
  row("no-gateway-kind", ["f22-crd", 24, "nothing"], [
    "monitoring.coreos.com",
    "gateway.networking.k8s.io",
  ]),
  row("taint", ["f13-unsched-taint", 22, "cluster"]),
  row("private-image", ["f02-billing-api", 20, "image"]),
  row("kind-denied", ["f35-kind-denied", 19, "project"]),
  row("init-crash", ["f08-inventory", 18, "image"]),
  row("repo-cert", ["f32-repo-cert", 17, "repository"]),
  row("crash-command", ["f63-command", 16, "image"]),
  row("port-taken", ["f73-nodeport", 15, "nothing"], ["turn", "{name}-turn"]),
  row("too-long", ["f59-toolong", 14, "nothing"]),
  row("cpu", ["f11-unsched-cpu", 13, "image"]),
  row("claim", ["f14-pending-pvc", 12, "image"]),
  row("path-moved", ["f28-path", 11, "path"]),
  row("immutable", ["f21-stsspec", 10, "image"]),
  row("job-template", ["f20-jobtpl", 9, "image"]),
  row("rollout", ["f58-rollout", 8, "image"]),
  row("no-balancer", ["f56-loadbalancer", 7, "image"]),
  row("base64", ["f67-b64", 6, "nothing"]),
  row("second-source", ["f74-multisrc", 5, "path"]),
  row("rate-limit", ["f79-ratelimit", 4, "image"]),
];
