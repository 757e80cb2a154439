import assert from "node:assert/strict";
import type { Scope } from "../../../lib/guards/scope.ts";
import { createApplication } from "../../../lib/tools/changes/create_application.ts";
import { updateApplication } from "../../../lib/tools/changes/update_application.ts";
import { type Harness, harness } from "../../helpers/tool_harness.ts";

/** A scope that the calls below are in, and a project that lets nothing into the namespace of Argo CD. */
function scoped(scope: Scope, { isTight = false } = {}): Harness {
  const it = harness({
    policy: { tier: "destructive", scope },
    async intercept(request) {
      if (!isTight || !request.url.endsWith("/settings")) return undefined;
      // Where applications may live anywhere, no namespace is sure to hold none.
      const settings = await (await it.simulator.fetch(request)).json();
      return Response.json({ ...settings, appsInAnyNamespaceEnabled: false });
    },
    customize(world) {
      const project = world.projects.get("default");
      if (project && isTight) {
        project.spec.destinations = [
          { server: "*", namespace: "!argocd" },
          { server: "*", namespace: "*" },
        ];
      }
    },
  });
  return it;
}

const NEW = {
  application: "extra",
  repo: "https://git.shop.example/shop/platform.git",
  path: "kust/overlays/prod",
  cluster: "in-cluster",
  namespace: "extra",
};
const EXTRA: Scope = { applications: ["extra", "selfheal", "guestbook"] };
const UNSEEN =
  /^OUT_OF_SCOPE: Cannot .+: automated sync would deploy what nobody has looked at/;

for (
  const [what, tool, args] of [
    ["a new application", createApplication, { ...NEW, automated: true }],
    ["a new revision of an automated one", updateApplication, {
      application: "selfheal",
      revision: "v1.0.0",
    }],
    ["one that becomes automated", updateApplication, {
      application: "guestbook",
      automated: true,
    }],
  ] as const
) {
  Deno.test(`under a scope, ${what} must not deploy what may hold applications out of it`, async () => {
    await using h = scoped(EXTRA);
    assert.match((await h.call(tool, args)).text, UNSEEN);
    assert.deepEqual(h.changes(), []);
  });

  Deno.test(`${what} may deploy by itself where its project allows no applications, or nothing is out of scope`, async () => {
    await using tight = scoped(EXTRA, { isTight: true });
    assert.match((await tight.call(tool, args)).text, /^PREVIEW/);
    await using open = harness({ policy: { tier: "destructive" } });
    assert.match((await open.call(tool, args)).text, /^PREVIEW/);
  });
}

Deno.test("under a scope, what is synced by hand or stays where it is may be changed", async () => {
  await using h = scoped(EXTRA);
  for (
    const [tool, args] of [
      [createApplication, NEW],
      [updateApplication, { application: "guestbook", revision: "v1.1.0" }],
      [updateApplication, { application: "selfheal", labels: { team: "x" } }],
    ] as const
  ) assert.match((await h.call(tool, args)).text, /^PREVIEW/);
});
