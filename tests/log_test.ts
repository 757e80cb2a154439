import assert from "node:assert/strict";
import { createLogger, type LogLevel } from "../lib/log.ts";

function collector(): {
  readonly stream: WritableStream<Uint8Array>;
  lines(): Record<string, unknown>[];
} {
  let text = "";
  return {
    stream: new WritableStream({
      write: (chunk) => {
        text += new TextDecoder().decode(chunk);
      },
    }),
    lines: () =>
      text.split("\n").filter(Boolean).map((line) =>
        JSON.parse(line) as Record<string, unknown>
      ),
  };
}

async function logged(level: LogLevel): Promise<string[]> {
  const { stream, lines } = collector();
  const log = createLogger({ level, stream });
  log.debug("Chatty");
  log.info("Useful");
  log.warning("Strange");
  log.error("Broken");
  await log.flush();
  return lines().map(({ message }) => String(message));
}

Deno.test("createLogger() leaves out what is below its level", async () => {
  assert.deepEqual(await logged("debug"), [
    "Chatty",
    "Useful",
    "Strange",
    "Broken",
  ]);
  assert.deepEqual(await logged("warning"), ["Strange", "Broken"]);
  assert.deepEqual(await logged("error"), ["Broken"]);
});

Deno.test("createLogger() masks its fields, errors with their causes, and what it was told", async () => {
  const { stream, lines } = collector();
  let known: readonly string[] = [];
  const log = createLogger({ level: "info", stream, secrets: () => known });
  known = ["opaque-canary-1"];
  const cause = new Error("token opaque-canary-1");
  log.error("Broken", {
    error: new Error("clone of https://bob:canary-2@git.example.com failed", {
      cause,
    }),
    password: "canary-3",
    count: 3,
  });
  await log.flush();
  const [line] = lines();
  const text = JSON.stringify(line);
  assert(!/canary/.test(text), text);
  assert.equal(line?.["level"], "ERROR");
  const { count, error } = line?.["properties"] as {
    count: number;
    error: { name: string; cause: { message: string } };
  };
  assert.equal(count, 3);
  assert.equal(error.name, "Error");
  assert.match(error.cause.message, /^token <masked/);
});

Deno.test("flush() does not wait for a reader that stopped reading", async () => {
  const never = new WritableStream<Uint8Array>({
    write: () => new Promise(() => {}),
  });
  const log = createLogger({ level: "info", stream: never });
  log.info("Nobody reads this");
  await log.flush();
});
