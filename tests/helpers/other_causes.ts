/**
 * Forty other causes: the faults were recorded, many of the words are others, and sizes are skewed. Several begin and
 * end alike, several have nothing in common on a list, and names of applications, namespaces and clusters stand in
 * what is said.
 *
 * @module
 */
import type { Planted } from "./planted_fleet.ts";

const HELM = ".Values.database.host";
const BRANCH = "release/2026-11";
const POLICY = "images must not use the tag latest";
const IMAGE = "registry.example.test/catalog:2.41.0-rc9";
const CONFIG = "gateway-settings";

/** Largest first. */
export const OTHER_CAUSES: readonly Planted[] = [
  {
    as: "helm-cache",
    id: "f27-helm",
    count: 420,
    bond: "nothing",
    says: [[HELM, ".Values.cache.host"], ["1.36.1", "1.31.{name}"]],
  },
  {
    as: "policy-tag",
    id: "f60-policy",
    count: 260,
    bond: "nothing",
    says: [["crawler", "{name}-crawler"]],
  },
  {
    as: "helm-queue",
    id: "f27-helm",
    count: 180,
    bond: "nothing",
    says: [[HELM, ".Values.queue.host"]],
  },
  {
    as: "policy-owner",
    id: "f60-policy",
    count: 150,
    bond: "nothing",
    says: [[POLICY, "the label owner is missing"], [
      "crawler",
      "{name}-crawler",
    ]],
  },
  {
    as: "image-rc10",
    id: "f01-catalog",
    count: 120,
    bond: "image",
    says: [[IMAGE, "registry.example.test/catalog:2.41.0-rc10"]],
  },
  {
    as: "denied-everywhere",
    id: "f34-dest-denied",
    count: 105,
    bond: "nothing",
    says: [["https://kubernetes.default.svc", "{server}"]],
  },
  {
    as: "branch-12",
    id: "f29-branch",
    count: 90,
    bond: "nothing",
    says: [[BRANCH, "release/2026-12"]],
  },
  {
    as: "deployer-east",
    id: "f38-forbidden",
    count: 80,
    bond: "nothing",
    says: [["argocd-limited", "deployer-east"]],
  },
  {
    as: "config-chart",
    id: "f06-gateway",
    count: 70,
    bond: "chart",
    says: [[CONFIG, "tenant-settings"]],
  },
  { as: "cluster-west", id: "f37-cluster", count: 64, bond: "cluster" },
  {
    as: "helm-tls",
    id: "f27-helm",
    count: 58,
    bond: "chart",
    says: [[HELM, ".Values.ingress.host"]],
  },
  {
    as: "cluster-north",
    id: "f37-cluster",
    count: 52,
    bond: "cluster",
    says: [["127.0.0.1:11443", "127.0.0.1:12443"]],
  },
  {
    as: "registry-host",
    id: "f81-registry-host",
    count: 47,
    bond: "registry",
    says: [
      ["registry.exmaple.test/ads:1.0.0", "registry.exmaple.test/{name}:1.0.0"],
      ["/v2/ads/", "/v2/{name}/"],
    ],
  },
  {
    as: "deployer-west",
    id: "f38-forbidden",
    count: 43,
    bond: "nothing",
    says: [["argocd-limited", "deployer-west"]],
  },
  { as: "crash-orders", id: "f03-orders", count: 40, bond: "image" },
  {
    as: "branch-hotfix",
    id: "f29-branch",
    count: 37,
    bond: "nothing",
    says: [[BRANCH, "hotfix/login"]],
  },
  {
    as: "repo-platform",
    id: "f30-repo-down",
    count: 34,
    bond: "repository",
  },
  { as: "hook-migrate", id: "f39-presync", count: 32, bond: "image" },
  {
    as: "project-gone",
    id: "f70-project",
    count: 30,
    bond: "nothing",
    says: [["retail", "wholesale"]],
  },
  { as: "limits", id: "f17-limitrange", count: 28, bond: "cluster" },
  {
    as: "repo-tools",
    id: "f30-repo-down",
    count: 26,
    bond: "repository",
    says: [["127.0.0.1:18", "127.0.0.1:19"]],
  },
  {
    as: "no-gateway-kind",
    id: "f22-crd",
    count: 24,
    bond: "nothing",
    says: [["monitoring.coreos.com", "gateway.networking.k8s.io"]],
  },
  { as: "taint", id: "f13-unsched-taint", count: 22, bond: "cluster" },
  { as: "private-image", id: "f02-billing-api", count: 20, bond: "image" },
  { as: "kind-denied", id: "f35-kind-denied", count: 19, bond: "project" },
  { as: "init-crash", id: "f08-inventory", count: 18, bond: "image" },
  { as: "repo-cert", id: "f32-repo-cert", count: 17, bond: "repository" },
  { as: "crash-command", id: "f63-command", count: 16, bond: "image" },
  {
    as: "port-taken",
    id: "f73-nodeport",
    count: 15,
    bond: "nothing",
    says: [["turn", "{name}-turn"]],
  },
  { as: "too-long", id: "f59-toolong", count: 14, bond: "nothing" },
  { as: "cpu", id: "f11-unsched-cpu", count: 13, bond: "image" },
  { as: "claim", id: "f14-pending-pvc", count: 12, bond: "image" },
  { as: "path-moved", id: "f28-path", count: 11, bond: "path" },
  { as: "immutable", id: "f21-stsspec", count: 10, bond: "image" },
  { as: "job-template", id: "f20-jobtpl", count: 9, bond: "image" },
  { as: "rollout", id: "f58-rollout", count: 8, bond: "image" },
  { as: "no-balancer", id: "f56-loadbalancer", count: 7, bond: "image" },
  { as: "base64", id: "f67-b64", count: 6, bond: "nothing" },
  { as: "second-source", id: "f74-multisrc", count: 5, bond: "path" },
  { as: "rate-limit", id: "f79-ratelimit", count: 4, bond: "image" },
];
