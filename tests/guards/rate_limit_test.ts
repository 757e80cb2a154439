import assert from "node:assert/strict";
import fc from "fast-check";
import { ToolError } from "../../lib/errors.ts";
import { RateLimiter, RateLimiters } from "../../lib/guards/rate_limit.ts";

const LIMIT = { calls: 5, windowSeconds: 60 };

function open(limit = LIMIT) {
  const clock = { ms: 1_000 };
  return { clock, limiter: new RateLimiter(limit, () => clock.ms) };
}

/** The seconds that a refusal tells to wait; 0 when it passes. */
function waitOf(action: () => void): number {
  try {
    action();
    return 0;
  } catch (error) {
    assert(error instanceof ToolError);
    assert.equal(error.code, "RATE_LIMIT_EXCEEDED");
    return Number(/^Try again in (\d+) s;/.exec(error.hint ?? "")?.[1]);
  }
}

Deno.test("exactly N of 1,000 calls at once pass", () => {
  const { limiter } = open({ calls: 100, windowSeconds: 60 });
  const waits = Array.from(
    { length: 1_000 },
    () => waitOf(() => limiter.take()),
  );
  assert.equal(waits.filter((wait) => wait === 0).length, 100);
  assert.deepEqual(new Set(waits.slice(100)), new Set([60]));
});

Deno.test("a refusal says how many, in which time, when to try again and which settings", () => {
  const { limiter, clock } = open();
  for (let call = 0; call < 5; call++) limiter.take();
  clock.ms += 17_300;
  assert.throws(() => limiter.take(), {
    code: "RATE_LIMIT_EXCEEDED",
    message:
      "Cannot ask Argo CD: 5 calls to it within 60 s are as many as this server allows",
    hint:
      "Try again in 43 s; the operator sets MCP_RATE_LIMIT_CALLS and MCP_RATE_LIMIT_WINDOW",
  });
});

Deno.test("the window slides and does not begin anew", () => {
  const { limiter, clock } = open();
  const start = clock.ms;
  const at = (seconds: number) => {
    clock.ms = start + seconds * 1_000;
    return waitOf(() => limiter.take());
  };
  // Five at the end of a minute do not make room for five at the beginning of the next.
  assert.deepEqual([at(10), at(58), at(58), at(59), at(59)], [0, 0, 0, 0, 0]);
  assert.deepEqual([at(59), at(60), at(69)], [11, 10, 1]);
  assert.deepEqual([at(70), at(70)], [0, 48]);
  assert.deepEqual([at(118), at(118), at(118)], [0, 0, 1]);
});

Deno.test("after exactly the time that a refusal tells one call passes, and not one before", () => {
  const { limiter, clock } = open();
  for (let call = 0; call < 5; call++) {
    limiter.take();
    clock.ms += 2_000;
  }
  const wait = waitOf(() => limiter.take());
  assert.equal(wait, 50);
  clock.ms += wait * 1_000 - 1;
  assert.equal(waitOf(() => limiter.take()), 1);
  clock.ms += 1;
  assert.deepEqual([
    waitOf(() => limiter.take()),
    waitOf(() => limiter.take()),
  ], [0, 2]);
});

Deno.test("what is refused costs nothing", () => {
  const { limiter, clock } = open();
  for (let call = 0; call < 5; call++) limiter.take();
  for (let more = 0; more < 500; more++) {
    clock.ms += 100;
    assert(waitOf(() => limiter.take()) > 0);
  }
  clock.ms += 10_000;
  const waits = Array.from({ length: 6 }, () => waitOf(() => limiter.take()));
  assert.deepEqual(waits, [0, 0, 0, 0, 0, 60]);
});

Deno.test("a clock that stands still or jumps ahead lets no more pass than it may", () => {
  const { limiter, clock } = open();
  clock.ms = 0;
  const first = Array.from({ length: 6 }, () => waitOf(() => limiter.take()));
  assert.deepEqual(first, [0, 0, 0, 0, 0, 60]);
  clock.ms = 1e12;
  const later = Array.from({ length: 6 }, () => waitOf(() => limiter.take()));
  assert.deepEqual(later, [0, 0, 0, 0, 0, 60]);
});

Deno.test("requireRoom() takes nothing, and tells when there is room for so many", () => {
  const { limiter, clock } = open();
  for (let call = 0; call < 3; call++) {
    limiter.take();
    clock.ms += 10_000;
  }
  const room = (wanted: number) => waitOf(() => limiter.requireRoom(wanted));
  assert.deepEqual([room(1), room(2), room(3), room(4), room(5)], [
    0,
    0,
    30,
    40,
    50,
  ]);
  // More than will ever be free are as good as all.
  assert.equal(room(99), 50);
  assert.deepEqual([room(1), room(2)], [0, 0]);
  clock.ms += 30_000;
  assert.deepEqual([room(3), room(4)], [0, 10]);
});

Deno.test("count() refuses nothing, and what it counted counts for those after it", () => {
  const { limiter, clock } = open();
  for (let call = 0; call < 5; call++) limiter.take();
  clock.ms += 20_000;
  limiter.count();
  limiter.count();
  clock.ms += 40_000;
  // Two of the first five are as good as gone; the two late ones are still there.
  const waits = Array.from({ length: 4 }, () => waitOf(() => limiter.take()));
  assert.deepEqual(waits, [0, 0, 0, 20]);
});

Deno.test("callers have a window each", () => {
  const clock = { ms: 0 };
  const limiters = new RateLimiters(LIMIT, () => clock.ms);
  for (let call = 0; call < 5; call++) limiters.of("alice").take();
  assert.equal(waitOf(() => limiters.of("alice").take()), 60);
  assert.equal(waitOf(() => limiters.of("bob").take()), 0);
  assert.equal(waitOf(() => limiters.of("Alice").take()), 0);
  assert.equal(limiters.of("alice"), limiters.of("alice"));
});

Deno.test("10,000 callers are kept apart; beyond them the quietest one starts anew", () => {
  const limiters = new RateLimiters({ calls: 1, windowSeconds: 60 }, () => 0);
  for (let n = 0; n < 10_000; n++) limiters.of(`caller-${n}`).take();
  // Asked for again, so it is not the quietest any more.
  assert.equal(waitOf(() => limiters.of("caller-0").take()), 60);
  limiters.of("one-more").take();
  assert.equal(waitOf(() => limiters.of("caller-0").take()), 60);
  assert.equal(waitOf(() => limiters.of("caller-2").take()), 60);
  assert.equal(waitOf(() => limiters.of("caller-1").take()), 0);
});

Deno.test("10,000 callers with a large limit cost memory only for the calls they make", () => {
  const before = Deno.memoryUsage();
  const limit = { calls: 100_000, windowSeconds: 60 };
  const limiters = new RateLimiters(limit, () => 0);
  for (let n = 0; n < 10_000; n++) limiters.of(`caller-${n}`).take();
  const after = Deno.memoryUsage();
  assert(after.external - before.external < 50e6);
  assert(after.heapUsed - before.heapUsed < 50e6);
});

Deno.test("in no window do more calls pass than allowed, and none is refused without need", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 0, max: 2_500 }), { maxLength: 60 }),
      (calls, windowSeconds, pauses) => {
        const { limiter, clock } = open({ calls, windowSeconds });
        const passed: number[] = [];
        for (const pause of pauses) {
          clock.ms += pause;
          const recent = passed.filter((at) =>
            at > clock.ms - windowSeconds * 1_000
          );
          const wait = waitOf(() => limiter.take());
          assert.equal(wait === 0, recent.length < calls);
          if (wait === 0) passed.push(clock.ms);
          else {
            const free = (recent[0] ?? 0) + windowSeconds * 1_000 - clock.ms;
            assert.equal(wait, Math.ceil(free / 1_000));
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});
