import assert from "node:assert/strict";
import type { World } from "../../../lib/demo/simulator.ts";
import type { Tier } from "../../../lib/tier.ts";
import { patchResource } from "../../../lib/tools/changes/patch_resource.ts";
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
const CONFIG = {
  application: "guestbook",
  kind: "ConfigMap",
  name: "guestbook-config",
} as const;
const SECRET = {
  application: "guestbook",
  kind: "Secret",
  name: "guestbook-secret",
} as const;

function writer(
  options: HarnessOptions = {},
  tier: Tier = "destructive",
): Harness {
  return harness({ ...options, policy: { tier, ...options.policy } });
}

function live(
  world: World,
  { kind, name, namespace = "guestbook" }: {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  },
) {
  const group = kind === "Deployment" ? "apps" : "";
  const object = world.home.get({ group, kind, namespace, name });
  assert(object);
  return object;
}

/** What a patch may change. */
function content(world: World, ref: { kind: string; name: string }) {
  const { metadata, status: _status, ...rest } = structuredClone(
    live(world, ref),
  );
  const { labels, annotations } = metadata;
  return { ...rest, labels, annotations };
}

function preview(it: Harness, args: object, patch: unknown) {
  return it.call(patchResource, { ...args, patch: JSON.stringify(patch) });
}

/** Previews, confirms and applies. */
async function applied(
  it: Harness,
  args: { readonly name: string; readonly patch?: string },
) {
  const { structured, text } = await it.call(patchResource, args);
  assert(structured?.["plan"], text);
  return await it.call(patchResource, {
    ...args,
    dry_run: false,
    plan: structured["plan"],
    confirm: true,
    confirm_name: args.name,
  });
}

interface UndoView {
  readonly how: string;
  readonly call?: {
    readonly tool: string;
    readonly arguments: { readonly name: string };
  };
}

Deno.test("a patch is previewed by reads alone, with its diff and what it means", async () => {
  await using it = writer();
  const { structured } = await preview(it, WEB, { spec: { replicas: 5 } });
  assert.deepEqual(it.changes(), []);
  const { plan: _plan, plan_expires: _ends, ...view } = structured ?? {};
  assert.deepEqual(view, {
    applied: false,
    summary: "patch the live Deployment guestbook of guestbook (merge)",
    impact: ["scales: Deployment guestbook (2 → 5)"],
    irreversible: [],
    notes: [
      "asked the cluster, it would accept it",
      "it is managed by Argo CD: the next sync puts back what the source sets, and what it does not mention stays",
    ],
    permission:
      "applications, update/apps/Deployment/guestbook/guestbook, default/guestbook: whether we have it is not known (Argo CD does not answer for rights on single resources)",
    diff: [
      "--- before Deployment guestbook",
      "+++ after",
      "@@ -9,7 +9,7 @@",
      "   namespace: guestbook",
      " spec:",
      "   progressDeadlineSeconds: 600",
      "-  replicas: 2",
      "+  replicas: 5",
      "   revisionHistoryLimit: 10",
      "   selector:",
      "     matchLabels:",
    ].join("\n"),
    tier: "destructive",
    destructive: ["it changes a live object past its source"],
    window: "no window is assigned",
    apply_with:
      'the same arguments with dry_run=false, plan=<plan>, confirm=true, confirm_name="guestbook"',
  });
});

const PATCHES: Readonly<Record<string, unknown>> = {
  merge: { data: { EXTRA: "1", GREETING: null } },
  strategic: { data: { EXTRA: "1", GREETING: null } },
  json: [
    { op: "add", path: "/data/EXTRA", value: "1" },
    { op: "remove", path: "/data/GREETING" },
  ],
};

for (const version of ["2.14", "3.2", "3.5"] as const) {
  for (const [patch_type, patch] of Object.entries(PATCHES)) {
    Deno.test(`a ${patch_type} patch on ${version} comes out as it was previewed, and its undo undoes it`, async () => {
      let sent: unknown;
      await using it = writer({
        version,
        customize: (world) => {
          live(world, CONFIG)["data"] = { GREETING: "hello", COLOR: "green" };
        },
        intercept: async (request) => {
          if (request.method === "POST" && !request.url.includes("Diff")) {
            sent = await request.clone().json();
          }
          return undefined;
        },
      });
      const { world } = it.simulator;
      const before = content(world, CONFIG);
      const args = { ...CONFIG, patch: JSON.stringify(patch), patch_type };
      const shown = await it.call(patchResource, args);
      const { structured, text } = await applied(it, args);
      assert.deepEqual(live(world, CONFIG)["data"], {
        COLOR: "green",
        EXTRA: "1",
      });
      assert.equal(sent, JSON.stringify(patch));
      assert.equal(
        it.changes()[0]?.query.get("patchType"),
        {
          merge: "application/merge-patch+json",
          strategic: "application/strategic-merge-patch+json",
          json: "application/json-patch+json",
        }[patch_type],
      );
      assert.equal(structured?.["warnings"], undefined, text);
      assert.equal(structured?.["diff"], shown.structured?.["diff"]);
      const { call } = structured?.["undo"] as UndoView;
      assert.equal(call?.tool, "patch_resource");
      const back = await applied(it, call.arguments);
      assert(!back.isError, back.text);
      assert.deepEqual(content(world, CONFIG), before);
    });
  }
}

Deno.test("a strategic patch merges containers by their name, as it was previewed", async () => {
  await using it = writer();
  const args = {
    ...WEB,
    patch_type: "strategic",
    patch: JSON.stringify({
      spec: {
        template: {
          spec: { containers: [{ name: "frontend", image: "shop/web:9" }] },
        },
      },
    }),
  };
  const { text } = await it.call(patchResource, args);
  assert.match(
    text,
    /restarts: Deployment guestbook \(image \S+ → shop\/web:9, 2 pods\)/,
  );
  const { structured } = await applied(it, args);
  assert.equal(structured?.["warnings"], undefined);
});

Deno.test("what directives come to is not guessed: the patch itself is shown", async () => {
  await using it = writer();
  const patch = {
    spec: {
      template: {
        spec: { containers: [{ name: "sidecar", $patch: "delete" }] },
      },
    },
  };
  const { structured } = await it.call(patchResource, {
    ...WEB,
    patch_type: "strategic",
    patch: JSON.stringify(patch),
  });
  assert.equal(structured?.["diff"], JSON.stringify(patch));
  assert.match(
    String(structured?.["notes"]),
    /what its directives come to is decided by Kubernetes/,
  );
});

Deno.test("patches that are none, or are about what no patch should be about, are refused before anything is sent", async () => {
  await using it = writer();
  const copy = (from: string) => [{
    op: "copy",
    from,
    path: "/metadata/annotations/x",
  }];
  const path = "/spec/template/spec/containers/0/env/1/value";
  const cases: readonly (readonly [object, string, string, RegExp])[] = [
    [WEB, "merge", "{", /'patch' is not JSON/],
    [WEB, "merge", "{}", /must be an object that says something/],
    [WEB, "merge", "[]", /must be an object that says something/],
    [WEB, "merge", "null", /must be an object that says something/],
    [WEB, "json", '{"spec":{}}', /no JSON patch: it must be a list of steps/],
    [
      WEB,
      "json",
      '[{"op":"set","path":"/a"}]',
      /'op' of step 1 must be one of/,
    ],
    [
      WEB,
      "merge",
      `${'{"a":'.repeat(200)}1${"}".repeat(200)}`,
      /more than 60 levels deep/,
    ],
    [WEB, "merge", '{"metadata":{"name":"x"}}', /changes metadata\.name/],
    [WEB, "merge", '{"metadata":{"namespace":"x"}}', /metadata\.namespace/],
    [WEB, "merge", '{"metadata":{"uid":"x"}}', /changes metadata\.uid/],
    [WEB, "merge", '{"metadata":null}', /changes metadata\.name/],
    [WEB, "strategic", '{"kind":"Pod"}', /changes kind/],
    [
      WEB,
      "json",
      '[{"op":"replace","path":"/apiVersion","value":"apps/v2"}]',
      /changes apiVersion/,
    ],
    [
      WEB,
      "json",
      '[{"op":"remove","path":"/metadata"}]',
      /changes metadata\.name/,
    ],
    [
      WEB,
      "json",
      '[{"op":"replace","path":"","value":{}}]',
      /about the whole object/,
    ],
    [WEB, "strategic", '{"$patch":"delete"}', /directive about the whole/],
    [WEB, "merge", '{"status":{"replicas":1}}', /changes the status/],
    [
      WEB,
      "json",
      '[{"op":"add","path":"/status/x","value":1}]',
      /changes the status/,
    ],
    [SECRET, "merge", '{"data":{"password":"eA=="}}', /values of a Secret/],
    [SECRET, "merge", '{"stringData":{"a":"b"}}', /values of a Secret/],
    [SECRET, "merge", '{"data":null}', /values of a Secret/],
    [
      SECRET,
      "json",
      JSON.stringify(copy("/data/password")),
      /values of a Secret/,
    ],
    [
      SECRET,
      "json",
      '[{"op":"test","path":"/data/password","value":"eA=="}]',
      /values of a Secret/,
    ],
    [
      WEB,
      "merge",
      '{"metadata":{"annotations":{"x":"<masked:1>"}}}',
      /mark that stands for a masked value/,
    ],
    [
      WEB,
      "merge",
      '{"metadata":{"annotations":{"x":"++++++++"}}}',
      /mark that stands for a masked value/,
    ],
    [WEB, "json", JSON.stringify(copy(path)), /'copy' uses .* masked values/],
    [
      WEB,
      "json",
      JSON.stringify([{ op: "test", path, value: "guess" }]),
      /'test' uses .* masked values/,
    ],
  ];
  for (const [args, patch_type, patch, message] of cases) {
    const { text } = await it.call(patchResource, {
      ...args,
      patch_type,
      patch,
    });
    assert.match(text, /^INVALID_ARGUMENT: Cannot patch /, patch);
    assert.match(text, message);
  }
  assert.deepEqual(it.changes(), []);
});

Deno.test("a patch that does not fit the object, or changes nothing, is refused", async () => {
  await using it = writer();
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ["merge", { spec: { replicas: 2 } }, /it would change nothing/],
    [
      "json",
      [{ op: "remove", path: "/spec/nope" }],
      /there is no \/spec\/nope/,
    ],
    ["json", [
      { op: "test", path: "/spec/replicas", value: 3 },
      { op: "replace", path: "/spec/replicas", value: 4 },
    ], /the test of \/spec\/replicas fails/],
  ];
  for (const [patch_type, patch, message] of cases) {
    const { text } = await it.call(patchResource, {
      ...WEB,
      patch_type,
      patch: JSON.stringify(patch),
    });
    assert.match(text, /^CONFLICT: Cannot patch /);
    assert.match(text, message);
  }
});

Deno.test("a Secret may get a label, and no value of it is seen or lost", async () => {
  await using it = writer();
  const { world } = it.simulator;
  const before = structuredClone(live(world, SECRET)["data"]);
  const { text } = await applied(it, {
    ...SECRET,
    patch: '{"metadata":{"labels":{"team":"web"}}}',
  });
  assert.match(text, /^APPLIED: patched Secret guestbook-secret/);
  assert.match(text, /\+ {4}team: web/);
  assert.doesNotMatch(text, /\+{8}/);
  assert.deepEqual(live(world, SECRET)["data"], before);
  assert.equal(live(world, SECRET).metadata.labels?.["team"], "web");
});

const PLANTED = "maple-Lantern-77-x";

/** Gives the first container a password in clear. */
function plantPassword(world: World): void {
  const { containers } = (live(world, WEB) as unknown as {
    readonly spec: {
      readonly template: {
        readonly spec: { readonly containers: { env?: unknown[] }[] };
      };
    };
  }).spec.template.spec;
  containers[0]?.env?.push({ name: "DB_PASSWORD", value: PLANTED });
}

Deno.test("secrets of the object survive a patch unmasked, and show in no answer and no undo", async () => {
  await using it = writer({ customize: plantPassword });
  const { world } = it.simulator;
  const answers = [
    await preview(it, WEB, { spec: { minReadySeconds: 3 } }),
    await applied(it, { ...WEB, patch: '{"spec":{"minReadySeconds":3}}' }),
  ];
  assert(JSON.stringify(live(world, WEB)).includes(PLANTED));
  // A merge patch replaces the list of containers, so its undo would have to hold what was in it.
  const image = { name: "frontend", image: "shop/web:9" };
  const args = {
    ...WEB,
    patch: JSON.stringify({
      spec: { template: { spec: { containers: [image] } } },
    }),
  };
  const replaced = await applied(it, args);
  const { how, call } = replaced.structured?.["undo"] as UndoView;
  assert.equal(call, undefined);
  assert.match(how, /long or holds masked values/);
  const out = JSON.stringify([...answers, replaced]);
  assert(!out.includes(PLANTED));
  assert.match(out, /<masked:\d+>/);
});

Deno.test("a secret in the patch itself is masked in the preview", async () => {
  await using it = writer();
  const { text, structured } = await it.call(patchResource, {
    ...WEB,
    patch_type: "strategic",
    patch: JSON.stringify({
      spec: {
        template: {
          spec: {
            containers: [{
              name: "frontend",
              env: [{ name: "DB_PASSWORD", value: PLANTED }],
            }],
          },
        },
      },
    }),
  });
  assert.match(text, /name: DB_PASSWORD\n\+ +value: <masked:\d+>/);
  assert(!JSON.stringify([text, structured]).includes(PLANTED));
});

Deno.test("a plan is outdated when the object has moved", async () => {
  await using it = writer();
  const args = { ...WEB, patch: '{"spec":{"replicas":5}}' };
  const { structured } = await it.call(patchResource, args);
  await applied(it, { ...WEB, patch: '{"spec":{"minReadySeconds":3}}' });
  const { text } = await it.call(patchResource, {
    ...args,
    dry_run: false,
    plan: structured?.["plan"],
    confirm: true,
    confirm_name: "guestbook",
  });
  assert.match(text, /^PLAN_OUTDATED: /);
  assert.match(text, /object: spec\.minReadySeconds/);
  assert.equal(it.changes().length, 1);
});

Deno.test("without plan and confirmation nothing is sent", async () => {
  await using it = writer();
  const args = { ...WEB, patch: '{"spec":{"replicas":5}}', dry_run: false };
  const first = await it.call(patchResource, args);
  assert.match(first.text, /^CONFIRMATION_REQUIRED: /);
  assert.match(first.text, /scales: Deployment guestbook \(2 → 5\)/);
  const second = await it.call(patchResource, {
    ...args,
    confirm: true,
    confirm_name: "guestbook",
  });
  assert.match(second.text, /^CONFIRMATION_REQUIRED: /);
  assert.deepEqual(it.changes(), []);
});

Deno.test("the policy refuses it before anything is read", async () => {
  for (
    const [tier, code] of [
      ["read", "READ_ONLY"],
      ["write", "DESTRUCTIVE_DISABLED"],
    ] as const
  ) {
    await using it = writer({}, tier);
    const { text } = await preview(it, WEB, { spec: { replicas: 5 } });
    assert(text.startsWith(`${code}: `), text);
    assert.deepEqual(it.requests, []);
  }
});

Deno.test("fixed fields are told of: by the cluster where it can be asked, and by what is known where not", async () => {
  const patch = { spec: { selector: { matchLabels: { app: "other" } } } };
  await using it = writer();
  assert.match(
    (await preview(it, WEB, patch)).text,
    /THE CLUSTER WOULD REFUSE IT: .*field is immutable/,
  );
  await using old = writer({ version: "2.14" });
  const { text } = await preview(old, WEB, patch);
  assert.match(
    text,
    /will probably be refused by Kubernetes, .* \(spec\.selector\)/,
  );
  assert.match(text, /the cluster was not asked: Argo CD v2\.14\S* cannot/);
});

Deno.test("a patch that Kubernetes drops is told of", async () => {
  await using it = writer({
    intercept: async (request) => {
      if (request.method !== "POST" || request.url.includes("Diff")) {
        return undefined;
      }
      const { url, headers } = request;
      return await it.simulator.fetch(new Request(url, { headers }));
    },
  });
  const { structured } = await applied(it, {
    ...WEB,
    patch: '{"spec":{"replicaz":5}}',
  });
  assert.deepEqual(structured?.["warnings"], [
    "nothing has changed: Kubernetes dropped what the patch says",
  ]);
});

Deno.test("who undoes a live change is said: self-heal, an owner, nobody", async () => {
  await using it = writer();
  const label = { metadata: { labels: { a: "b" } } };
  const selfheal = {
    application: "selfheal",
    kind: "ConfigMap",
    name: "selfheal-extra",
  };
  assert.match(
    (await preview(it, selfheal, label)).text,
    /SELF-HEAL IS ON: what the source sets is put back within seconds/,
  );
  const stray = {
    application: "payments",
    kind: "ConfigMap",
    name: "debug-notes",
  };
  assert.match(
    (await preview(it, stray, label)).text,
    /it is orphaned: .* belongs to no application/,
  );
  const pod = [...it.simulator.world.home.objects.values()].find((one) =>
    one.kind === "Pod" && one.metadata.namespace === "guestbook"
  );
  const child = {
    application: "guestbook",
    kind: "Pod",
    name: pod?.metadata.name,
  };
  assert.match(
    (await preview(it, child, label)).text,
    /it is made by ReplicaSet guestbook-\w+, which may undo the change/,
  );
});

Deno.test("a closed window refuses a patch, which Argo CD itself would take", async () => {
  await using it = writer();
  const args = {
    application: "reports",
    kind: "Deployment",
    name: "reports",
    patch: '{"spec":{"replicas":5}}',
  };
  const { text } = await applied(it, args);
  assert.match(text, /^SYNC_WINDOW: Cannot patch Deployment 'reports' /);
  assert.deepEqual(it.changes(), []);
});

const CHILD = {
  application: "root",
  kind: "Application",
  name: "child-one",
} as const;

Deno.test("a child application is patched as it was previewed, but not its operation", async () => {
  await using it = writer();
  const { text } = await applied(it, {
    ...CHILD,
    patch: '{"spec":{"source":{"targetRevision":"v1"}}}',
  });
  assert.match(text, /^APPLIED: /);
  const { world } = it.simulator;
  assert.equal(
    world.application("child-one", world.namespace)?.app.spec.source
      ?.targetRevision,
    "v1",
  );
  const refused = await preview(it, CHILD, {
    operation: { sync: { prune: true } },
  });
  assert.match(
    refused.text,
    /^INVALID_ARGUMENT: .*operation of an application/,
  );
});

Deno.test("a child application cannot be patched out of scope", async () => {
  await using it = writer({ policy: { scope: { projects: ["default"] } } });
  const inside = await preview(it, CHILD, { metadata: { labels: { a: "b" } } });
  assert(!inside.isError, inside.text);
  const { text } = await preview(it, CHILD, { spec: { project: "team-a" } });
  assert.match(
    text,
    /^OUT_OF_SCOPE: Cannot use application 'child-one' as it would be/,
  );
});

Deno.test("the right that is missing is named, and on 2.14 a right on the application is enough", async () => {
  const args = { ...WEB, patch: '{"spec":{"replicas":5}}' };
  await using it = writer({ account: "readonly" });
  assert.match(
    (await applied(it, args)).text,
    /^FORBIDDEN: Cannot patch .* it needs the right applications, update\/apps\/Deployment\/guestbook\/guestbook\n/,
  );
  await using old = writer({ version: "2.14" });
  assert.match(
    (await preview(old, WEB, { spec: { replicas: 5 } })).text,
    /\npermission: .*: we have it \(it follows from 'update' on the application before 3\.0\)/,
  );
});
