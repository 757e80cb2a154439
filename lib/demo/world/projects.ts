/**
 * The shop's projects: one that is open, one that is narrow and reports orphans, one that is frozen by sync
 * windows, and one for another namespace.
 *
 * @module
 */
import { uidFrom } from "../model/ids.ts";
import type { Project } from "../model/project.ts";
import { addProject } from "../model/project_store.ts";
import { stamp } from "../model/time.ts";
import type { World } from "../model/world.ts";

/** The shop's projects. */
export function createProjects(world: World): void {
  const { server } = world.home;
  const everywhere = [{ server, namespace: "*" }, {
    server: world.addresses.edgeCluster,
    namespace: "*",
  }];
  const anything = [{ group: "*", kind: "*" }];
  const project: Project = {
    metadata: {
      name: "default",
      namespace: world.namespace,
      uid: uidFrom("project default"),
      resourceVersion: world.nextVersion(),
      generation: 1,
      creationTimestamp: stamp(world.now()),
    },
    spec: {
      sourceRepos: ["*"],
      destinations: [{ server: "*", namespace: "*" }],
      clusterResourceWhitelist: anything,
    },
    status: {},
  };
  world.projects.set("default", project);
  addProject(world, "team-a", {
    sourceRepos: [`${world.addresses.git}/*`],
    destinations: ["payments", "billing", "team-a-*", "slow"].map((
      namespace,
    ) => ({ server, namespace })),
    description: "Checkout and payments",
    roles: [{
      name: "ci",
      description: "Pipeline of the payments team",
      policies: [
        "p, proj:team-a:ci, applications, get, team-a/*, allow",
        "p, proj:team-a:ci, applications, sync, team-a/*, allow",
      ],
      groups: ["shop:payments-ci"],
    }],
    clusterResourceWhitelist: [{ group: "", kind: "Namespace" }],
    namespaceResourceBlacklist: [{ group: "", kind: "ResourceQuota" }],
    orphanedResources: { warn: true },
  });
  addProject(world, "frozen", {
    sourceRepos: ["*"],
    destinations: everywhere,
    description: "Finance: changes only with the auditors' consent",
    clusterResourceWhitelist: anything,
    syncWindows: [
      {
        kind: "deny",
        schedule: "0 0 * * *",
        duration: "24h",
        applications: ["reports*"],
        timeZone: "UTC",
        ...(world.features.windowDescription
          ? { description: "Freeze until the audit is closed" }
          : {}),
      },
      {
        kind: "deny",
        schedule: "0 0 * * *",
        duration: "24h",
        applications: ["ledger"],
        manualSync: true,
        timeZone: "UTC",
      },
      {
        kind: "allow",
        schedule: "0 3 1 1 *",
        duration: "1h",
        namespaces: ["nothing"],
        manualSync: true,
        timeZone: "UTC",
      },
    ],
  });
  addProject(world, "team-b", {
    sourceRepos: ["*"],
    destinations: everywhere,
    clusterResourceWhitelist: anything,
    sourceNamespaces: ["apps-b"],
  });
}
