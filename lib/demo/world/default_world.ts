/**
 * The made-up shop that a simulator starts with: accounts, clusters, repositories and settings. Its
 * accounts differ in rights, so that refusals can be seen as well as successes.
 *
 * @module
 */
import type { Account } from "../model/account.ts";
import { parsePolicies } from "../model/rbac.ts";
import type { World } from "../model/world.ts";
import { describeImages } from "./images.ts";
import { createProjects } from "./projects.ts";
import { createRepositories } from "./repositories.ts";
import { playScenario } from "./scenario.ts";

/** Where the made-up shop lives; all names are reserved and resolve nowhere. */
export const SHOP_ADDRESSES = {
  git: "https://git.shop.example/shop",
  edgeCluster: "https://edge.shop.example:6443",
  deadCluster: "https://10.66.0.9:6443",
  url: "https://argocd.shop.example",
} as const;

const POLICY = `
g, admin, role:admin
g, readonly, role:readonly
p, limited, applications, get, team-a/*, allow
p, deployer, applications, get, team-a/*, allow
p, deployer, applications, sync, team-a/*, allow
p, deployer, applications, action/apps/Deployment/restart, team-a/*, allow
p, deployer, logs, get, team-a/*, allow
p, deployer, projects, get, team-a, allow
`;

/** Seconds before the start at which passwords were set and keys issued. */
const ACCOUNTS_AGE = 6 * 3600;

/** Fills an empty world with the shop. */
export function fillWorld(world: World): void {
  const start = world.now();
  const { policies, roles } = parsePolicies(POLICY);
  world.policies.push(...policies);
  for (const [account, names] of roles) world.roles.set(account, names);
  const issuedAt = Math.floor(start.getTime() / 1000) - ACCOUNTS_AGE;
  for (const name of ["admin", "readonly", "limited", "deployer"]) {
    world.accounts.set(name, account(name, issuedAt));
  }
  world.at(new Date(start.getTime() - 5 * 3_600_000), () => {
    world.addCluster("https://kubernetes.default.svc", "in-cluster");
    const edge = world.addCluster(world.addresses.edgeCluster, "edge-cluster");
    edge.labels = { region: "eu", tier: "edge" };
    const dead = world.addCluster(world.addresses.deadCluster, "dead-cluster");
    const host = world.addresses.deadCluster.replace(/^https?:\/\//, "");
    dead.unreachable =
      `failed to get server version: Get "${world.addresses.deadCluster}/version?timeout=32s": dial tcp ${host}: connect: connection refused`;
    createProjects(world);
  });
  createRepositories(world);
  describeImages(world.images);
  registerRepositories(world);
  fillRest(world);
  playScenario(world);
  keepRepeating(world);
}

/** The last run of a crashing container, see its log, began this long ago, and the kubelet has waited since. */
const LAST_RUN_SECONDS = 150;
const LAST_BACK_OFF_SECONDS = 40;

/** What repeats has not stopped when the scenario was over: it is the news of a pod that does not run. */
function keepRepeating(world: World): void {
  for (const cluster of world.clusters) {
    for (const event of cluster.events) {
      if (event.count === 1) continue;
      const seconds = event.reason === "BackOff"
        ? LAST_BACK_OFF_SECONDS
        : LAST_RUN_SECONDS;
      const last = new Date(world.now().getTime() - seconds * 1000);
      if (last > event.last) event.last = last;
    }
  }
}

function account(name: string, issuedAt: number): Account {
  return {
    name,
    password: `${name}-demo-password`,
    passwordSince: issuedAt - 60,
    enabled: true,
    capabilities: ["apiKey", "login"],
    tokens: [{ id: `demo-${name}`, issuedAt }],
    failures: [],
  };
}

function registerRepositories(world: World): void {
  const attemptedAt = new Date(world.now().getTime() - 4 * 60_000);
  for (const name of ["config", "guestbook", "platform"]) {
    world.repositories.push({
      repo: `${world.addresses.git}/${name}.git`,
      type: "git",
      name,
      failure: "",
      attemptedAt,
    });
  }
  const address = "https://127.0.0.1:9/org";
  world.repositoryCredentials.push({
    url: address,
    username: "robot",
    password: "linen-Anchor-64",
  });
  world.repositories.push({
    repo: `${address}/private.git`,
    type: "git",
    failure:
      `rpc error: code = Unknown desc = error testing repository connectivity: unable to ls-remote HEAD on repository: failed to list refs: Get "${address}/private.git/info/refs?service=git-upload-pack": dial tcp 127.0.0.1:9: connect: connection refused`,
    attemptedAt,
  });
}

function fillRest(world: World): void {
  const { url } = world.addresses;
  world.links.application.push({
    title: "Runbook",
    url: `${url}/runbooks/{name}`,
    description: "What to do when it is down",
    iconClass: "fa-book",
  });
  world.links.project.push({ title: "Team page", url: `${url}/teams/{name}` });
  world.links.resource.push({
    title: "Log search",
    url: `${url}/logs/{namespace}/{name}`,
  });
  world.notifications.services.push("slack", "email");
  world.notifications.triggers.push("on-health-degraded", "on-sync-failed");
  world.notifications.templates.push("app-health-degraded", "app-sync-failed");
  for (const certSubType of ["ssh-ed25519", "ssh-rsa"]) {
    world.certificates.push({
      serverName: "git.shop.example",
      certType: "ssh",
      certSubType,
      certData: null,
      certInfo: "SHA256:u4Zq2bZk0r6pVtQyXo0lJ8m1yCw5sEoT3nHfDgA7bRk",
    });
  }
}
