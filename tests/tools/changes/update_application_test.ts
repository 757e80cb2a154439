import assert from "node:assert/strict";
import type { World } from "../../../lib/demo/simulator.ts";
import { updateApplication } from "../../../lib/tools/changes/update_application.ts";
import {
  applyWrite,
  confirmed,
  structured,
} from "../../helpers/apply_write.ts";
import { type Harness, harness } from "../../helpers/tool_harness.ts";

const POLICY = { tier: "destructive" } as const;
const SECRETS = ["hazel-Kettle-31", "cedar-Window-58"];

/** The application as the simulator has it. */
function stored({ simulator }: Harness, name: string, namespace?: string) {
  const record = simulator.world.application(name, namespace);
  if (!record) throw new Error(`no ${name}`);
  return record.app;
}

function snapshot(h: Harness, name: string) {
  const { metadata, spec } = stored(h, name);
  const { labels, annotations, finalizers } = metadata;
  return structuredClone({ labels, annotations, finalizers, spec });
}

function of(world: World, name: string) {
  const record = world.application(name);
  if (!record) throw new Error(`no ${name}`);
  record.dirty = true;
  return record.app;
}

/** What the one PATCH that was sent said. */
async function lastPatch(
  bodies: readonly string[],
): Promise<Record<string, unknown>> {
  const body = JSON.parse(bodies.at(-1) ?? "{}");
  return await Promise.resolve({ ...body, patch: JSON.parse(body.patch) });
}

function listening() {
  const bodies: string[] = [];
  return {
    bodies,
    intercept: async (request: Request) => {
      if (request.method === "PATCH") bodies.push(await request.clone().text());
      return undefined;
    },
  };
}

Deno.test("a preview shows the difference, and sends nothing that changes", async () => {
  await using h = harness({ policy: POLICY });
  const before = snapshot(h, "guestbook");
  const preview = await h.call(updateApplication, {
    application: "guestbook",
    revision: "v1.0.0",
    labels: { tier: "front", env: null },
  });
  const { plan: _, plan_expires: __, ...view } = structured(preview);
  assert.deepEqual(view, {
    applied: false,
    summary: "update guestbook: metadata.labels.env: prod → (unset); " +
      "metadata.labels.tier: (unset) → front; spec.source.targetRevision: v1.2.0 → v1.0.0",
    impact: [],
    notes: [
      "nothing is deployed by this: sync_application does that afterwards",
    ],
    diff: [
      "@@ -2,8 +2,8 @@",
      "   finalizers:",
      "     - resources-finalizer.argocd.argoproj.io",
      "   labels:",
      "-    env: prod",
      "     team: web",
      "+    tier: front",
      " spec:",
      "   destination:",
      "     namespace: guestbook",
      "@@ -12,7 +12,7 @@",
      "   source:",
      "     path: deploy",
      "     repoURL: https://git.shop.example/shop/guestbook.git",
      "-    targetRevision: v1.2.0",
      "+    targetRevision: v1.0.0",
      "   syncPolicy:",
      "     syncOptions:",
      "       - CreateNamespace=true",
      "",
    ].join("\n"),
    permission: "applications, update, default/guestbook: we have it",
    tier: "write",
    window: "no window is assigned",
    apply_with: "the same arguments with dry_run=false, plan=<plan>",
  });
  assert.deepEqual(h.changes(), []);
  assert.deepEqual(snapshot(h, "guestbook"), before);
});

Deno.test("what is applied is what was previewed, by one merge patch that names nothing else", async () => {
  const { bodies, intercept } = listening();
  await using h = harness({ policy: POLICY, intercept });
  const before = snapshot(h, "guestbook");
  const { applied } = await applyWrite(h, updateApplication, {
    application: "guestbook",
    revision: "v1.0.0",
    labels: { tier: "front", env: null },
  });
  assert.deepEqual(await lastPatch(bodies), {
    project: "default",
    patch: {
      metadata: { labels: { env: null, tier: "front" } },
      spec: { source: { targetRevision: "v1.0.0" } },
    },
    patchType: "merge",
  });
  assert.deepEqual(h.changes().map(({ method, path }) => `${method} ${path}`), [
    "PATCH /api/v1/applications/guestbook",
  ]);
  const source = { ...before.spec.source, targetRevision: "v1.0.0" };
  assert.deepEqual(snapshot(h, "guestbook"), {
    ...before,
    labels: { team: "web", tier: "front" },
    spec: { ...before.spec, source },
  });
  assert.deepEqual(structured(applied), {
    applied: true,
    summary: "updated guestbook; nothing is deployed until it is synced",
    policy: "manual",
    undo: {
      how: "Set the old values again; what a sync has deployed since stays.",
      call: {
        tool: "update_application",
        arguments: {
          application: "guestbook",
          revision: "v1.2.0",
          labels: { tier: null, env: "prod" },
        },
      },
    },
  });
});

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`the undo of an edit leads back to the letter (${version})`, async () => {
    await using h = harness({ policy: POLICY, version });
    const edits = [
      { application: "guestbook", revision: "v1.1.0", path: "deploy" },
      { application: "kust", images: { nginx: "registry.example/nginx:1" } },
      { application: "kust", automated: true, prune: true, self_heal: true },
      { application: "selfheal", automated: false },
      { application: "selfheal", prune: false },
      { application: "chart", parameters: { message: "closed" } },
      { application: "multi", source: 2, revision: "HEAD" },
      { application: "edge", namespace: "edge-two" },
      {
        application: "edge",
        sync_options: ["CreateNamespace=true", "PruneLast=true"],
      },
      {
        application: "worker",
        annotations: { note: "x" },
        labels: { env: null },
      },
    ];
    for (const edit of edits) {
      const name = edit.application;
      const before = snapshot(h, name);
      const { applied } = await applyWrite(h, updateApplication, edit);
      const { undo, warnings } = structured(applied) as {
        undo: { call?: { arguments: Record<string, unknown> } };
        warnings?: unknown;
      };
      assert.equal(warnings, undefined, applied.text);
      assert.notDeepEqual(snapshot(h, name), before);
      assert(undo.call, applied.text);
      await applyWrite(h, updateApplication, undo.call.arguments);
      assert.deepEqual(snapshot(h, name), before, JSON.stringify(edit));
    }
  });
}

Deno.test("secrets of the spec survive an edit beside them, and are in no answer", async () => {
  const { bodies, intercept } = listening();
  await using h = harness({ policy: POLICY, intercept });
  const { preview, applied } = await applyWrite(h, updateApplication, {
    application: "chart",
    parameters: { message: "closed" },
  });
  assert.deepEqual(stored(h, "chart").spec.source?.["helm"], {
    parameters: [
      { name: "message", value: "closed" },
      { name: "adminPassword", value: "hazel-Kettle-31" },
    ],
    releaseName: "demo",
    values: "replicas: 2\nextraSecret: cedar-Window-58\n",
  });
  assert.match(bodies.join(), /hazel-Kettle-31/, "the list is sent as a whole");
  for (const { text, structured: data } of [preview, applied]) {
    for (const secret of SECRETS) {
      assert(!text.includes(secret) && !JSON.stringify(data).includes(secret));
    }
  }
  assert.match(preview.text, /adminPassword\n +value: <masked:\d>/);
});

Deno.test("secrets that are changed are shown as changed, and not repeated as the way back", async () => {
  await using h = harness({ policy: POLICY });
  const { preview, applied } = await applyWrite(h, updateApplication, {
    application: "chart",
    parameters: { adminPassword: "maple-Lantern-77" },
  });
  assert.match(
    preview.text,
    /- {10}value: <masked:1>\n\+ {10}value: <masked:[2-9]>/,
  );
  const all = `${preview.text}${applied.text}${JSON.stringify(applied)}`;
  assert.doesNotMatch(all, /maple-Lantern-77|hazel-Kettle-31/);
  assert.match(
    applied.text,
    /undo: The old values hold secrets, which are not repeated here/,
  );
  assert.match(
    JSON.stringify(stored(h, "chart").spec.source?.["helm"]),
    /{"name":"adminPassword","value":"maple-Lantern-77"}/,
  );
});

Deno.test("a mark of this server is not written in the place of the secret that it stands for", async () => {
  await using h = harness({ policy: POLICY });
  for (
    const args of [
      { parameters: { adminPassword: "<masked:1>" } },
      { values: "replicas: 3\nextraSecret: <masked:2>\n" },
      { labels: { "<masked:1>": "x" } },
    ]
  ) {
    const { text } = await h.call(updateApplication, {
      application: "chart",
      ...args,
    });
    assert.match(text, /^INVALID_ARGUMENT: .* stands for a secret that this/);
  }
  assert.deepEqual(h.requests, []);
});

Deno.test("labels by keys that mean something elsewhere survive the writing of a whole list", async () => {
  const kustomize = {
    commonLabels: { enabled: "true", count: "3", prune: "yes" },
    commonAnnotations: { limit: "5" },
    replicas: [{ name: "web", count: "4" }],
  };
  await using h = harness({
    policy: POLICY,
    customize: (world) => {
      const [first] = of(world, "multi").spec.sources ?? [];
      if (first) first["kustomize"] = structuredClone(kustomize);
    },
  });
  await applyWrite(h, updateApplication, {
    application: "multi",
    source: 2,
    revision: "HEAD",
  });
  const [first, second] = stored(h, "multi").spec.sources ?? [];
  assert.deepEqual(first?.["kustomize"], kustomize);
  assert.equal(second?.targetRevision, "HEAD");
});

for (const version of ["2.14", "3.2", "3.5"] as const) {
  Deno.test(`automated sync that is switched off is off (${version})`, async () => {
    await using h = harness({ policy: POLICY, version });
    const { applied } = await applyWrite(h, updateApplication, {
      application: "selfheal",
      automated: false,
    });
    assert.deepEqual(stored(h, "selfheal").spec.syncPolicy, {
      syncOptions: ["CreateNamespace=true"],
    });
    assert.match(applied.text, /^policy: manual$/m);
    assert.doesNotMatch(applied.text, /WARNING/);
  });
}

Deno.test("settings of a switched-off automated sync are kept where Argo CD can, and refused where it would switch it on", async () => {
  const args = { application: "kust", automated: false, prune: true };
  await using young = harness({ policy: POLICY, version: "3.2" });
  const { applied } = await applyWrite(young, updateApplication, args);
  assert.deepEqual(stored(young, "kust").spec.syncPolicy?.automated, {
    prune: true,
    enabled: false,
  });
  assert.match(applied.text, /policy: manual \(automated is switched off\)/);
  await using old = harness({ policy: POLICY, version: "2.14" });
  const { text } = await old.call(updateApplication, args);
  assert.match(text, /^UNSUPPORTED: .*it would switch it on\n/);
});

Deno.test("a key that Argo CD drops is told of, and automated sync that came back on", async () => {
  const box: { h?: Harness } = {};
  await using h = harness({
    policy: POLICY,
    async intercept(request) {
      if (request.method !== "PATCH") return undefined;
      const answer = await box.h?.simulator.fetch(request);
      const body = await answer?.json();
      delete body.spec.source.kustomize;
      body.spec.syncPolicy.automated = {};
      return Response.json(body);
    },
  });
  box.h = h;
  const { applied } = await applyWrite(h, updateApplication, {
    application: "kust",
    images: { nginx: ":2" },
  });
  assert.deepEqual(structured(applied)["warnings"], [
    "spec.source.kustomize was not kept",
    "spec.syncPolicy.automated is there, and was not meant to be",
    "automated sync is ON, and was meant to be off",
  ]);
});

Deno.test("an edit of an application with automated prune is destructive, and applied only with plan and name", async () => {
  await using h = harness({ policy: POLICY });
  const args = { application: "selfheal", path: "kust/base" };
  const first = await h.call(updateApplication, { ...args, dry_run: false });
  assert.match(first.text, /^CONFIRMATION_REQUIRED: /);
  assert.match(first.text, /it has automated prune: Argo CD deletes by itself/);
  const preview = await h.call(updateApplication, args);
  assert.match(
    preview.text,
    /automated sync is on \(automated, prune, self-heal\): Argo CD deploys this by itself/,
  );
  const wrong = await h.call(updateApplication, {
    ...args,
    ...confirmed(preview, "selfhea1"),
  });
  assert(wrong.isError);
  assert.deepEqual(h.changes(), []);
  const applied = await h.call(updateApplication, {
    ...args,
    ...confirmed(preview, "selfheal"),
  });
  assert.equal(structured(applied)["applied"], true);
  assert.equal(stored(h, "selfheal").spec.source?.path, "kust/base");
  const again = await h.call(updateApplication, {
    ...args,
    ...confirmed(preview, "selfheal"),
  });
  assert(again.isError, "a plan works once");
});

Deno.test("a plan is outdated when somebody else has edited the application", async () => {
  await using h = harness({ policy: POLICY });
  const args = { application: "guestbook", revision: "v1.0.0" };
  const preview = await h.call(updateApplication, args);
  stored(h, "guestbook").spec.destination.namespace = "elsewhere";
  const { text } = await h.call(updateApplication, {
    ...args,
    ...confirmed(preview, "guestbook"),
  });
  assert.match(
    text,
    /^PLAN_OUTDATED: .*spec: destination\.namespace has changed/,
  );
  assert.deepEqual(h.changes(), []);
});

Deno.test("a plan of the same edit does not work a second time", async () => {
  await using h = harness({ policy: POLICY });
  const args = { application: "guestbook", revision: "v1.0.0" };
  const preview = await h.call(updateApplication, args);
  const apply = { ...args, ...confirmed(preview, "guestbook") };
  assert(!(await h.call(updateApplication, apply)).isError);
  const { text } = await h.call(updateApplication, apply);
  assert.match(text, /^(?:PLAN_USED|INVALID_ARGUMENT): /);
});

Deno.test("nothing to change is said before anything is asked for", async () => {
  await using h = harness({ policy: POLICY });
  const none = await h.call(updateApplication, { application: "kust" });
  assert.match(none.text, /^INVALID_ARGUMENT: .*nothing to change is named/);
  const same = await h.call(updateApplication, {
    application: "kust",
    revision: "main",
    labels: { nothere: null },
  });
  assert.match(same.text, /^INVALID_ARGUMENT: .*it already is as asked for/);
});

for (const version of ["2.14", "3.5"] as const) {
  Deno.test(`a move that the new project forbids is refused beforehand (${version})`, async () => {
    await using h = harness({ policy: POLICY, version });
    const { text } = await h.call(updateApplication, {
      application: "kust",
      project: "team-a",
      dry_run: false,
    });
    assert.match(
      text,
      /^INVALID_ARGUMENT: Cannot update application 'kust': project 'team-a' does not allow the destination 'in-cluster\/kust'; it allows/,
    );
    assert.deepEqual(h.changes(), []);
  });

  Deno.test(`a move that the new project allows needs rights in both, and is destructive (${version})`, async () => {
    await using h = harness({ policy: POLICY, version });
    const { preview } = await applyWrite(h, updateApplication, {
      application: "kust",
      project: "team-a",
      namespace: "team-a-kust",
    });
    assert.match(
      preview.text,
      /permission: applications, update, default\/kust: we have it; applications, create, team-a\/kust: we have it/,
    );
    assert.deepEqual(structured(preview)["destructive"], [
      "it changes the destination, and leaves or deletes what runs at the old one",
      "it changes the project",
    ]);
    const { project, destination } = stored(h, "kust").spec;
    assert.equal(project, "team-a");
    assert.equal(destination.namespace, "team-a-kust");
  });
}

Deno.test("where Argo CD would not check a move, rules that cannot be read here refuse it", async () => {
  const customize = (world: World) => {
    const project = world.projects.get("team-b");
    if (project) {
      project.spec.destinations = [{ server: "*", namespace: "{a,kust}" }];
    }
  };
  const args = { application: "kust", project: "team-b" };
  await using old = harness({ policy: POLICY, version: "2.14", customize });
  const refused = await old.call(updateApplication, args);
  assert.match(refused.text, /^INVALID_ARGUMENT: .*only Argo CD can tell/);
  await using young = harness({ policy: POLICY, customize });
  const passed = await young.call(updateApplication, args);
  assert.match(passed.text, /note:[\s\S]*whether project 'team-b' allows/);
});

Deno.test("a project, a cluster and a repository that do not fit are refused with what there is", async () => {
  await using h = harness({ policy: POLICY });
  const refusal = async (args: Record<string, unknown>) =>
    (await h.call(updateApplication, { application: "payments", ...args }))
      .text;
  assert.match(
    await refusal({ project: "nowhere" }),
    /^NOT_FOUND: Cannot update application 'payments': project 'nowhere' does not exist\nNext: list_projects/,
  );
  assert.match(
    await refusal({ cluster: "edge-two" }),
    /^NOT_FOUND: .*Argo CD knows no cluster 'edge-two'\nNext: Known are dead-cluster, edge-cluster, in-cluster/,
  );
  assert.match(
    await refusal({ repo: "https://other.example/a/b.git" }),
    /^INVALID_ARGUMENT: .*does not allow the repository 'https:\/\/other\.example\/a\/b\.git'; it allows 'https:\/\/git\.shop\.example\/shop\/\*'/,
  );
  assert.deepEqual(h.changes(), []);
});

Deno.test("windows of where it is and of where it goes are respected", async () => {
  await using h = harness({ policy: POLICY });
  const closed = await h.call(updateApplication, {
    application: "reports",
    labels: { a: "b" },
    dry_run: false,
  });
  assert.match(closed.text, /^SYNC_WINDOW: .*application 'reports'/);
  const args = {
    application: "kust",
    project: "frozen",
    cluster: "in-cluster",
  };
  const move = await h.call(updateApplication, args);
  assert.doesNotMatch(move.text, /BLOCKED/);
  h.simulator.world.projects.get("frozen")?.spec.syncWindows?.push({
    kind: "deny",
    schedule: "* * * * *",
    duration: "1h",
    applications: ["kust"],
    timeZone: "UTC",
  });
  const blocked = await h.call(updateApplication, args);
  assert.match(
    blocked.text,
    /BLOCKED now: sync windows of application 'kust' as it would be: a deny window is active/,
  );
  const applied = await h.call(updateApplication, {
    ...args,
    ...confirmed(blocked, "kust"),
  });
  assert.match(applied.text, /^SYNC_WINDOW: /);
  assert.deepEqual(h.changes(), []);
});

Deno.test("an owner that will undo the edit is named", async () => {
  await using h = harness({ policy: POLICY });
  const child = await h.call(updateApplication, {
    application: "child-one",
    labels: { a: "b" },
  });
  assert.match(
    child.text,
    /managed by application 'root', whose sync may undo/,
  );
  const generated = await h.call(updateApplication, {
    application: "fleet-dev",
    labels: { a: "b" },
  });
  assert.match(
    generated.text,
    /made by ApplicationSet 'fleet', which may undo/,
  );
});

Deno.test("values as a text take the place of values as an object, and that is said", async () => {
  await using h = harness({
    policy: POLICY,
    customize: (world) => {
      const { source } = of(world, "chart").spec;
      if (source) source["helm"] = { valuesObject: { replicas: 1 } };
    },
  });
  const { preview } = await applyWrite(h, updateApplication, {
    application: "chart",
    values: "replicas: 2\n",
  });
  assert.match(preview.text, /'values' takes the place of valuesObject/);
  assert.deepEqual(stored(h, "chart").spec.source?.["helm"], {
    values: "replicas: 2\n",
  });
});

for (const version of ["2.14", "3.5"] as const) {
  Deno.test(`an application whose project is missing cannot be changed by anybody over the API, and that is said (${version})`, async () => {
    await using h = harness({
      policy: POLICY,
      version,
      customize: (world) => {
        of(world, "kust").spec.project = "retail";
      },
    });
    const { text } = await h.call(updateApplication, {
      application: "kust",
      project: "default",
    });
    assert.match(
      text,
      /^CONFLICT: Cannot update application 'kust': its project 'retail' does not exist or does not let it in, and so Argo CD refuses every change of it\nNext: Have project 'retail' made/,
    );
    const sent = await h.simulator.fetch(
      new Request("http://x/api/v1/applications/kust", {
        method: "PATCH",
        headers: {
          authorization: `Bearer ${h.simulator.credentials.admin.token}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({
          patch: '{"spec":{"project":"default"}}',
          patchType: "merge",
        }),
      }),
    );
    assert.equal(sent.status, 400, await sent.text());
  });
}

Deno.test("an application in another namespace is patched there", async () => {
  const { bodies, intercept } = listening();
  await using h = harness({ policy: POLICY, intercept });
  await applyWrite(h, updateApplication, {
    application: "apps-b/remote",
    labels: { a: "b" },
  });
  assert.deepEqual(await lastPatch(bodies), {
    appNamespace: "apps-b",
    project: "team-b",
    patch: { metadata: { labels: { a: "b" } } },
    patchType: "merge",
  });
  assert.equal(stored(h, "remote", "apps-b").metadata.labels?.["a"], "b");
});

Deno.test("an application must stay in scope", async () => {
  const scope = { projects: ["default"], cluster: "in-cluster" };
  await using h = harness({ policy: { ...POLICY, scope } });
  const refusal = async (args: Record<string, unknown>) =>
    (await h.call(updateApplication, { application: "kust", ...args })).text;
  assert.match(await refusal({ project: "team-b" }), /^OUT_OF_SCOPE: /);
  assert.match(await refusal({ cluster: "edge-cluster" }), /^OUT_OF_SCOPE: /);
  assert.doesNotMatch(await refusal({ labels: { a: "b" } }), /OUT_OF_SCOPE/);
  assert.deepEqual(h.changes(), []);
});

Deno.test("what the account or the operator does not allow is refused", async () => {
  const args = { application: "payments", labels: { a: "b" }, dry_run: false };
  await using limited = harness({ policy: POLICY, account: "deployer" });
  assert.match(
    (await limited.call(updateApplication, args)).text,
    /^FORBIDDEN: .*'update' in applications on 'team-a\/payments'/,
  );
  await using reading = harness();
  assert.match(
    (await reading.call(updateApplication, args)).text,
    /^READ_ONLY: /,
  );
  await using writing = harness({ policy: { tier: "write" } });
  const { text } = await writing.call(updateApplication, {
    application: "selfheal",
    labels: { a: "b" },
  });
  assert.match(text, /^DESTRUCTIVE_DISABLED: /);
  for (const h of [reading, writing]) assert.deepEqual(h.changes(), []);
});
