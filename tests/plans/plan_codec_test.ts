import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import {
  decodePlan,
  encodePlan,
  NONCE_BYTES,
  type PlanStatement,
  shortDigest,
} from "../../lib/plans/plan_codec.ts";

const KEY = new Uint8Array(32).fill(7);
const OTHER_KEY = KEY.with(31, 8);
const ALPHABET =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function digest(value: unknown): Uint8Array {
  return new Uint8Array(shortDigest(value, KEY));
}

function statementOf(facts: number): PlanStatement {
  return {
    expiresAt: Date.parse("2026-07-01T12:10:00Z"),
    nonce: new Uint8Array(NONCE_BYTES).fill(1),
    scope: digest("scope"),
    args: digest("args"),
    facts: Array.from({ length: facts }, (_, i) => digest(i)),
  };
}

const PLAN = encodePlan(statementOf(4), KEY);

function bytesOf(plan: string): Uint8Array {
  return Uint8Array.fromBase64(plan, { alphabet: "base64url" });
}

function textOf(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

Deno.test("decodePlan() reads what encodePlan() wrote, with any number of facts", () => {
  for (const facts of [0, 1, 4, 30]) {
    const statement = statementOf(facts);
    const plan = encodePlan(statement, KEY);
    assert.deepEqual(decodePlan(plan, KEY), statement);
    assert.match(plan, /^[\w-]+$/);
  }
});

Deno.test("a plan of four facts is short enough for a model to repeat", () => {
  assert.equal(PLAN.length, 127);
});

Deno.test("a plan with any bit flipped is refused", () => {
  const bytes = bytesOf(PLAN);
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const changed = bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit));
      assert.equal(decodePlan(textOf(changed), KEY), undefined, `${at}.${bit}`);
    }
  }
});

Deno.test("a plan with any byte set to any other value is refused", () => {
  const bytes = bytesOf(PLAN);
  for (let at = 0; at < bytes.length; at += 3) {
    for (let value = 0; value < 256; value++) {
      if (value === bytes[at]) continue;
      const changed = textOf(bytes.with(at, value));
      assert.equal(decodePlan(changed, KEY), undefined, `${at}=${value}`);
    }
  }
});

Deno.test("a plan with any character replaced is refused, the last one too", () => {
  // The number of facts decides how many bits of the last character are not used.
  for (const facts of [3, 4, 5]) {
    const plan = encodePlan(statementOf(facts), KEY);
    for (let at = 0; at < plan.length; at++) {
      for (const character of ALPHABET) {
        if (character === plan[at]) continue;
        const changed = plan.slice(0, at) + character + plan.slice(at + 1);
        assert.equal(decodePlan(changed, KEY), undefined, changed);
      }
    }
  }
});

Deno.test("a plan is refused at every shorter length, from both ends", () => {
  for (let length = 0; length < PLAN.length; length++) {
    assert.equal(decodePlan(PLAN.slice(0, length), KEY), undefined);
    assert.equal(decodePlan(PLAN.slice(-length - 1).slice(1), KEY), undefined);
  }
  const bytes = bytesOf(PLAN);
  for (let length = 0; length < bytes.length; length++) {
    assert.equal(decodePlan(textOf(bytes.slice(0, length)), KEY), undefined);
  }
});

Deno.test("a plan with anything before, behind or in it is refused", () => {
  const middle = PLAN.length >> 1;
  for (
    const extra of [
      "A",
      "AAAA",
      "=",
      "==",
      " ",
      "\n",
      "\t",
      "\u200b",
      "\0",
      "%",
    ]
  ) {
    const grown = [
      PLAN + extra,
      extra + PLAN,
      PLAN.slice(0, middle) + extra + PLAN.slice(middle),
    ];
    for (const plan of grown) {
      assert.equal(decodePlan(plan, KEY), undefined, JSON.stringify(plan));
    }
  }
  assert.equal(decodePlan(PLAN + PLAN, KEY), undefined);
  const bytes = bytesOf(PLAN);
  for (let more = 1; more <= 24; more++) {
    const grown = new Uint8Array(bytes.length + more);
    grown.set(bytes);
    assert.equal(decodePlan(textOf(grown), KEY), undefined);
  }
});

Deno.test("a plan in another alphabet, case or with padding is refused", () => {
  const statement = { ...statementOf(5), scope: new Uint8Array(8).fill(255) };
  const plan = encodePlan(statement, KEY);
  assert.match(plan, /_/);
  assert.deepEqual(decodePlan(plan, KEY), statement);
  const bytes = bytesOf(plan);
  const others = [
    bytes.toBase64(),
    bytes.toBase64({ alphabet: "base64url" }),
    bytes.toBase64({ omitPadding: true }),
    bytes.toHex(),
    plan.toUpperCase(),
    plan.toLowerCase(),
  ];
  assert.deepEqual(
    others.filter((other) => other !== plan)
      .map((other) => decodePlan(other, KEY)),
    others.map(() => undefined),
  );
});

Deno.test("a plan of another key is refused, and so are facts that were moved about", () => {
  assert.equal(decodePlan(PLAN, OTHER_KEY), undefined);
  assert.equal(
    decodePlan(encodePlan(statementOf(4), OTHER_KEY), KEY),
    undefined,
  );
  // The seal of one plan on the body of another.
  const [one, other] = [
    bytesOf(PLAN),
    bytesOf(encodePlan(statementOf(3), KEY)),
  ];
  const mixed = new Uint8Array(one.length);
  mixed.set(one);
  mixed.set(other.slice(-32), one.length - 32);
  assert.equal(decodePlan(textOf(mixed), KEY), undefined);
});

Deno.test("a plan of another version is refused, though its seal is right", () => {
  for (const version of [0, 2, 255]) {
    const body = bytesOf(PLAN).slice(0, -32).with(0, version);
    const seal = createHmac("sha256", KEY).update(body).digest();
    const plan = textOf(new Uint8Array([...body, ...seal]));
    assert.equal(decodePlan(plan, KEY), undefined, `${version}`);
  }
});

Deno.test("shortDigest() differs by value and by key, not by the order of keys", () => {
  const hex = (value: unknown, key = KEY) => shortDigest(value, key).toHex();
  assert.equal(hex({ a: 1, b: [2] }), hex({ b: [2], a: 1 }));
  const different = [
    hex({ a: 1 }),
    hex({ a: 1 }, OTHER_KEY),
    hex({ a: "1" }),
    hex({ a: [1] }),
    hex({ a: 1, b: null }),
    hex([{ a: 1 }]),
    hex(null),
    hex(""),
    hex([]),
    hex({}),
  ];
  assert.equal(new Set(different).size, different.length);
});

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length });

const STATEMENT = fc.record({
  expiresAt: fc.integer({ min: 0, max: 2 ** 40 - 1 }).map((s) => s * 1_000),
  nonce: bytes(NONCE_BYTES),
  scope: bytes(8),
  args: bytes(8),
  facts: fc.array(bytes(8), { maxLength: 8 }),
}, { noNullPrototype: true });

Deno.test("every statement survives the round trip with its key and no other", () => {
  fc.assert(fc.property(STATEMENT, bytes(32), bytes(32), (plan, key, other) => {
    const text = encodePlan(plan, key);
    assert.deepEqual(decodePlan(text, key), plan);
    if (textOf(key) !== textOf(other)) {
      assert.equal(decodePlan(text, other), undefined);
    }
  }));
});

Deno.test("no other text is a plan", () => {
  fc.assert(fc.property(
    fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.uint8Array({ maxLength: 200 }).map(textOf),
    ),
    (text) => assert.equal(decodePlan(text, KEY), undefined),
  ));
});
