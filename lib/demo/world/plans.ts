/**
 * The applications of the shop, at least one for each state worth showing.
 *
 * @module
 */
import { createApplicationSet } from "../model/application_set.ts";
import type { World } from "../model/world.ts";
import { type ApplicationPlan, createApplication } from "./applications.ts";

/** Creates every application of the shop and the ApplicationSet. */
export function createAll(world: World): void {
  const plans: readonly ApplicationPlan[] = [
    {
      name: "guestbook",
      labels: { team: "web", env: "prod" },
      repository: "guestbook",
      path: "deploy",
      targetRevision: "v1.0.0",
    },
    {
      name: "payments",
      labels: { team: "payments", env: "prod" },
      project: "team-a",
    },
    {
      name: "billing",
      labels: { team: "payments", env: "prod" },
      project: "team-a",
      path: "billing/does-not-exist",
    },
    {
      name: "badyaml",
      labels: { team: "web" },
      path: "broken",
      destinationNamespace: "broken",
    },
    {
      name: "stranded",
      labels: { team: "edge" },
      path: "edge",
      server: world.addresses.deadCluster,
    },
    { name: "worker", labels: { team: "web", env: "prod" } },
    { name: "progress", labels: { team: "web", env: "dev" } },
    { name: "paused", labels: { team: "web", env: "dev" } },
    { name: "hooked", labels: { team: "web", env: "dev" } },
    {
      name: "slow",
      labels: { team: "payments", env: "dev" },
      project: "team-a",
    },
    {
      name: "selfheal",
      labels: { team: "platform", env: "prod" },
      automated: { prune: true, selfHeal: true },
    },
    {
      name: "multi",
      labels: { team: "web", env: "prod" },
      sources: [{ repository: "platform", path: "multi/base" }, {
        repository: "config",
        path: "multi",
      }],
    },
    {
      name: "kust",
      labels: { team: "platform", env: "dev" },
      path: "kust/overlay",
    },
    {
      name: "chart",
      labels: { team: "platform", env: "dev" },
      source: {
        helm: {
          parameters: [
            { name: "message", value: "open until eight" },
            { name: "adminPassword", value: "hazel-Kettle-31" },
          ],
          releaseName: "demo",
          values: "replicas: 2\nextraSecret: cedar-Window-58\n",
        },
      },
    },
    {
      name: "reports",
      labels: { team: "data", env: "prod" },
      project: "frozen",
    },
    {
      name: "ledger",
      labels: { team: "data", env: "prod", window: "soft" },
      project: "frozen",
    },
    {
      name: "edge",
      labels: { team: "edge", env: "prod" },
      server: world.addresses.edgeCluster,
    },
    {
      name: "remote",
      namespace: "apps-b",
      labels: { team: "b", env: "prod" },
      project: "team-b",
    },
    {
      name: "root",
      labels: { team: "platform" },
      path: "children",
      destinationNamespace: world.namespace,
      automated: {},
      syncOptions: false,
    },
  ];
  for (const plan of plans) createApplication(world, plan);
  createApplicationSet(world, {
    metadata: { name: "fleet", labels: { team: "platform" } },
    spec: {
      goTemplate: true,
      generators: [{
        list: {
          elements: [{ auto: "x", env: "dev" }, { env: "stage" }, {
            env: "prod",
          }],
          template: { metadata: {}, spec: { destination: {}, project: "" } },
        },
      }],
      template: {
        metadata: {
          name: "fleet-{{.env}}",
          labels: { env: "{{.env}}", fleet: "true" },
        },
        spec: {
          source: {
            repoURL: `${world.addresses.git}/platform.git`,
            path: "fleet",
            targetRevision: "main",
          },
          destination: {
            server: world.home.server,
            namespace: "fleet-{{.env}}",
          },
          project: "default",
          syncPolicy: { syncOptions: ["CreateNamespace=true"] },
        },
      },
    },
  }, { user: "admin" });
}
