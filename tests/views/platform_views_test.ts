import assert from "node:assert/strict";
import { parseServerVersion } from "../../lib/argocd/server_version.ts";
import type {
  ClusterList,
  RepositoryList,
} from "../../lib/argocd/wire/platform.ts";
import type { Project } from "../../lib/argocd/wire/projects.ts";
import type { Settings } from "../../lib/argocd/wire/server.ts";
import { clusterText, clusterView } from "../../lib/views/cluster_view.ts";
import { projectView } from "../../lib/views/project_view.ts";
import {
  repositoryText,
  repositoryView,
} from "../../lib/views/repository_view.ts";
import { settingsView } from "../../lib/views/settings_view.ts";
import { type RecordedAnswer, recordedBody } from "../helpers/recorded_body.ts";

const NOW = new Date("2026-11-21T08:30:00Z");

function recorded<Body>(
  file: string,
  name: string,
  version: RecordedAnswer["version"] = "v3.5",
): Body {
  return recordedBody<Body>({ version, file, name });
}

Deno.test("a project shows its rules in the words of a reader", () => {
  const view = projectView(
    recorded<Project>("projects", "get project team-a"),
    NOW,
  );
  assert.deepEqual(view.destinations, [
    "in-cluster/payments",
    "in-cluster/billing",
    "in-cluster/team-a-*",
    "in-cluster/slow",
  ]);
  assert.deepEqual(view.cluster_kinds, { allowed: ["Namespace"] });
  assert.deepEqual(view.namespaced_kinds, {
    allowed: "all",
    denied: ["ResourceQuota"],
  });
  assert.deepEqual(view.roles?.[0]?.policies, [
    "applications get team-a/*",
    "applications sync team-a/*",
  ]);
  assert.equal(view.orphaned_resources, "watched, with a warning");
});

Deno.test("no cluster kinds listed means none, every kind listed means all", () => {
  assert.deepEqual(projectView({}, NOW).cluster_kinds, { allowed: "none" });
  assert.deepEqual(
    projectView(recorded<Project>("projects", "get project default"), NOW)
      .cluster_kinds,
    { allowed: "all" },
  );
});

Deno.test("a role's token is its id and its times", () => {
  const view = projectView(
    recorded<Project>("projects", "project role token: own project"),
    NOW,
  );
  const [token] = view.roles?.[0]?.tokens ?? [];
  assert.equal(token?.issued, "2026-11-21T05:42:10Z");
  assert.equal(token?.expires, "2026-11-21T05:52:10Z");
  assert.deepEqual(Object.keys(token ?? {}), ["id", "issued", "expires"]);
});

Deno.test("a deny policy of a role is called one", () => {
  const view = projectView({
    spec: {
      roles: [{
        name: "ci",
        policies: ["p, proj:x:ci, applications, delete, x/*, deny", "odd"],
      }],
    },
  }, NOW);
  assert.deepEqual(view.roles?.[0]?.policies, [
    "deny applications delete x/*",
    "odd",
  ]);
});

Deno.test("a cluster that is not reached says why, and shows nothing of its configuration", () => {
  const { items } = recorded<ClusterList>("clusters", "list clusters");
  const views = (items ?? []).map(clusterView);
  const dead = views.find(({ name }) => name === "dead-cluster");
  assert.equal(dead?.status, "Failed");
  assert.match(dead?.message ?? "", /^dial tcp 127\.0\.0\.1:9/);
  assert.equal(dead?.cache_synced, undefined);
  assert.doesNotMatch(JSON.stringify(views), /config|tlsClientConfig/);
  const alive = views.find(({ name }) => name === "edge-cluster");
  assert(alive);
  assert.match(clusterText(alive), /Kubernetes v1\.36\.1; 1 application/);
});

Deno.test("a cluster that Argo CD has not looked at yet is Unknown", () => {
  assert.equal(clusterView({ server: "https://new" }).status, "Unknown");
});

Deno.test("credentials in a repository's address are left out, and that is said", () => {
  const view = repositoryView({
    repo: "https://bot:made-up@git.example.test/shop.git",
    type: "git",
    connectionState: { status: "Successful" },
  });
  assert.equal(
    repositoryText(view),
    "https://git.example.test/shop.git: Successful; git; credentials in its address (not shown)",
  );
});

Deno.test("a repository that is not reached says why", () => {
  const { items } = recorded<RepositoryList>(
    "repositories",
    "list repositories",
  );
  const failed = (items ?? []).map(repositoryView)
    .filter(({ status }) => status === "Failed");
  assert.equal(failed.length, 1);
  assert.match(failed[0]?.message ?? "", /Unable to connect to repository/);
});

Deno.test("an absent tracking method is the label below 3.0, and unknown above", () => {
  const old = recorded<Settings>(
    "settings-version-session",
    "settings, logged in",
    "v2.14",
  );
  assert.equal(
    settingsView(old, parseServerVersion("v2.14.21")).tracking,
    "label (app.kubernetes.io/instance)",
  );
  assert.equal(
    settingsView({}, parseServerVersion("v3.5.1")).tracking,
    "unknown",
  );
  assert.equal(
    settingsView({}, parseServerVersion(undefined)).tracking,
    "unknown",
  );
});

Deno.test("a switch that Argo CD does not mention is neither on nor off", () => {
  const view = settingsView(
    recorded<Settings>(
      "settings-version-session",
      "settings, logged in",
      "v3.2",
    ),
    parseServerVersion("v3.2.12"),
  );
  assert.equal(view.off, undefined);
  assert(view.not_mentioned?.includes("sync with Replace"));
});

Deno.test("with both kinds of single sign-on configured the one that Argo CD uses is named", () => {
  const version = parseServerVersion("v3.5.1");
  const dexConfig = { connectors: [{ name: "Company", type: "ldap" }] };
  assert.equal(settingsView({ dexConfig }, version).sso, "Dex: Company (ldap)");
  assert.equal(
    settingsView({
      dexConfig,
      oidcConfig: { name: "Own", issuer: "https://id.example.test" },
    }, version).sso,
    "OIDC Own (https://id.example.test)",
  );
  // Connectors that are an empty list come as an empty object.
  assert.equal(settingsView({ dexConfig: {} }, version).sso, "none");
});
