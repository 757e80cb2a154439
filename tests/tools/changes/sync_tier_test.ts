import assert from "node:assert/strict";
import { COMMITS } from "../../../lib/demo/world/commits.ts";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import { structured } from "../../helpers/apply_write.ts";
import {
  type ChangeHarness,
  changeHarness,
  refusal,
} from "../../helpers/change_harness.ts";

const BOOK = "guestbook";

/** Gives the live Deployment and the manifest in Git an option. */
function annotate(h: ChangeHarness, option: string): void {
  const key = "argocd.argoproj.io/sync-options";
  for (const { target, live } of h.record(BOOK).compared) {
    if (target?.kind !== "Deployment") continue;
    for (const object of [target, live]) {
      if (!object) continue;
      object.metadata.annotations = {
        ...object.metadata.annotations,
        [key]: option,
      };
    }
  }
}

function ownOption(h: ChangeHarness, option: string): void {
  h.edit(BOOK, ({ app }) => {
    app.spec.syncPolicy = { syncOptions: [option] };
  });
}

for (
  const [args, reasons] of [
    [{ prune: true }, ["prune deletes what the source does not have"]],
    [{ force: true }, ["force deletes and makes objects again"]],
    [{ replace: true }, ["replace overwrites whole objects"]],
    [{ sync_options: ["Prune=true"] }, ["sync option Prune=true"]],
    [{ sync_options: ["  FORCE = True "] }, ["sync option FORCE = True"]],
    [{ sync_options: ["A=b", "replace=false"] }, ["sync option replace=false"]],
    [{ revision: "v1.1.0" }, ["v1.1.0 is not its target revision"]],
    [{ revision: "main" }, ["main is not its target revision"]],
    [
      { revision: COMMITS.guestbook110 },
      [`${COMMITS.guestbook110} is not its target revision`],
    ],
  ] as const
) {
  Deno.test(`a sync with ${JSON.stringify(args)} is destructive, and refused where that is off`, async () => {
    await using h = changeHarness();
    const all = { application: BOOK, ...args };
    const { tier, destructive } = structured(
      await h.call(syncApplication, all),
    );
    assert.deepEqual([tier, destructive], ["destructive", reasons]);
    await using w = changeHarness({ policy: { tier: "write" } });
    for (const dry_run of [true, false]) {
      const { code } = refusal(
        await w.call(syncApplication, { ...all, dry_run }),
      );
      assert.equal(code, "DESTRUCTIVE_DISABLED");
    }
    assert.deepEqual(w.changes(), []);
  });
}

for (
  const [what, args] of [
    ["no argument", {}],
    ["its target by name", { revision: "v1.2.0" }],
    ["the commit that it was compared with", {
      revision: COMMITS.guestbook120,
    }],
    ["no hooks", { apply_only: true }],
    ["options that say when and how", {
      sync_options: ["PruneLast=true", "ServerSideApply=true"],
    }],
    ["everything switched off", {
      prune: false,
      force: false,
      replace: false,
    }],
  ] as const
) {
  Deno.test(`a sync with ${what} is no more than a write`, async () => {
    await using h = changeHarness({ policy: { tier: "write" } });
    const applied = await h.call(syncApplication, {
      application: BOOK,
      dry_run: false,
      ...args,
    });
    assert(!applied.isError, applied.text);
  });
}

for (
  const [what, prepare, reason] of [
    [
      "an own option of the application",
      (h: ChangeHarness) => ownOption(h, "Replace=true"),
      "its own sync option Replace=true",
    ],
    [
      "an own option in another spelling",
      (h: ChangeHarness) => ownOption(h, " force = TRUE"),
      "its own sync option force = TRUE",
    ],
    [
      "a manifest that replaces itself",
      (h: ChangeHarness) => annotate(h, "Validate=false, Replace=true"),
      "Deployment guestbook/guestbook has Replace=true",
    ],
    [
      "a manifest that forces itself",
      (h: ChangeHarness) => annotate(h, "Force=true"),
      "Deployment guestbook/guestbook has Force=true",
    ],
  ] as const
) {
  Deno.test(`${what} makes a plain sync destructive`, async () => {
    await using h = changeHarness();
    prepare(h);
    const preview = await h.call(syncApplication, { application: BOOK });
    const { tier, destructive } = structured(preview);
    assert.deepEqual([tier, destructive], ["destructive", [reason]]);
    await using w = changeHarness({ policy: { tier: "write" } });
    prepare(w);
    for (const dry_run of [true, false]) {
      const { code, message } = refusal(
        await w.call(syncApplication, { application: BOOK, dry_run }),
      );
      assert.equal(code, "DESTRUCTIVE_DISABLED");
      assert(message.includes(reason), message);
    }
    assert.deepEqual(w.changes(), []);
  });
}

Deno.test("an own option that only switches off destroys nothing", async () => {
  await using h = changeHarness({ policy: { tier: "write" } });
  ownOption(h, "Prune=false");
  const preview = await h.call(syncApplication, { application: BOOK });
  assert.equal(structured(preview)["tier"], "write");
});

Deno.test("what is to be pruned is a reason of its own", async () => {
  await using h = changeHarness();
  const preview = await h.call(syncApplication, {
    application: "payments",
    prune: true,
  });
  assert.deepEqual(structured(preview)["destructive"], [
    "prune deletes what the source does not have",
    "1 resource to prune",
  ]);
});
