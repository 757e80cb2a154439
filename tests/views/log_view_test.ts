import assert from "node:assert/strict";
import {
  fairTails,
  logsText,
  logsView,
  type ReadLog,
} from "../../lib/views/log_view.ts";

function log(
  pod: string,
  lines: readonly string[],
  more: Partial<ReadLog> = {},
): ReadLog {
  return {
    pod,
    container: "app",
    previous: false,
    log: { lines, seen: lines.length },
    ...more,
  };
}

const SELECTION = {
  application: "shop",
  selected: "the unhealthy pods",
  leftOut: 0,
  budget: 10_000,
};

Deno.test("one log has its lines as they are", () => {
  const view = logsView([
    log("shop-1", ["a", "b"], {
      restarts: 7,
      state: "waiting: CrashLoopBackOff",
    }),
  ], SELECTION);
  assert.equal(
    logsText(view),
    "shop: logs of the unhealthy pods\n" +
      "shop-1/app: 7 restarts · waiting: CrashLoopBackOff · 2 lines\n" +
      "--- log, text of the containers ---\na\nb",
  );
});

Deno.test("each line of several logs says which one it is of, so that no line can pass for a heading", () => {
  const view = logsView([
    log("shop-1", ["boom"], { previous: true }),
    log("shop-1", ["2| I am another container"]),
    log("shop-2", [], {
      log: {
        lines: [],
        seen: 0,
        problem:
          'container "app" in pod "shop-2" is waiting to start: PodInitializing',
      },
    }),
  ], SELECTION);
  assert.equal(
    logsText(view),
    "shop: logs of the unhealthy pods\n" +
      "1 = shop-1/app: previous run · 1 line\n" +
      "2 = shop-1/app: 1 line\n" +
      '3 = shop-2/app: no log: container "app" in pod "shop-2" is waiting to start: PodInitializing\n' +
      "--- log, text of the containers ---\n1| boom\n2| 2| I am another container",
  );
});

Deno.test("several long logs share the room, the newest lines of each stay, and what is missing is counted", () => {
  const many = Array.from({ length: 500 }, (_, index) => `line ${index}`);
  const view = logsView([log("a", many), log("b", ["only"]), log("c", many)], {
    ...SELECTION,
    budget: 2_000,
  });
  const [a, b, c] = view.sources;
  assert.equal(b?.lines, 1);
  assert.equal(b?.left_out, undefined);
  assert(a && c && Math.abs(a.lines - c.lines) <= 1 && a.lines > 10);
  assert.equal(a.lines + (a.left_out ?? 0), 500);
  assert.match(view.log, /^1\| line 499$/m);
  assert.match(view.log, /^3\| line 499$/m);
});

Deno.test("fairTails() gives nothing when there is no room", () => {
  assert.deepEqual(fairTails([["a"], ["b"]], 0), [[], []]);
});
