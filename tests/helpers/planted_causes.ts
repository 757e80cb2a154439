/**
 * Forty causes for a fleet of thousands: recorded faults, how often, and what those with the same cause share.
 *
 * @module
 */
import type { Planted } from "./planted_fleet.ts";

/** Largest first. */
export const FORTY_CAUSES: readonly Planted[] = [
  { id: "f37-cluster", count: 110, bond: "cluster" },
  { id: "f30-repo-down", count: 95, bond: "repository" },
  { id: "f01-catalog", count: 85, bond: "image" },
  { id: "f03-orders", count: 75, bond: "image" },
  { id: "f60-policy", count: 70, bond: "nothing" },
  { id: "f29-branch", count: 60, bond: "target" },
  { id: "f27-helm", count: 52, bond: "chart" },
  { id: "f34-dest-denied", count: 48, bond: "project" },
  { id: "f22-crd", count: 44, bond: "cluster" },
  { id: "f32-repo-cert", count: 40, bond: "repository" },
  { id: "f38-forbidden", count: 38, bond: "cluster" },
  { id: "f39-presync", count: 36, bond: "image" },
  { id: "f13-unsched-taint", count: 35, bond: "cluster" },
  { id: "f35-kind-denied", count: 33, bond: "project" },
  { id: "f02-billing-api", count: 30, bond: "image" },
  { id: "f17-limitrange", count: 28, bond: "cluster" },
  { id: "f28-path", count: 27, bond: "path" },
  { id: "f06-gateway", count: 26, bond: "image" },
  { id: "f42-window", count: 25, bond: "project" },
  { id: "f08-inventory", count: 24, bond: "image" },
  { id: "f40-postsync", count: 23, bond: "image" },
  { id: "f04-search", count: 22, bond: "image" },
  { id: "f21-stsspec", count: 21, bond: "image" },
  { id: "f10-scheduler", count: 20, bond: "image" },
  { id: "f20-jobtpl", count: 19, bond: "image" },
  { id: "f11-unsched-cpu", count: 18, bond: "image" },
  { id: "f63-command", count: 17, bond: "image" },
  { id: "f14-pending-pvc", count: 16, bond: "image" },
  { id: "f58-rollout", count: 15, bond: "image" },
  { id: "f74-multisrc", count: 14, bond: "path" },
  { id: "f79-ratelimit", count: 13, bond: "image" },
  { id: "f70-project", count: 12, bond: "project" },
  { id: "f81-registry-host", count: 11, bond: "image" },
  { id: "f56-loadbalancer", count: 10, bond: "image" },
  { id: "f57-ingress", count: 9, bond: "image" },
  { id: "f59-toolong", count: 8, bond: "nothing" },
  { id: "f41-wave", count: 7, bond: "image" },
  { id: "f67-b64", count: 6, bond: "nothing" },
  { id: "f73-nodeport", count: 5, bond: "nothing" },
  { id: "f78-hook-running", count: 4, bond: "image" },
];
