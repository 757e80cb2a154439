import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { ToolError } from "../../lib/errors.ts";
import { digestOf, type Facts, leavesOf } from "../../lib/plans/facts.ts";
import {
  PLAN_MINUTES,
  PlanBook,
  type PlannedCall,
} from "../../lib/plans/plan_book.ts";

const KEY = new Uint8Array(32).fill(1);
const MINUTE = 60_000;
const CALL: PlannedCall = {
  instance: "prod",
  tool: "sync_application",
  caller: "alice",
  args: { application: "payments", prune: true, resources: [{ kind: "Job" }] },
};
const FACTS: Facts = {
  application: { uid: "1234" },
  revision: { source: "3f2a1b9" },
  changes: { "Service web": "changed", "Job old": "pruned" },
  spec: leavesOf({ source: { path: "web", password: "hunter2-before" } }),
};
const AGAIN =
  "Call again with dry_run=true for a new plan, read it, and apply that one";

/** A book whose clock a test moves, and what it says of a plan. */
function open(key = KEY, start = Date.parse("2026-07-01T12:00:00.750Z")) {
  const clock = { ms: start };
  const book = new PlanBook({ key, now: () => new Date(clock.ms) });
  function check(
    plan: string,
    { call = CALL, facts = FACTS }: {
      readonly call?: PlannedCall;
      readonly facts?: Facts;
    } = {},
  ): string {
    return book.check(plan, { call, facts, purpose: "sync 'payments'" });
  }
  return {
    book,
    clock,
    check,
    make: (call = CALL, facts = FACTS) => book.make(call, facts),
    /** `passes`, or code and message of the refusal. */
    verdict(...args: Parameters<typeof check>): string {
      try {
        check(...args);
        return "passes";
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        return `${error.code}: ${error.message}`;
      }
    },
  };
}

const NOT_OURS =
  "PLAN_INVALID: Cannot sync 'payments': the plan is not one that this server made, or not copied in full";
const NOT_FOR_THIS =
  "PLAN_INVALID: Cannot sync 'payments': the plan was made for another tool, another Argo CD or another caller";
const OTHER_ARGUMENTS =
  "PLAN_INVALID: Cannot sync 'payments': the plan was made for other arguments";
const EXPIRED =
  "PLAN_EXPIRED: Cannot sync 'payments': the plan was good for 10 minutes and has ended";
const USED =
  "PLAN_USED: Cannot sync 'payments': the plan was used already, and a plan works once";
const MOVED =
  "PLAN_OUTDATED: Cannot sync 'payments': since the plan was made, this has moved: ";

Deno.test("a plan passes for its call and its facts, as often as it is only checked", () => {
  const { make, check } = open();
  const { plan, id, expiresAt } = make();
  assert.equal(check(plan), id);
  assert.equal(check(plan), id);
  assert.equal(expiresAt.toISOString(), "2026-07-01T12:10:00.000Z");
});

Deno.test("two plans of the same call in the same state are two plans", () => {
  const { make, check, book, verdict } = open();
  const [one, other] = [make(), make()];
  assert.notEqual(one.plan, other.plan);
  book.spend(check(one.plan), "sync 'payments'");
  assert.equal(verdict(other.plan), "passes");
});

Deno.test("a key of less than 32 bytes keeps no plans", () => {
  assert.throws(() => new PlanBook({ key: new Uint8Array(31) }), {
    name: "TypeError",
    message: "Cannot keep plans: the key has less than 32 bytes",
  });
});

Deno.test("a text that is no plan, a changed one and one of another key are refused alike", () => {
  const { make, verdict } = open();
  const { plan } = make();
  const other = open(KEY.with(0, 9)).make().plan;
  const swapped = plan.endsWith("A") ? "B" : "A";
  const texts = ["", "plan", `${plan} `, plan.slice(0, -1) + swapped, other];
  assert.deepEqual(
    texts.map((text) => verdict(text)),
    texts.map(() => NOT_OURS),
  );
});

Deno.test("a plan ends at the second that it told", () => {
  const { make, verdict, clock } = open();
  const { plan, expiresAt } = make();
  clock.ms = expiresAt.getTime() - 1;
  assert.equal(verdict(plan), "passes");
  clock.ms = expiresAt.getTime();
  assert.equal(verdict(plan), EXPIRED);
  assert.equal(PLAN_MINUTES, 10);
});

for (
  const [minutes, expected] of [
    [-10, EXPIRED],
    [-5, "passes"],
    [5, "passes"],
    [5.05, NOT_OURS],
    [60, NOT_OURS],
  ] as const
) {
  Deno.test(
    `with a shared key, a plan of a clock that is ${minutes} minutes off ${
      expected === "passes" ? "passes" : "is refused"
    }`,
    () => {
      const { verdict, clock } = open();
      const elsewhere = open(KEY, clock.ms + minutes * MINUTE);
      assert.equal(verdict(elsewhere.make().plan), expected);
    },
  );
}

for (
  const [what, change] of [
    ["another caller", { caller: "bob" }],
    ["a caller in other case", { caller: "Alice" }],
    ["another instance", { instance: "staging" }],
    ["another tool", { tool: "delete_application" }],
    ["parts that only join to the same", { instance: "prodsync", tool: "" }],
  ] as const
) {
  Deno.test(`a plan is refused for ${what}`, () => {
    const { make, verdict } = open();
    const call = { ...CALL, ...change };
    assert.equal(verdict(make().plan, { call }), NOT_FOR_THIS);
    assert.equal(verdict(make(call).plan), NOT_FOR_THIS);
  });
}

for (
  const [what, args] of [
    ["changed", { ...CALL.args, application: "billing" }],
    ["in other case", { ...CALL.args, application: "Payments" }],
    ["added", { ...CALL.args, force: true }],
    ["added as null", { ...CALL.args, force: null }],
    ["removed", { application: "payments", prune: true }],
    ["of another type", { ...CALL.args, prune: "true" }],
    ["changed deep inside", { ...CALL.args, resources: [{ kind: "Pod" }] }],
  ] as const
) {
  Deno.test(`a plan is refused when an argument was ${what}`, () => {
    const { make, verdict } = open();
    const call = { ...CALL, args };
    assert.equal(verdict(make().plan, { call }), OTHER_ARGUMENTS);
    assert.equal(verdict(make(call).plan), OTHER_ARGUMENTS);
  });
}

Deno.test("the order of arguments and of facts does not matter", () => {
  const { make, verdict } = open();
  const args = Object.fromEntries(Object.entries(CALL.args).reverse());
  const facts = Object.fromEntries(Object.entries(FACTS).reverse());
  const call = { ...CALL, args };
  assert.equal(verdict(make().plan, { call, facts }), "passes");
});

for (
  const [what, change, told] of [
    [
      "the application was made again",
      { application: { uid: "5678" } },
      "application: uid was 1234 and is 5678",
    ],
    [
      "the revision moved",
      { revision: { source: "4d5e6f7" } },
      "revision: source was 3f2a1b9 and is 4d5e6f7",
    ],
    [
      "items came, went and changed",
      { changes: { "Service web": "pruned", "Pod x": "created" } },
      "changes: Service web was changed and is pruned, Job old is gone, Pod x is now created",
    ],
    [
      "a secret changed",
      {
        spec: leavesOf({ source: { path: "web", password: "hunter2-after" } }),
      },
      "spec: source.password has changed",
    ],
    [
      "two facts moved",
      {
        application: { uid: "5678" },
        spec: leavesOf({ source: { path: "web" } }),
      },
      "application: uid was 1234 and is 5678; spec: source.password is gone",
    ],
  ] as const
) {
  Deno.test(`when ${what}, the refusal says exactly that`, () => {
    const { make, verdict } = open();
    const facts = { ...FACTS, ...change };
    assert.equal(verdict(make().plan, { facts }), `${MOVED}${told}`);
  });
}

Deno.test("a fact that is new or gone is a move", () => {
  const { make, verdict } = open();
  const facts = { ...FACTS, more: { x: "y" } };
  const text = `${MOVED}what the plan was made from is not what is there now`;
  assert.equal(verdict(make().plan, { facts }), text);
  assert.equal(verdict(make(CALL, facts).plan), text);
});

Deno.test("of a plan of another process with the same key only the name of the fact is told", () => {
  const { verdict } = open();
  const { plan } = open().make();
  const facts = { ...FACTS, revision: { source: "4d5e6f7" } };
  assert.equal(verdict(plan, { facts }), `${MOVED}revision`);
  assert.equal(verdict(plan), "passes");
});

Deno.test("a refusal says what to do next, and never a secret or its digest", () => {
  const { make, check } = open();
  const { plan } = make();
  const after = "hunter2-after";
  const spec = leavesOf({ source: { path: "x", password: after } });
  assert.throws(() => check(plan, { facts: { ...FACTS, spec } }), (error) => {
    assert(error instanceof ToolError);
    assert.equal(error.hint, `Nothing was sent. ${AGAIN}`);
    const text = error.toString();
    for (const secret of ["hunter2-before", after]) {
      assert(!text.includes(secret));
      assert(!text.includes(digestOf(secret)));
      assert(!text.includes(digestOf(secret).slice(1, 9)));
    }
    return true;
  });
});

Deno.test("a plan holds nothing of its call in clear", () => {
  const { plan } = open().make();
  const bytes = Uint8Array.fromBase64(plan, { alphabet: "base64url" });
  const text = new TextDecoder("latin1").decode(bytes);
  for (const word of ["payments", "alice", "prod", "sync", "1234", "hunter"]) {
    assert(!text.includes(word), word);
  }
});

Deno.test("a plan works once, also when two calls have passed the check", () => {
  const { make, book, check, verdict } = open();
  const { plan } = make();
  const [first, second] = [check(plan), check(plan)];
  book.spend(first, "sync 'payments'");
  assert.throws(() => book.spend(second, "sync 'payments'"), {
    code: "PLAN_USED",
    hint: `Look at what its first use has done before anything else. ${AGAIN}`,
  });
  assert.equal(verdict(plan), USED);
  // That the state has moved is what its use has done.
  const facts = { ...FACTS, revision: { source: "4d5e6f7" } };
  assert.equal(verdict(plan, { facts }), USED);
});

Deno.test("a used plan stays used until it has ended, also one of a clock that is ahead", () => {
  const { book, check, verdict, clock, make } = open();
  const { plan } = open(KEY, clock.ms + 5 * MINUTE).make();
  const start = clock.ms;
  book.spend(check(plan), "sync 'payments'");
  for (let minute = 0; minute <= 30; minute++) {
    clock.ms = start + minute * MINUTE;
    // Each use of another one forgets those that have ended.
    book.spend(check(make().plan), "sync 'payments'");
    const text = verdict(plan);
    assert(text === USED || (text === EXPIRED && minute >= 15), text);
  }
});

Deno.test("what is kept of plans does not grow for ever", () => {
  const { book, make, check, clock } = open();
  for (let n = 0; n < 3_000; n++) {
    clock.ms += MINUTE / 2;
    book.spend(check(make().plan), "sync 'payments'");
    make();
  }
  // Uses of the last 15 minutes, and the facts of 200 plans.
  assert(book.kept <= 31 + 200, `${book.kept}`);
});

Deno.test("a plan whose facts were forgotten is still good, and its refusal names the fact", () => {
  const { make, verdict } = open();
  const { plan } = make();
  for (let n = 0; n < 200; n++) make();
  assert.equal(verdict(plan), "passes");
  const facts = { ...FACTS, revision: { source: "4d5e6f7" } };
  assert.equal(verdict(plan, { facts }), `${MOVED}revision`);
});

const TEXT = fc.string({ maxLength: 12 });
const FACT = fc.dictionary(TEXT, TEXT, { maxKeys: 4, noNullPrototype: true });
const ANY_FACTS = fc.dictionary(TEXT, FACT, {
  maxKeys: 4,
  noNullPrototype: true,
});
const ANY_CALL = fc.record({
  instance: TEXT,
  tool: TEXT,
  caller: TEXT,
  args: fc.dictionary(TEXT, fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
}, { noNullPrototype: true });

Deno.test("a plan passes for the call and facts that it was made from, and for no others", () => {
  fc.assert(
    fc.property(
      ANY_CALL,
      ANY_CALL,
      ANY_FACTS,
      ANY_FACTS,
      (call, otherCall, facts, otherFacts) => {
        const { make, verdict } = open();
        const { plan } = make(call, facts);
        assert.equal(verdict(plan, { call, facts }), "passes");
        const mixed = [
          { call: otherCall, facts },
          { call: { ...call, args: otherCall.args }, facts },
          { call: { ...call, caller: otherCall.caller }, facts },
          { call, facts: otherFacts },
        ];
        for (const one of mixed) {
          assert.equal(
            verdict(plan, one) === "passes",
            isDeepStrictEqual(one, { call, facts }),
          );
        }
      },
    ),
    { numRuns: 300 },
  );
});
