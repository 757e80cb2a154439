/**
 * Verdicts s) and t), the lines about clusters and repositories that touch a read.
 *
 * | verdict                                                                     | recorded as                       |
 * | --------------------------------------------------------------------------- | --------------------------------- |
 * | s) **several Secrets may have one server URL**; a trailing slash is the same | (not among the recordings here)   |
 * | t) **credentials inside a repository URL are shown everywhere**, to readonly too | (the simulator does the same)  |
 * | t) the state of a repository nobody tested yet is empty                     | (not among the recordings here)   |
 *
 * @module
 */
import assert from "node:assert/strict";
import { onGet } from "../helpers/recorded_response.ts";
import { harness } from "../helpers/tool_harness.ts";
import { everything, toolNamed } from "./all_reads.ts";

const SERVER = "https://edge.shop.example:6443";

Deno.test("two clusters behind one address are both shown, by name and by address", async () => {
  await using h = harness({
    intercept: onGet("/api/v1/clusters", async (request) => {
      const list = await (await h.simulator.fetch(request)).json();
      list.items.push({
        server: `${SERVER}/`,
        name: "edge-again",
        project: "team-b",
        connectionState: { status: "Successful" },
      });
      return Response.json(list);
    }),
  });
  const { structured } = await h.call(toolNamed("list_clusters"), {
    cluster: SERVER,
  });
  const items = structured?.["items"] as { name: string; project?: string }[];
  assert.deepEqual(items.map(({ name, project }) => [name, project]), [
    ["edge-cluster", undefined],
    ["edge-again", "team-b"],
  ]);
  for (const cluster of ["edge-again", "edge-cluster", `${SERVER}/`]) {
    const list = await h.call(toolNamed("list_applications"), { cluster });
    const rows = list.structured?.["items"] as string[][];
    assert.deepEqual(rows.map(([name]) => name), ["edge"], cluster);
  }
});

Deno.test("credentials in repository addresses leave the program nowhere", async () => {
  const planted = "willow-Lantern-42";
  await using h = harness({
    account: "readonly",
    intercept: async (request) => {
      const answer = await h.simulator.fetch(request);
      const text = await answer.text();
      return new Response(
        text.replaceAll(
          "https://git.shop.example",
          `https://robot:${planted}@git.shop.example`,
        ),
        { status: answer.status, headers: answer.headers },
      );
    },
  });
  const raw = await h.simulator.fetch(
    new Request("http://argocd/api/v1/repositories", {
      headers: {
        authorization: `Bearer ${h.simulator.credentials.readonly.token}`,
      },
    }),
  );
  assert.match(await raw.text(), /https:\/\/git\.shop\.example/);
  for (
    const [tool, args] of [
      ["list_repositories", {}],
      ["list_applications", { columns: ["repo"], limit: 100 }],
      ["list_projects", {}],
      ["list_projects", { project: "team-a" }],
      ["get_application", { application: "payments", include: ["spec"] }],
      ["get_application", { application: "multi", include: ["history"] }],
      ["get_application_history", { application: "multi" }],
      ["get_application_manifests", { application: "payments" }],
      ["get_application_diff", { application: "payments" }],
    ] as const
  ) {
    const result = await h.call(toolNamed(tool), args);
    assert(!result.isError, result.text);
    assert(!everything(result).includes(planted), tool);
  }
  const { text } = await h.call(toolNamed("list_repositories"), {
    search: "platform",
  });
  assert.match(text, /git\.shop\.example\/shop\/platform\.git/);
});

Deno.test("a repository that nobody tested yet is unknown, not connected", async () => {
  await using h = harness({
    intercept: onGet("/api/v1/repositories", () =>
      Response.json({
        items: [{
          repo: "https://git.shop.example/shop/new.git",
          type: "git",
          connectionState: { status: "", message: "", attemptedAt: null },
        }],
      })),
  });
  const { text } = await h.call(toolNamed("list_repositories"));
  assert.match(text, /^1 repository: 1 Unknown\n/);
});
