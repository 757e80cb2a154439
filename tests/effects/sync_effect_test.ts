import assert from "node:assert/strict";
import fc from "fast-check";
import type { Application } from "../../lib/argocd/wire/application.ts";
import {
  mergedOptions,
  ownOptionsEffect,
  type SyncRequest,
  syncRequestEffect,
} from "../../lib/effects/sync_effect.ts";
import { combineEffects } from "../../lib/guards/effect.ts";
import { covers } from "../../lib/tier.ts";

function application(...syncOptions: string[]): Application {
  return { spec: { syncPolicy: { syncOptions } } } as Application;
}

Deno.test("a sync without anything is reversible", () => {
  for (
    const request of [
      {},
      { prune: false, force: false, replace: false, sync_options: [] },
      { sync_options: ["PruneLast=true", "CreateNamespace=true"] },
      { sync_options: ["PrunePropagationPolicy=foreground"] },
      { sync_options: ["ApplyOutOfSyncOnly=true", "ServerSideApply=true"] },
    ]
  ) {
    assert.deepEqual(syncRequestEffect(request), {
      tier: "write",
      reasons: [],
    });
  }
});

for (
  const [request, reason] of [
    [{ prune: true }, "prune deletes what the source does not have"],
    [{ force: true }, "force deletes and makes objects again"],
    [{ replace: true }, "replace overwrites whole objects"],
    [{ sync_options: ["Prune=true"] }, "sync option Prune=true"],
    [{ sync_options: ["Force=true"] }, "sync option Force=true"],
    [{ sync_options: ["Replace=true"] }, "sync option Replace=true"],
    [
      { sync_options: ["x=y", "  replace = TRUE "] },
      "sync option replace = TRUE",
    ],
    [{ sync_options: ["PRUNE=false"] }, "sync option PRUNE=false"],
    [{ sync_options: ["Replace="] }, "sync option Replace="],
  ] as const
) {
  Deno.test(`a sync with ${JSON.stringify(request)} is destructive`, () => {
    assert.deepEqual(syncRequestEffect(request), {
      tier: "destructive",
      reasons: [reason],
    });
  });
}

Deno.test("the application's own options count, unless the request sets the same ones", () => {
  const own = application(
    "Replace=true",
    "CreateNamespace=true",
    "Force=false",
  );
  const expected = {
    tier: "destructive",
    reasons: ["its own sync option Replace=true"],
  };
  for (
    const request of [
      {},
      { prune: true },
      { sync_options: [] },
      { sync_options: ["CreateNamespace=false"] },
    ]
  ) assert.deepEqual(ownOptionsEffect(request, own), expected);
  const none = { tier: "write", reasons: [] };
  assert.deepEqual(
    ownOptionsEffect({ sync_options: ["replace=x"] }, own),
    none,
  );
  assert.deepEqual(ownOptionsEffect({}, application("Prune=false")), none);
  assert.deepEqual(ownOptionsEffect({}, {} as Application), none);
});

Deno.test("mergedOptions() keeps the application's own unless the request sets the same ones", () => {
  const own = application("A=1", "Replace=false");
  assert.deepEqual(mergedOptions({}, own), ["A=1", "Replace=false"]);
  assert.deepEqual(mergedOptions({ sync_options: [] }, own), [
    "A=1",
    "Replace=false",
  ]);
  assert.deepEqual(mergedOptions({ sync_options: [" a=2 ", "C=3"] }, own), [
    "Replace=false",
    "a=2",
    "C=3",
  ]);
  assert.deepEqual(mergedOptions({ replace: true }, own), [
    "A=1",
    "Replace=true",
  ]);
  assert.deepEqual(mergedOptions({}, {} as Application), []);
});

const OPTION = fc.oneof(
  fc.constantFrom(
    "Prune=true",
    "prune=false",
    "Force=true",
    " Replace =true",
    "PruneLast=true",
    "CreateNamespace=true",
  ),
  fc.string({ maxLength: 12 }),
);
const FLAG = fc.constantFrom(true, false, undefined);
const REQUEST: fc.Arbitrary<SyncRequest> = fc.record({
  prune: FLAG,
  force: FLAG,
  replace: FLAG,
  sync_options: fc.option(fc.array(OPTION, { maxLength: 4 }), {
    nil: undefined,
  }),
}, { requiredKeys: [] });

Deno.test("adding an argument never lowers the tier of a sync", () => {
  fc.assert(fc.property(REQUEST, REQUEST, (request, more) => {
    const added: SyncRequest = {
      prune: request.prune || more.prune,
      force: request.force || more.force,
      replace: request.replace || more.replace,
      sync_options: request.sync_options || more.sync_options
        ? [...request.sync_options ?? [], ...more.sync_options ?? []]
        : undefined,
    };
    const [before, after] = [request, added].map(syncRequestEffect);
    assert(before && after);
    assert(covers(after.tier, before.tier));
    for (const reason of before.reasons) assert(after.reasons.includes(reason));
  }));
});

Deno.test("adding an argument never lowers the tier, whatever options the application has", () => {
  fc.assert(fc.property(
    REQUEST,
    fc.array(OPTION, { maxLength: 4 }),
    fc.oneof(
      fc.constantFrom<SyncRequest>(
        { prune: true },
        { force: true },
        { replace: true },
      ),
      OPTION.map((option) => ({ sync_options: [option] })),
    ),
    (request, own, more) => {
      const target = application(...own);
      const effectOf = (asked: SyncRequest) =>
        combineEffects(
          syncRequestEffect(asked),
          ownOptionsEffect(asked, target),
        );
      const before = effectOf(request);
      const after = effectOf({
        ...request,
        ...more,
        ...(more.sync_options
          ? {
            sync_options: [
              ...request.sync_options ?? [],
              ...more.sync_options,
            ],
          }
          : {}),
      });
      assert(covers(after.tier, before.tier));
    },
  ));
});
