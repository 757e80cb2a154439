import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { PLAN_MINUTES, PlanBook } from "../../lib/plans/plan_book.ts";
import {
  AGAIN,
  CALL,
  EXPIRED,
  FACTS,
  KEY,
  MINUTE,
  NOT_FOR_THIS,
  NOT_OURS,
  openBook,
  OTHER_ARGUMENTS,
  USED,
} from "./open_book.ts";

Deno.test("a plan passes for its call and its facts, as often as it is only checked", () => {
  const { make, check } = openBook();
  const { plan, id, expiresAt } = make();
  assert.equal(check(plan), id);
  assert.equal(check(plan), id);
  assert.equal(expiresAt.toISOString(), "2026-07-01T12:10:00.000Z");
});

Deno.test("two plans of the same call in the same state are two plans", () => {
  const { make, check, book, verdict } = openBook();
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
  const { make, verdict } = openBook();
  const { plan } = make();
  const other = openBook(KEY.with(0, 9)).make().plan;
  const swapped = plan.endsWith("A") ? "B" : "A";
  const texts = ["", "plan", `${plan} `, plan.slice(0, -1) + swapped, other];
  assert.deepEqual(
    texts.map((text) => verdict(text)),
    texts.map(() => NOT_OURS),
  );
});

Deno.test("a plan ends at the second that it told", () => {
  const { make, verdict, clock } = openBook();
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
      const { verdict, clock } = openBook();
      const elsewhere = openBook(KEY, clock.ms + minutes * MINUTE);
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
    const { make, verdict } = openBook();
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
    const { make, verdict } = openBook();
    const call = { ...CALL, args };
    assert.equal(verdict(make().plan, { call }), OTHER_ARGUMENTS);
    assert.equal(verdict(make(call).plan), OTHER_ARGUMENTS);
  });
}

Deno.test("the order of arguments and of facts does not matter", () => {
  const { make, verdict } = openBook();
  const args = Object.fromEntries(Object.entries(CALL.args).reverse());
  const facts = Object.fromEntries(Object.entries(FACTS).reverse());
  const call = { ...CALL, args };
  assert.equal(verdict(make().plan, { call, facts }), "passes");
});

Deno.test("a plan holds nothing of its call in clear", () => {
  const { plan } = openBook().make();
  const bytes = Uint8Array.fromBase64(plan, { alphabet: "base64url" });
  const text = new TextDecoder("latin1").decode(bytes);
  for (const word of ["payments", "alice", "prod", "sync", "1234", "hunter"]) {
    assert(!text.includes(word), word);
  }
});

Deno.test("a plan works once, also when two calls have passed the check", () => {
  const { make, book, check, verdict } = openBook();
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
  const { book, check, verdict, clock, make } = openBook();
  const { plan } = openBook(KEY, clock.ms + 5 * MINUTE).make();
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
  const { book, make, check, clock } = openBook();
  for (let n = 0; n < 3_000; n++) {
    clock.ms += MINUTE / 2;
    book.spend(check(make().plan), "sync 'payments'");
    make();
  }
  // Uses of the last 15 minutes, and the facts of 200 plans.
  assert(book.kept <= 31 + 200, `${book.kept}`);
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
        const { make, verdict } = openBook();
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
