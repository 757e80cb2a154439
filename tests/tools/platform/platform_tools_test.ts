import assert from "node:assert/strict";
import { getServerInfo } from "../../../lib/tools/platform/get_server_info.ts";
import { listClusters } from "../../../lib/tools/platform/list_clusters.ts";
import { listProjects } from "../../../lib/tools/platform/list_projects.ts";
import { listRepositories } from "../../../lib/tools/platform/list_repositories.ts";
import { harness } from "../../helpers/tool_harness.ts";

Deno.test("list_projects shows all projects with their active windows", async () => {
  await using h = harness({ now: () => new Date("2026-11-21T08:30:00Z") });
  const { text, structured } = await h.call(listProjects);
  assert.match(text, /^4 projects\nname /);
  assert.match(text, /\nfrozen .* 3 \(2 active\) /);
  assert.equal(structured?.["total"], 4);
});

Deno.test("list_projects with a project shows its rules, and never a token", async () => {
  await using h = harness();
  const { text } = await h.call(listProjects, { project: "team-a" });
  assert.match(text, /^project: team-a\n/);
  assert.match(text, /cluster kinds:\n {2}allowed: Namespace\n/);
  assert.match(
    text,
    /policies: applications get team-a\/\*, applications sync team-a\/\*/,
  );
  assert.doesNotMatch(text, /eyJ/);
});

Deno.test("list_projects tells a missing project from a forbidden one as far as Argo CD does", async () => {
  await using admin = harness();
  assert.match(
    (await admin.call(listProjects, { project: "nope" })).text,
    /^NOT_FOUND: /,
  );
  await using limited = harness({ account: "limited" });
  const { text } = await limited.call(listProjects, { project: "nope" });
  assert.match(text, /^(?:FORBIDDEN|NOT_FOUND_OR_FORBIDDEN): /);
});

Deno.test("empty lists of a limited account say that it is a matter of permissions", async () => {
  await using h = harness({ account: "limited" });
  assert.match((await h.call(listProjects)).text, /may not see any project/);
  assert.match((await h.call(listClusters)).text, /may not see any cluster/);
  assert.match(
    (await h.call(listRepositories)).text,
    /this account may not see them/,
  );
});

Deno.test("list_clusters shows why one is not reached", async () => {
  await using h = harness();
  const { text } = await h.call(listClusters);
  assert.match(text, /^3 clusters: 2 Successful, 1 Failed\n/);
  assert.match(
    text,
    /dead-cluster \S+: Failed \(dial tcp .*connection refused\); 1 application; no cache/,
  );
});

Deno.test.each([
  { tool: listClusters, path: "/api/v1/clusters", key: "server" },
  { tool: listRepositories, path: "/api/v1/repositories", key: "repo" },
])(
  "what fails comes first, then what was not tried: $path",
  async ({ tool, path, key }) => {
    const states = ["Successful", "Unknown", "Failed", "Successful", "Failed"];
    await using h = harness({
      intercept: (request) =>
        new URL(request.url).pathname === path
          ? Response.json({
            items: states.map((status, at) => ({
              [key]: `https://${at}.example.test`,
              connectionState: { status },
              info: { connectionState: { status } },
            })),
          })
          : undefined,
    });
    const { structured } = await h.call(tool);
    const items = structured?.["items"] as readonly Record<string, string>[];
    assert.deepEqual(
      items.map((item) => item[key]?.slice(8, 9)),
      ["2", "4", "1", "0", "3"],
    );
  },
);

Deno.test("list_clusters finds one by name or address, and says when there is none", async () => {
  await using h = harness();
  for (const cluster of ["edge-cluster", "https://edge.shop.example:6443/"]) {
    const { structured } = await h.call(listClusters, { cluster });
    assert.equal(structured?.["total"], 1);
  }
  const { text } = await h.call(listClusters, { cluster: "nope" });
  assert.match(text, /^NOT_FOUND_OR_FORBIDDEN: .*'nope'/);
});

Deno.test("list_repositories never shows credentials of an address", async () => {
  await using h = harness({
    intercept: (request) =>
      new URL(request.url).pathname === "/api/v1/repositories"
        ? Response.json({
          items: [{
            repo: "https://bot:made-up-pass@git.example.test/a.git",
            type: "git",
          }],
        })
        : undefined,
  });
  const { text, structured } = await h.call(listRepositories);
  assert.doesNotMatch(text + JSON.stringify(structured), /made-up-pass|bot:/);
  assert.match(
    text,
    /https:\/\/git\.example\.test\/a\.git: Unknown; git; credentials in its address/,
  );
});

Deno.test("list_repositories searches address and name", async () => {
  await using h = harness();
  const { structured } = await h.call(listRepositories, { search: "GUEST" });
  assert.equal(structured?.["total"], 1);
});

Deno.test("get_server_info shows account, permissions and guardrails", async () => {
  await using h = harness({ account: "limited" });
  const { text, structured } = await h.call(getServerInfo);
  assert.match(text, /version: v3\.5\.1\n/);
  assert.deepEqual(structured?.["permissions"], {
    project: "team-a",
    may: { applications: ["get"] },
    may_not: {
      applications: ["sync", "create", "update", "delete", "override"],
      logs: ["get"],
      exec: ["create"],
      applicationsets: ["get"],
      projects: ["get", "update"],
      clusters: ["get"],
      repositories: ["get"],
    },
  });
  assert.match(
    text,
    /guardrails:\n {2}allowed tier: read\n {2}read only: true\n/,
  );
});

Deno.test("permissions on applications are asked of project/*, for '*' alone is 'no' even for admin", async () => {
  await using h = harness();
  await h.call(getServerInfo, { project: "frozen" });
  const asked = h.requests.filter(({ path }) => path.includes("/can-i/"))
    .map(({ path }) => decodeURIComponent(path.split("/can-i/")[1] ?? ""));
  assert(asked.includes("applications/sync/frozen/*"), asked.join(" "));
  assert(asked.includes("projects/get/frozen"));
  assert(!asked.some((path) => /^applications\/\w+\/\*$/.test(path)));
  assert(!asked.some((path) => path.includes("/action/")));
});

Deno.test("a bad token is called one, though version, settings and userinfo answer 200 to it", async () => {
  await using h = harness({ token: "aaaa.bbbb.cccc" });
  const { text, structured, isError } = await h.call(getServerInfo);
  assert(!isError, text);
  assert.deepEqual(structured?.["account"], { logged_in: false });
  assert.match(text, /Not logged in: Argo CD does not accept the credential/);
  assert.match(text, /permissions not known: /);
  assert.equal(structured?.["permissions"], undefined);
});

Deno.test("an SSO session that Argo CD knows and refuses is told apart", async () => {
  await using h = harness({
    intercept: (request) =>
      new URL(request.url).pathname === "/api/v1/session/userinfo"
        ? Response.json({
          username: "ana@example.test",
          iss: "https://id.example.test",
        })
        : undefined,
  });
  const { text } = await h.call(getServerInfo, { project: "default" });
  assert.match(text, /knows 'ana@example\.test' but refuses the session/);
});

for (
  const [version, tracking] of [
    ["3.5", "annotation"],
    ["3.2", "annotation"],
    ["2.14", "label (app.kubernetes.io/instance)"],
  ] as const
) {
  Deno.test(`get_server_info on ${version} knows how objects are tracked`, async () => {
    await using h = harness({ version });
    const { structured } = await h.call(getServerInfo, { project: "default" });
    const settings = structured?.["settings"] as { tracking: string };
    assert.equal(settings.tracking, tracking);
  });
}
