import * as assert from "node:assert/strict";
import { Simulated } from "./simulated.ts";

const ALL = ["2.14", "3.2", "3.5"] as const;

Deno.test("each release says who it is", async () => {
  const versions = await Promise.all(
    ALL.map(async (version) =>
      (await new Simulated({ version }).get("/api/version", "nobody")).body
    ),
  );
  assert.deepEqual(versions, [{ Version: "v2.14.21" }, { Version: "v3.2.12" }, {
    Version: "v3.5.1",
  }]);
});

Deno.test("endpoints that a release does not have are a text 404", async () => {
  const status = async (version: typeof ALL[number], path: string) => {
    const answer = await new Simulated({ version }).get(path);
    return answer.status === 404 && answer.text === "Not Found\n"
      ? "absent"
      : "there";
  };
  for (
    const [path, expected] of [
      ["/api/v1/applications/guestbook/server-side-diff", [
        "absent",
        "there",
        "there",
      ]],
      ["/api/v1/applicationsets/fleet/events", ["absent", "absent", "there"]],
    ] as const
  ) {
    assert.deepEqual(
      await Promise.all(ALL.map((version) => status(version, path))),
      expected,
      path,
    );
  }
});

Deno.test("a deleted Deployment is Missing or unnoticed, by release", async () => {
  const health = async (version: typeof ALL[number]) => {
    const simulated = new Simulated({ version });
    await simulated.send(
      "DELETE",
      "/api/v1/applications/reports/resource?namespace=reports&resourceName=reports&version=v1&group=apps&kind=Deployment",
    );
    return (await simulated.application("reports")).status.health.status;
  };
  assert.deepEqual(await Promise.all(ALL.map(health)), [
    "Missing",
    "Missing",
    "Healthy",
  ]);
});

Deno.test("2.14 drops automated.enabled and syncs; later releases keep it off", async () => {
  const patched = async (version: typeof ALL[number]) => {
    const simulated = new Simulated({ version });
    const { body } = await simulated.send(
      "PATCH",
      "/api/v1/applications/payments",
      {
        body: {
          patch: JSON.stringify({
            spec: { syncPolicy: { automated: { enabled: false } } },
          }),
          patchType: "merge",
        },
      },
    );
    simulated.clock.pass(2);
    const app = await simulated.application("payments");
    return [
      body.spec.syncPolicy.automated,
      app.operation !== undefined || app.status.history.length > 1,
    ];
  };
  assert.deepEqual(await patched("2.14"), [{}, true]);
  assert.deepEqual(await patched("3.5"), [{ enabled: false }, false]);
});

Deno.test("logs need their own permission from 3.0 on, and filters ignore case", async () => {
  const lines = async (version: typeof ALL[number], query: string) => {
    const simulated = new Simulated({ version });
    const { status, text } = await simulated.get(
      `/api/v1/applications/payments/logs?kind=Deployment&group=apps&resourceName=payments&${query}`,
      "limited",
    );
    return status === 200 ? text.split("\n").length - 2 : status;
  };
  assert.equal(await lines("3.5", "tailLines=1"), 403);
  assert.ok(await lines("2.14", "tailLines=1") > 0);
  assert.equal(await lines("2.14", "filter=captured%20ORDER"), 0);
});

Deno.test("2.14 marks its objects with a label, later releases with an annotation", async () => {
  const mark = async (version: typeof ALL[number]) => {
    const { body } = await new Simulated({ version }).get(
      "/api/v1/applications/kust/resource?namespace=kust&resourceName=prod-kust-config&version=v1&kind=ConfigMap",
    );
    const { labels, annotations } = JSON.parse(body.manifest).metadata;
    return [
      labels?.["app.kubernetes.io/instance"],
      annotations["argocd.argoproj.io/tracking-id"],
    ];
  };
  assert.deepEqual(await mark("2.14"), ["kust", undefined]);
  assert.deepEqual(await mark("3.5"), [
    undefined,
    "kust:/ConfigMap:kust/prod-kust-config",
  ]);
});
