import assert from "node:assert/strict";
import { COMMITS } from "../../../lib/demo/world/commits.ts";
import { rollbackApplication } from "../../../lib/tools/changes/rollback_application.ts";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import { structured } from "../../helpers/apply_write.ts";
import {
  type ChangeHarness,
  changeHarness,
  linesOf,
  refusal,
} from "../../helpers/change_harness.ts";

const BOOK = { application: "guestbook", id: 0 };

Deno.test("the preview of a rollback says everything that one decides by", async () => {
  await using h = changeHarness();
  const preview = await h.call(rollbackApplication, BOOK);
  const { plan: _plan, diff, ...view } = structured(preview);
  assert.match(String(diff), /- {2}COLOR: green\n\+ {2}COLOR: blue\n/);
  assert.deepEqual(view, {
    applied: false,
    summary:
      "roll back guestbook to deployment 0 (32b00e7, deployed at 2026-11-24T05:51:01Z)",
    counts: { changed: 2, unknown: 1, synced: 1 },
    impact: [
      "restarts: Deployment guestbook (image registry.shop.example/guestbook:1.2.0 → registry.shop.example/guestbook:1.0.0, 2 pods)",
    ],
    irreversible: [],
    notes: [
      "the spec stays: the application is OutOfSync afterwards, and the next sync goes to the target revision again",
      "no hooks run",
    ],
    revision: [
      '32b00e7 (v1.0.0) "storefront 1.0.0" by Ines Ferro <ines.ferro@shop.example> 2026-10-14T09:00:00Z',
    ],
    permission: "applications, sync, default/guestbook: we have it",
    tier: "destructive",
    destructive: ["it replaces what runs by what ran before"],
    window: "no window is assigned",
    plan_expires: "2026-11-24T09:10:00Z",
    apply_with:
      'the same arguments with dry_run=false, plan=<plan>, confirm=true, confirm_name="guestbook"',
  });
  assert.deepEqual(h.changes(), []);
});

Deno.test("a rollback is confirmed, sent once with its id, and tells the way back, which works as it stands", async () => {
  await using h = changeHarness();
  assert.equal(
    refusal(
      await h.call(rollbackApplication, { ...BOOK, dry_run: false }),
    ).code,
    "CONFIRMATION_REQUIRED",
  );
  const preview = await h.call(rollbackApplication, BOOK);
  const applied = await h.apply(rollbackApplication, BOOK, preview);
  assert.deepEqual(structured(applied), {
    applied: true,
    summary: "rollback of guestbook to deployment 0 (32b00e7) was accepted",
    phase: "requested",
    revisions: [COMMITS.guestbook100],
    next: "wait_for_application tells when it is done and healthy",
    undo: {
      how: "Roll back to deployment 4 again, or sync to the target revision.",
      call: {
        tool: "rollback_application",
        arguments: { application: "guestbook", id: 4 },
      },
    },
  });
  assert.deepEqual(h.bodies, [{ project: "default", id: 0 }]);
  h.finish("guestbook");
  const color = () =>
    h.world.liveObject("ConfigMap", "guestbook", "guestbook-config")?.["data"];
  assert.deepEqual(color(), { COLOR: "blue", GREETING: "welcome" });
  assert.equal(
    refusal(await h.apply(rollbackApplication, BOOK, preview)).code,
    "PLAN_USED",
  );
  const { call } = structured(applied)["undo"] as {
    readonly call: { readonly arguments: Record<string, unknown> };
  };
  const back = await h.call(rollbackApplication, call.arguments);
  const undone = await h.apply(rollbackApplication, call.arguments, back);
  assert(!undone.isError, undone.text);
  h.finish("guestbook");
  assert.deepEqual(color(), { COLOR: "green", GREETING: "welcome" });
  assert.equal(h.record("guestbook").app.status.sync.status, "Synced");
});

for (
  const [what, args, expected] of [
    [
      "automated sync is on",
      { application: "selfheal", id: 0 },
      {
        code: "CONFLICT",
        message:
          "Cannot roll back application 'selfheal' to deployment 0: automated sync is on, and would go to the target revision again at once",
        hint:
          "Revert the commit in Git, or set the target revision with update_application; or switch automated sync off there first",
      },
    ],
    [
      "the history has no such deployment",
      { application: "guestbook", id: 99 },
      {
        code: "NOT_FOUND",
        message:
          "Cannot roll back application 'guestbook' to deployment 99: its history has no deployment 99; it has 4 = 15166bc; 3 = a9dfc3c; 2 = 15166bc; 1 = a9dfc3c; 0 = 32b00e7",
        hint: "get_application_history shows them with dates and authors",
      },
    ],
    [
      "nothing was ever deployed",
      { application: "hooked", id: 0 },
      {
        code: "NOT_FOUND",
        message:
          "Cannot roll back application 'hooked' to deployment 0: its history has no deployment 0; it has none",
        hint: "get_application_history shows them with dates and authors",
      },
    ],
  ] as const
) {
  Deno.test(`a rollback is refused when ${what}`, async () => {
    await using h = changeHarness();
    for (const dry_run of [true, false]) {
      assert.deepEqual(
        refusal(await h.call(rollbackApplication, { ...args, dry_run })),
        expected,
      );
    }
    assert.deepEqual(h.changes(), []);
  });
}

Deno.test("a rollback is refused while the comparison fails, an operation runs or the application is deleted", async () => {
  for (
    const [spoil, code, told] of [
      [
        (h: ChangeHarness) =>
          h.edit("guestbook", ({ app }) => {
            if (app.spec.source) app.spec.source.path = "gone";
          }),
        "COMPARISON_FAILED",
        /ComparisonError: gone: app path does not exist$/,
      ],
      [
        (h: ChangeHarness) => {
          h.world.outages.controller = true;
          h.record("guestbook").app.operation = {
            sync: {},
            initiatedBy: { username: "admin" },
            retry: {},
          };
        },
        "CONFLICT",
        /: another operation is in progress: /,
      ],
      [
        (h: ChangeHarness) =>
          void Object.assign(h.record("guestbook").app.metadata, {
            deletionTimestamp: "2026-11-24T09:00:00Z",
          }),
        "CONFLICT",
        /: it is being deleted since 2026-11-24T09:00:00Z$/,
      ],
    ] as const
  ) {
    await using h = changeHarness();
    spoil(h);
    const refused = refusal(await h.call(rollbackApplication, BOOK));
    assert.equal(refused.code, code, refused.message);
    assert.match(refused.message, told);
    assert.deepEqual(h.changes(), []);
  }
});

Deno.test("in a closed window, where Argo CD would accept a rollback and let it hang, it is not sent", async () => {
  await using h = changeHarness();
  const args = { application: "reports", id: 0 };
  const preview = await h.call(rollbackApplication, args);
  assert.deepEqual(linesOf(preview, "BLOCKED now"), [
    "sync windows of application 'reports': a deny window is active; manual syncs are refused, too",
  ]);
  const refused = refusal(await h.apply(rollbackApplication, args, preview));
  assert.equal(refused.code, "SYNC_WINDOW");
  assert.deepEqual(h.changes(), []);
  assert.equal(h.record("reports").app.operation, undefined);
});

Deno.test("a deployment of other sources or parameters is told so, and no difference is made up", async () => {
  await using h = changeHarness();
  h.edit("guestbook", ({ app }) => {
    app.spec.source = {
      ...app.spec.source,
      repoURL: app.spec.source?.repoURL ?? "",
      directory: { recurse: true },
    };
  });
  const preview = await h.call(rollbackApplication, BOOK);
  const { diff, counts, notes } = structured(preview);
  assert.deepEqual([diff, counts], [undefined, undefined]);
  assert.deepEqual(
    (notes as readonly string[])[0],
    [
      "that deployment had other sources or parameters:",
      "what it renders to cannot be told before it is synced",
    ].join(" "),
  );
  const applied = await h.apply(rollbackApplication, BOOK, preview);
  assert(!applied.isError, applied.text);
});

Deno.test("a secret parameter that differs makes other sources, and shows nowhere", async () => {
  await using h = changeHarness();
  const args = { application: "chart", id: 0 };
  const same = await h.call(rollbackApplication, args);
  assert.deepEqual(structured(same)["counts"], { synced: 1, unknown: 1 });
  h.edit("chart", ({ app }) => {
    app.spec.source = JSON.parse(
      JSON.stringify(app.spec.source).replace(
        "hazel-Kettle-31",
        "hazel-Kettle-32",
      ),
    );
  });
  const other = await h.call(rollbackApplication, args);
  assert.equal(structured(other)["counts"], undefined);
  for (const { text } of [same, other]) assert(!text.includes("hazel"));
  assert.match(
    refusal(await h.apply(rollbackApplication, args, same)).message,
    /this has moved: .*spec: source\.helm\.parameters\[1\]\.value has changed$/,
  );
});

Deno.test("a rollback plan is outdated by a sync in between", async () => {
  await using h = changeHarness();
  const args = { application: "guestbook", id: 1 };
  const preview = await h.call(rollbackApplication, args);
  await h.call(syncApplication, { application: "guestbook", dry_run: false });
  h.finish("guestbook");
  const { code, message } = refusal(
    await h.apply(rollbackApplication, args, preview),
  );
  assert.equal(code, "PLAN_OUTDATED");
  assert.match(message, /last operation: started was \S+ and is \S+/);
});

Deno.test("a rollback that is waited for tells its end", async () => {
  await using h = changeHarness({ now: () => new Date() });
  const args = { ...BOOK, wait: 20 };
  const preview = await h.call(rollbackApplication, args);
  const applied = await h.apply(rollbackApplication, args, preview);
  const { summary, phase, sync } = structured(applied);
  assert.match(String(summary), /was accepted; done after \d+ s$/);
  assert.deepEqual([phase, sync], ["Succeeded", "OutOfSync"]);
});

Deno.test("a rollback is destructive, whatever its arguments", async () => {
  await using h = changeHarness({ policy: { tier: "write" } });
  assert.equal(
    refusal(await h.call(rollbackApplication, BOOK)).code,
    "DESTRUCTIVE_DISABLED",
  );
  await using r = changeHarness({ policy: { tier: "read" } });
  assert.equal(
    refusal(await r.call(rollbackApplication, BOOK)).code,
    "READ_ONLY",
  );
  assert.deepEqual([h.requests, r.requests], [[], []]);
});
