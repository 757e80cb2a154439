import assert from "node:assert/strict";
import type { World } from "../../../lib/demo/simulator.ts";
import type { Tier } from "../../../lib/tier.ts";
import { runResourceAction } from "../../../lib/tools/changes/run_resource_action.ts";
import {
  type Harness,
  harness,
  type HarnessOptions,
} from "../../helpers/tool_harness.ts";

const WEB = {
  application: "guestbook",
  kind: "Deployment",
  name: "guestbook",
} as const;
const CHILD = {
  application: "root",
  kind: "Application",
  name: "child-one",
  action: "toggle-auto-sync",
} as const;

function writer(
  options: HarnessOptions = {},
  tier: Tier = "destructive",
): Harness {
  return harness({ ...options, policy: { tier, ...options.policy } });
}

function spec(world: World, kind: string, name: string, namespace = name) {
  const object = world.home.get({
    group: kind === "CronJob" ? "batch" : "apps",
    kind,
    namespace,
    name,
  });
  assert(object);
  return object["spec"] as Record<string, unknown>;
}

async function planOf(it: Harness, args: object): Promise<string> {
  const { text, structured } = await it.call(runResourceAction, args);
  assert(structured?.["plan"], text);
  return String(structured["plan"]);
}

/** Previews, confirms and applies. */
async function applied(it: Harness, args: { readonly name: string }) {
  const plan = await planOf(it, args);
  return await it.call(runResourceAction, {
    ...args,
    dry_run: false,
    plan,
    confirm: true,
    confirm_name: args.name,
  });
}

Deno.test("a restart is previewed by reads alone, with the pods that it replaces", async () => {
  await using it = writer({}, "write");
  const { structured } = await it.call(runResourceAction, {
    ...WEB,
    action: "restart",
  });
  assert.deepEqual(it.changes(), []);
  const { plan: _plan, plan_expires: _ends, ...view } = structured ?? {};
  assert.deepEqual(view, {
    applied: false,
    summary:
      "run restart of Deployment guestbook of guestbook: new pods take the place of the present ones, one after another",
    impact: [
      "restarts: Deployment guestbook (its pod template changes, 2 pods)",
    ],
    notes: [
      "it is managed by Argo CD: the next sync puts back what the source sets, and what it does not mention stays",
    ],
    permission:
      "applications, action/apps/Deployment/restart, default/guestbook: whether we have it is not known (Argo CD does not answer for resource actions)",
    tier: "write",
    window: "no window is assigned",
    apply_with: "the same arguments with dry_run=false, plan=<plan>",
  });
});

for (const version of ["2.14", "3.2", "3.5"] as const) {
  const endpoint = version === "2.14" ? "" : "/v2";
  Deno.test(`a restart on ${version} goes to actions${endpoint} and shows what has changed`, async () => {
    const bodies: unknown[] = [];
    await using it = writer({
      version,
      intercept: async (request) => {
        if (request.method === "POST") {
          bodies.push(await request.clone().json());
        }
        return undefined;
      },
    }, "write");
    const { text, structured } = await it.call(runResourceAction, {
      ...WEB,
      action: "restart",
      dry_run: false,
    });
    assert.deepEqual(
      it.changes().map(({ method, path }) => `${method} ${path}`),
      [`POST /api/v1/applications/guestbook/resource/actions${endpoint}`],
    );
    const target = {
      namespace: "guestbook",
      resourceName: "guestbook",
      version: "v1",
      group: "apps",
      kind: "Deployment",
    };
    assert.deepEqual(
      bodies,
      version === "2.14"
        ? ["restart"]
        : [{ project: "default", ...target, action: "restart" }],
    );
    const { template } = spec(it.simulator.world, "Deployment", "guestbook");
    assert.match(JSON.stringify(template), /restartedAt/);
    assert.match(
      String(structured?.["diff"]),
      /\+ {8}kubectl\.kubernetes\.io\/restartedAt: "/,
    );
    assert.match(
      text,
      /undo: Nothing to undo: the new pods run what the old ones ran\. ?$/,
    );
    assert.equal(structured?.["warnings"], undefined);
  });
}

Deno.test("scaling to 0 is destructive: it needs plan and confirmation, and its undo scales back", async () => {
  await using it = writer();
  const args = {
    ...WEB,
    action: "scale",
    parameters: [{ name: "replicas", value: "0" }],
  };
  const first = await it.call(runResourceAction, { ...args, dry_run: false });
  assert.match(first.text, /^CONFIRMATION_REQUIRED: /);
  assert.match(first.text, /scales to 0: Deployment guestbook \(2 → 0\)/);
  assert.deepEqual(it.changes(), []);
  const wrong = await it.call(runResourceAction, {
    ...args,
    dry_run: false,
    plan: await planOf(it, args),
    confirm: true,
    confirm_name: "Guestbook",
  });
  assert.match(wrong.text, /^CONFIRMATION_REQUIRED: /);
  const { structured } = await applied(it, args);
  const { world } = it.simulator;
  assert.equal(spec(world, "Deployment", "guestbook")["replicas"], 0);
  const undo = structured?.["undo"] as {
    readonly call: { readonly tool: string; readonly arguments: typeof args };
  };
  assert.equal(undo.call.tool, "run_resource_action");
  const back = await it.call(runResourceAction, undo.call.arguments);
  assert.match(back.text, /replicas 0 → 2/);
  await applied(it, undo.call.arguments);
  assert.equal(spec(world, "Deployment", "guestbook")["replicas"], 2);
});

Deno.test("pause and resume undo each other, and one that is disabled now is refused although Argo CD would run it", async () => {
  await using it = writer({}, "write");
  const refused = await it.call(runResourceAction, {
    ...WEB,
    action: "resume",
    dry_run: false,
  });
  assert.match(
    refused.text,
    /^CONFLICT: Cannot run action 'resume' of Deployment 'guestbook' of application 'guestbook': the action is disabled in the present state/,
  );
  assert.deepEqual(it.changes(), []);
  const paused = await it.call(runResourceAction, {
    ...WEB,
    action: "pause",
    dry_run: false,
  });
  const { world } = it.simulator;
  assert.equal(spec(world, "Deployment", "guestbook")["paused"], true);
  const { call } = paused.structured?.["undo"] as {
    readonly call: { readonly arguments: Record<string, unknown> };
  };
  await it.call(runResourceAction, { ...call.arguments, dry_run: false });
  assert.equal(spec(world, "Deployment", "guestbook")["paused"], undefined);
});

Deno.test("a restart of what is paused says that nothing restarts yet", async () => {
  await using it = writer();
  const { text } = await it.call(runResourceAction, {
    application: "paused",
    kind: "Deployment",
    name: "paused",
    action: "restart",
  });
  assert.match(text, /it is paused, so its pods start anew only after/);
  assert.doesNotMatch(text, /impact/);
});

Deno.test("an unknown action is refused with those that there are, and without the right to destroy before anything is read", async () => {
  await using it = writer();
  const args = { ...WEB, action: "explode", dry_run: false };
  const { text } = await it.call(runResourceAction, args);
  assert.match(
    text,
    /^NOT_FOUND: .*: the resource has no such action; it has pause, restart, resume, scale\(replicas\)\n/,
  );
  assert.deepEqual(it.changes(), []);
  for (
    const [tier, code] of [
      ["write", "DESTRUCTIVE_DISABLED"],
      ["read", "READ_ONLY"],
    ] as const
  ) {
    await using other = writer({}, tier);
    const refused = await other.call(runResourceAction, args);
    assert(refused.text.startsWith(`${code}: `), refused.text);
    assert.deepEqual(other.requests, []);
  }
  await using reader = writer({}, "read");
  const restart = { ...WEB, action: "restart" };
  assert.match(
    (await reader.call(runResourceAction, restart)).text,
    /^READ_ONLY: /,
  );
});

Deno.test("parameters are checked before Argo CD answers with the text of a script", async () => {
  await using it = writer();
  const one = { name: "replicas", value: "1" };
  const cases: readonly (readonly [string, readonly object[], RegExp])[] = [
    ["scale", [], /it needs parameter 'replicas'/],
    ["scale", [{ name: "size", value: "1" }], /has no parameter 'size'/],
    ["scale", [one, one], /parameter 'replicas' is given twice/],
    ["scale", [{ ...one, value: "-1" }], /'-1' is no number of replicas/],
    ["scale", [{ ...one, value: "2.5" }], /'2\.5' is no number of replicas/],
    ["restart", [one], /has no parameter 'replicas'/],
  ];
  for (const [action, parameters, message] of cases) {
    const { text } = await it.call(runResourceAction, {
      ...WEB,
      action,
      parameters,
    });
    assert.match(text, /^INVALID_ARGUMENT: /);
    assert.match(text, message);
  }
  assert.deepEqual(it.changes(), []);
});

Deno.test("a server before 3.1 is not sent parameters that it would drop", async () => {
  await using it = writer({ version: "2.14" });
  const { text } = await it.call(runResourceAction, {
    ...WEB,
    action: "scale",
    parameters: [{ name: "replicas", value: "1" }],
  });
  assert.match(
    text,
    /^UNSUPPORTED: Cannot run action 'scale' .*: Argo CD v2\.14\S* takes no parameters of actions/,
  );
});

Deno.test("a server that says it is newer and lacks the endpoint is told of as too old", async () => {
  await using it = writer({
    intercept: (request) =>
      request.url.endsWith("/actions/v2")
        ? new Response("Not Found", {
          status: 404,
          headers: { "content-type": "text/plain" },
        })
        : undefined,
  }, "write");
  const { text } = await it.call(runResourceAction, {
    ...WEB,
    action: "restart",
    dry_run: false,
  });
  assert.match(text, /^UNSUPPORTED: /);
});

Deno.test("an action that changes nothing is told of, because Argo CD says {} to everything", async () => {
  await using it = writer({
    intercept: (request) =>
      request.url.endsWith("/actions/v2") ? Response.json({}) : undefined,
  }, "write");
  const { structured } = await it.call(runResourceAction, {
    ...WEB,
    action: "pause",
    dry_run: false,
  });
  assert.match(
    String(structured?.["warnings"]),
    /^the object itself has not changed: /,
  );
  assert.equal(structured?.["diff"], undefined);
});

Deno.test("a plan is outdated when the object has moved, not when only its status has, and does not work a second time", async () => {
  await using it = writer();
  const args = {
    ...WEB,
    action: "scale",
    parameters: [{ name: "replicas", value: "3" }],
  };
  const { world } = it.simulator;
  const plans = [await planOf(it, args), await planOf(it, args)];
  const object = world.home.get({
    group: "apps",
    kind: "Deployment",
    namespace: "guestbook",
    name: "guestbook",
  });
  assert(object);
  object["status"] = { ...object["status"] as object, observedGeneration: 99 };
  object.metadata.resourceVersion = world.nextVersion();
  const confirmed = {
    ...args,
    dry_run: false,
    confirm: true,
    confirm_name: "guestbook",
  };
  const done = await it.call(runResourceAction, {
    ...confirmed,
    plan: plans[0],
  });
  assert(!done.isError, done.text);
  const again = await it.call(runResourceAction, {
    ...confirmed,
    plan: plans[1],
  });
  assert.match(again.text, /^PLAN_OUTDATED: /);
  assert.match(again.text, /object: spec\.replicas has changed/);
  assert.equal(it.changes().length, 1);
});

Deno.test("a Job is made once by two plans, although its CronJob does not change", async () => {
  await using it = writer();
  const args = {
    application: "worker",
    kind: "CronJob",
    name: "worker-cleanup",
    action: "create-job",
  };
  const plans = [await planOf(it, args), await planOf(it, args)];
  const results = [];
  for (const plan of plans) {
    results.push(
      await it.call(runResourceAction, {
        ...args,
        dry_run: false,
        plan,
        confirm: true,
        confirm_name: "worker-cleanup",
      }),
    );
  }
  assert(!results[0]?.isError, results[0]?.text);
  assert.equal(results[0]?.structured?.["warnings"], undefined);
  assert.match(String(results[1]?.text), /^PLAN_OUTDATED: .*children: Job /s);
});

Deno.test("where self-heal is on, the preview says who undoes it", async () => {
  await using it = writer();
  const { text } = await it.call(runResourceAction, {
    application: "selfheal",
    kind: "Deployment",
    name: "selfheal",
    action: "restart",
  });
  assert.match(
    text,
    /SELF-HEAL IS ON: what the source sets is put back within seconds/,
  );
});

Deno.test("a closed window refuses an action, which Argo CD itself would run", async () => {
  await using it = writer();
  const args = {
    application: "reports",
    kind: "Deployment",
    name: "reports",
    action: "restart",
  };
  const preview = await it.call(runResourceAction, args);
  assert.match(preview.text, /\nBLOCKED now: sync windows of application/);
  const { text } = await it.call(runResourceAction, {
    ...args,
    dry_run: false,
  });
  assert.match(text, /^SYNC_WINDOW: Cannot run action 'restart' /);
  assert.deepEqual(it.changes(), []);
});

function child(world: World) {
  const record = world.application("child-one", world.namespace);
  assert(record);
  return record.app;
}

Deno.test("automated sync of a child application is switched over and back", async () => {
  await using it = writer({}, "write");
  const preview = await it.call(runResourceAction, CHILD);
  assert.match(
    preview.text,
    /sync policy of application 'argocd\/child-one': automated → manual \(automated is switched off\)/,
  );
  const { structured } = await it.call(runResourceAction, {
    ...CHILD,
    dry_run: false,
  });
  const { world } = it.simulator;
  assert.equal(child(world).spec.syncPolicy?.automated?.enabled, false);
  assert.match(String(structured?.["diff"]), /\+ {6}enabled: false/);
});

Deno.test("switching a child over that prunes is destructive", async () => {
  await using it = writer({
    customize: (world) => {
      child(world).spec.syncPolicy = { automated: { prune: true } };
    },
  }, "write");
  const { text } = await it.call(runResourceAction, CHILD);
  assert.match(text, /^DESTRUCTIVE_DISABLED: /);
});

Deno.test("a child has windows of its own", async () => {
  await using it = writer({
    customize: (world) => {
      const frozen = world.projects.get("frozen");
      assert(frozen);
      frozen.spec.syncWindows = [{
        kind: "deny",
        schedule: "0 0 * * *",
        duration: "24h",
        applications: ["child-*"],
        timeZone: "UTC",
      }];
      child(world).spec.project = "frozen";
    },
  }, "write");
  const { text } = await it.call(runResourceAction, {
    ...CHILD,
    dry_run: false,
  });
  assert.match(
    text,
    /^SYNC_WINDOW: .*the sync windows of application 'argocd\/child-one'/,
  );
});

Deno.test("a child out of scope is out of reach", async () => {
  await using it = writer({ policy: { scope: { applications: ["root"] } } });
  const { text } = await it.call(runResourceAction, CHILD);
  assert.match(
    text,
    /^OUT_OF_SCOPE: Cannot use application 'argocd\/child-one'/,
  );
  assert.deepEqual(it.changes(), []);
});

Deno.test("an account that may not run it is told so by Argo CD, and nothing changes", async () => {
  await using it = writer({ account: "readonly" }, "write");
  const before = structuredClone(
    spec(it.simulator.world, "Deployment", "guestbook"),
  );
  const { text } = await it.call(runResourceAction, {
    ...WEB,
    action: "restart",
    dry_run: false,
  });
  assert.match(
    text,
    /^FORBIDDEN: Cannot run action 'restart' .*: the account may not do that; it needs the right applications, action\/apps\/Deployment\/restart\n/,
  );
  assert.deepEqual(
    spec(it.simulator.world, "Deployment", "guestbook"),
    before,
  );
});

Deno.test("an application of another Argo CD that prunes by itself is not switched over as if that were harmless", async () => {
  await using it = writer({
    customize(world) {
      child(world).spec.syncPolicy = { automated: { prune: true } };
    },
    async intercept(request) {
      const { pathname } = new URL(request.url);
      if (pathname === "/api/v1/applications/child-one") {
        return Response.json({ code: 7, message: "permission denied" }, {
          status: 403,
        });
      }
      if (pathname !== "/api/v1/applications/root") return undefined;
      const answer = await it.simulator.fetch(request.clone());
      const root = await answer.json();
      root.spec.destination = { server: "https://far.example", namespace: "x" };
      return Response.json(root);
    },
  }, "write");
  const { text } = await it.call(runResourceAction, CHILD);
  assert.match(text, /^DESTRUCTIVE_DISABLED: .*automated prune/);
});

Deno.test("a plan about a live object is outdated when the spec of its application has changed", async () => {
  await using it = writer();
  const args = {
    ...WEB,
    action: "scale",
    parameters: [{ name: "replicas", value: "1" }],
  };
  const plan = await planOf(it, args);
  const record = it.simulator.world.application("guestbook");
  assert(record);
  record.app.spec.info = [{ name: "owner", value: "somebody else" }];
  const { text } = await it.call(runResourceAction, {
    ...args,
    dry_run: false,
    plan,
    confirm: true,
    confirm_name: "guestbook",
  });
  assert.match(
    text,
    /^PLAN_OUTDATED: .* this has moved: application: spec has changed\n/,
  );
  assert.deepEqual(it.changes(), []);
});
