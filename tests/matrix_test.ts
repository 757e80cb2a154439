import assert from "node:assert/strict";
import type { Tier } from "../lib/tier.ts";
import { covers } from "../lib/tier.ts";
import type { Tool } from "../lib/tool.ts";
import { TOOLS } from "../lib/tools/registry.ts";
import { DESTRUCTIVE_CALLS, SAMPLE_CALLS } from "./helpers/sample_calls.ts";
import { type Harness, harness } from "./helpers/tool_harness.ts";

const TIERS: readonly Tier[] = ["read", "write", "destructive"];

function codeOf(text: string): string | undefined {
  return /^([A-Z_]+): /.exec(text)?.[1];
}

/** What a refused call answers; `undefined` for one that is let through. */
function expectedCode(needed: Tier, allowed: Tier): string | undefined {
  if (covers(allowed, needed)) return undefined;
  return allowed === "read" ? "READ_ONLY" : "DESTRUCTIVE_DISABLED";
}

/** An operation that can be terminated. */
async function startSync(h: Harness): Promise<void> {
  const { token } = h.simulator.credentials.admin;
  await h.simulator.fetch(
    new Request("http://argocd/api/v1/applications/slow/sync", {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
      },
      body: "{}",
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
}

function sample(tool: Tool): Readonly<Record<string, unknown>> {
  const args = SAMPLE_CALLS[tool.name];
  assert(args, `${tool.name} has no sample call`);
  return args;
}

for (const allowed of TIERS) {
  Deno.test(`with tier ${allowed} every tool does what its tier is allowed to, and no preview changes anything`, async (t) => {
    await using h = harness({ policy: { tier: allowed } });
    await startSync(h);
    for (const tool of TOOLS) {
      await t.step(tool.name, async () => {
        const before = h.requests.length;
        const result = await h.call(tool, sample(tool));
        const code = expectedCode(tool.tier, allowed);
        assert.equal(codeOf(result.text), code, result.text);
        assert.equal(result.isError, code !== undefined);
        assert.deepEqual(h.changes(), []);
        if (code) assert.equal(h.requests.length, before, "nothing is asked");
      });
    }
  });

  Deno.test(`with tier ${allowed} a call that destroys is refused unless that is allowed`, async (t) => {
    await using h = harness({ policy: { tier: allowed } });
    for (const [name, args] of Object.entries(DESTRUCTIVE_CALLS)) {
      const tool = TOOLS.find((one) => one.name === name);
      assert(tool);
      await t.step(name, async () => {
        for (const dry_run of [true, false]) {
          const { text, structured } = await h.call(tool, { ...args, dry_run });
          const code = expectedCode("destructive", allowed) ??
            (dry_run ? undefined : "CONFIRMATION_REQUIRED");
          assert.equal(codeOf(text), code, text);
          if (!code) assert.equal(structured?.["tier"], "destructive");
        }
        assert.deepEqual(h.changes(), []);
      });
    }
  });
}

Deno.test("what is destructive is never applied without a plan and a confirmation, whatever else is said", async (t) => {
  await using h = harness({ policy: { tier: "destructive" } });
  await startSync(h);
  for (const tool of TOOLS.filter(({ tier }) => tier === "destructive")) {
    await t.step(tool.name, async () => {
      const args = { ...sample(tool), dry_run: false };
      const name = (args as { name?: string; application?: string }).name ??
        (args as { application?: string }).application;
      for (
        const extra of [
          {},
          { confirm: true },
          { confirm: true, confirm_name: name },
          { confirm_name: name },
        ]
      ) {
        const { text } = await h.call(tool, { ...args, ...extra });
        assert.equal(codeOf(text), "CONFIRMATION_REQUIRED", text);
        assert.match(text, /plan="[\w-]{90,400}"/);
        assert(text.length <= 2_000);
      }
      assert.deepEqual(h.changes(), []);
    });
  }
});

const SPELLINGS = [
  "Guestbook",
  "GUESTBOOK",
  "guestb\u043eok", // a Cyrillic letter
  "guest\u200bbook", // zero width
  "guestbook ",
  " guestbook",
  "guestbook\n",
  "guestbook\u00a0",
  "\u202eguestbook",
  "guestbook%2Foperation",
  "../guestbook",
  "guestbook/",
];

Deno.test("a name that is not exactly a name is refused by every tool before anything is asked", async (t) => {
  await using h = harness({ policy: { tier: "destructive" } });
  for (const tool of TOOLS) {
    const args = SAMPLE_CALLS[tool.name] ?? {};
    if (!("application" in args)) continue;
    await t.step(tool.name, async () => {
      for (const application of SPELLINGS) {
        const { text } = await h.call(tool, { ...args, application });
        assert.equal(codeOf(text), "INVALID_ARGUMENT", text);
      }
      assert.deepEqual(h.requests, []);
    });
  }
});

Deno.test("outside of its one cluster every tool refuses, by name and by address, and nothing is changed", async (t) => {
  for (
    const destination of [
      { name: "edge-cluster", namespace: "edge" },
      undefined,
    ]
  ) {
    await using h = harness({
      policy: { tier: "destructive", scope: { cluster: "in-cluster" } },
      customize(world) {
        const app = world.application("edge")?.app;
        if (app && destination) app.spec.destination = destination;
      },
    });
    const how = destination ? "by name" : "by address";
    for (const tool of TOOLS) {
      const args = SAMPLE_CALLS[tool.name] ?? {};
      if (!("application" in args) || tool.name === "create_application") {
        continue;
      }
      await t.step(`${tool.name} ${how}`, async () => {
        const { text } = await h.call(tool, { ...args, application: "edge" });
        assert.equal(codeOf(text), "OUT_OF_SCOPE", text);
        assert.deepEqual(h.changes(), []);
      });
    }
  }
});

Deno.test("while changes are frozen every write previews, says so, and is refused when applied", async (t) => {
  await using h = harness({
    policy: { tier: "destructive" },
    freeze: () => Promise.resolve("release week, ask the platform team"),
  });
  await startSync(h);
  for (const tool of TOOLS.filter(({ tier }) => tier !== "read")) {
    await t.step(tool.name, async () => {
      const preview = await h.call(tool, sample(tool));
      assert.match(
        preview.text,
        /BLOCKED now: changes are frozen: "release week/,
      );
      const { text } = await h.call(tool, { ...sample(tool), dry_run: false });
      assert.equal(codeOf(text), "FROZEN", text);
      assert.match(text, /release week, ask the platform team/);
      assert.deepEqual(h.changes(), []);
    });
  }
});

/** Applications in a closed window: `reports` refuses syncs by hand, too. */
const IN_WINDOW: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  delete_resource: { kind: "ConfigMap", name: "reports-config" },
  patch_resource: { kind: "ConfigMap", name: "reports-config" },
  rollback_application: { id: 0 },
  run_resource_action: {
    kind: "Deployment",
    name: "reports",
    action: "restart",
  },
};

Deno.test("in a closed window every write to an application is refused, also those that Argo CD lets through", async (t) => {
  await using h = harness({ policy: { tier: "destructive" } });
  for (const tool of TOOLS.filter(({ tier }) => tier !== "read")) {
    // Nothing runs there, and what does not exist has no windows yet.
    if (["terminate_operation", "create_application"].includes(tool.name)) {
      continue;
    }
    await t.step(tool.name, async () => {
      const args = {
        ...sample(tool),
        application: "reports",
        ...IN_WINDOW[tool.name],
      };
      const preview = await h.call(tool, args);
      // What is not there cannot be changed, whatever the window.
      if (codeOf(preview.text) === "NOT_FOUND") {
        assert.equal(tool.name, "run_resource_action", preview.text);
        return;
      }
      assert.match(
        preview.text,
        /BLOCKED now: sync windows of application 'reports'/,
      );
      const { text } = await h.call(tool, { ...args, dry_run: false });
      assert.equal(codeOf(text), "SYNC_WINDOW", text);
      assert.deepEqual(h.changes(), []);
    });
  }
});
