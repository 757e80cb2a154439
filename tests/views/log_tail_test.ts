import assert from "node:assert/strict";
import { lineMatcher, LogTail } from "../../lib/views/log_tail.ts";

function line(content: string, second = 0): Parameters<LogTail["add"]>[0] {
  return {
    content,
    podName: "worker-1",
    timeStampStr: `2026-08-20T09:00:${
      String(second % 60).padStart(2, "0")
    }.007919Z`,
    last: false,
  };
}

const END = {
  content: "",
  podName: "",
  timeStampStr: "2026-11-21T05:42:11.1Z",
  last: true,
};

Deno.test("LogTail keeps the last lines and the times of the first and the last of them", () => {
  const tail = new LogTail(2);
  for (const [index, content] of ["a", "b", "c"].entries()) {
    tail.add(line(content, index));
  }
  tail.add(END);
  assert.deepEqual(tail.result(), {
    lines: ["b", "c"],
    seen: 3,
    from: "2026-08-20T09:00:01Z",
    to: "2026-08-20T09:00:02Z",
  });
});

Deno.test("LogTail keeps empty lines of a pod; only the end marker is none", () => {
  const tail = new LogTail(10);
  for (
    const content of ["panic: queue unavailable", "", "goroutine 1 [running]:"]
  ) tail.add(line(content));
  tail.add(END);
  assert.deepEqual(tail.result().lines, [
    "panic: queue unavailable",
    "",
    "goroutine 1 [running]:",
  ]);
});

Deno.test("LogTail tells a line without a pod as a problem, as it comes with 200", () => {
  const tail = new LogTail(10);
  tail.add({
    content: 'previous terminated container "app" in pod "worker-1" not found',
    podName: "",
    timeStampStr: "0001-01-01T00:00:00Z",
    last: false,
  });
  tail.add(END);
  assert.deepEqual(tail.result(), {
    lines: [],
    seen: 0,
    problem: 'previous terminated container "app" in pod "worker-1" not found',
  });
});

Deno.test("LogTail holds a bounded part of a log of two hundred thousand lines and of a line of five million characters", () => {
  const tail = new LogTail(3, lineMatcher("!skip"));
  for (let index = 0; index < 200_000; index++) {
    tail.add(line(index % 2 ? "skip" : `line ${index}`));
  }
  tail.add(line("x".repeat(5_000_000)));
  const { lines, seen } = tail.result();
  assert.equal(seen, 100_001);
  assert.deepEqual(lines.slice(0, 2), ["line 199996", "line 199998"]);
  assert.equal(lines[2], `${"x".repeat(1_000)}… (4999000 more characters)`);
});

Deno.test("lineMatcher() minds no case, with and without inversion", () => {
  const lines = ["INFO up", "Error down", "error again"];
  assert.deepEqual(lines.filter(lineMatcher("ERROR")), [
    "Error down",
    "error again",
  ]);
  assert.deepEqual(lines.filter(lineMatcher("!ERROR")), ["INFO up"]);
  assert.deepEqual(lines.filter(lineMatcher("!")), lines);
});
