import assert from "node:assert/strict";
import * as z from "zod";
import { defineTool, type ToolContext } from "../../../lib/tool.ts";
import { diagnoseApplication } from "../../../lib/tools/diagnosis/diagnose_application.ts";
import { gather } from "../../../lib/tools/diagnosis/gather.ts";
import { harness } from "../../helpers/tool_harness.ts";
import { denyPath } from "../../helpers/denied.ts";

/** The diagnosis's reading under a deadline that a test can wait for. */
function gathering(deadlineMs: number, ref = "worker") {
  return defineTool({
    name: "gather_in_time",
    title: "Gather",
    tier: "read",
    description: "Gathers facts.",
    input: z.strictObject({}),
    output: z.looseObject({}),
    async handler(_args: unknown, context: ToolContext) {
      const facts = await gather(ref, context, { deadlineMs });
      const { application, nodes, windows, managed, children, unread } = facts;
      return {
        health: application.status?.health?.status,
        nodes: nodes.length,
        windows: windows !== undefined,
        managed: managed.length,
        children: children.map(({ ref, facts }) => [
          ref,
          facts?.application.status?.health?.status,
          facts?.windows !== undefined,
        ]),
        unread: unread.map(({ what, why }) => `${what}: ${why}`),
      };
    },
    text: (result: object) => JSON.stringify(result),
  });
}

/** Requests whose path ends so get no answer until the test is over. */
function stalling(end: string) {
  const over = Promise.withResolvers<Response>();
  return {
    intercept: ({ url }: Request) =>
      new URL(url).pathname.endsWith(end) ? over.promise : undefined,
    [Symbol.dispose]: () => over.resolve(new Response("{}")),
  };
}

Deno.test("while the tree does not come, the rest is read and answered", async () => {
  using stall = stalling("/worker/resource-tree");
  const { intercept } = stall;
  await using h = harness({ intercept });
  const { structured, text, isError } = await h.call(gathering(3_000));
  stall[Symbol.dispose]();
  assert(!isError, text);
  assert.equal(structured?.["health"], "Degraded");
  assert.equal(structured?.["nodes"], 0);
  assert.equal(structured?.["windows"], true);
  assert.notEqual(structured?.["managed"], 0);
  assert.match(
    JSON.stringify(structured?.["unread"]),
    /^\["the resource tree: TIMEOUT: [^"]*"\]$/,
  );
});

Deno.test("a tree that may not be read is said, and the rest is answered", async () => {
  await using h = harness({
    intercept: denyPath(/\/worker\/resource-tree$/),
  });
  const { structured, text, isError } = await h.call(gathering(3_000));
  assert(!isError, text);
  assert.equal(structured?.["health"], "Degraded");
  assert.match(JSON.stringify(structured?.["unread"]), /the resource tree: /);
});

Deno.test("an application that does not come is a timeout, and nobody is said to have cancelled", async () => {
  using stall = stalling("/applications/worker");
  const { intercept } = stall;
  await using h = harness({ intercept });
  const { text, isError } = await h.call(gathering(300));
  stall[Symbol.dispose]();
  assert(isError);
  assert.match(
    text,
    /^TIMEOUT: Cannot read application 'worker': Argo CD did not answer within 0\.3 s/,
  );
});

Deno.test("a caller that cancels ends it at once", async () => {
  using stall = stalling("/worker/resource-tree");
  const { intercept } = stall;
  await using h = harness({ intercept });
  const caller = new AbortController();
  const call = h.call(gathering(60_000), {}, { signal: caller.signal });
  while (!h.requests.some(({ path }) => path.endsWith("/resource-tree"))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  caller.abort();
  const { text, isError } = await call;
  stall[Symbol.dispose]();
  assert(isError);
  assert.match(text, /^CANCELLED/);
});

Deno.test("a child whose tree does not come is looked at without it, and leaves time for the rest", async () => {
  using stall = stalling("/child-one/resource-tree");
  const { intercept } = stall;
  await using h = harness({
    intercept,
    customize: (world) => {
      const child = world.application("child-one");
      assert(child);
      child.app.status.health = { status: "Degraded" };
    },
  });
  const { structured, text, isError } = await h.call(gathering(4_000, "root"));
  stall[Symbol.dispose]();
  assert(!isError, text);
  assert.equal(structured?.["windows"], true);
  const children = structured?.["children"] as readonly unknown[];
  assert.deepEqual(
    children.find((one) => Array.isArray(one) && one[0] === "child-one"),
    ["child-one", "Degraded", true],
  );
  assert.match(
    JSON.stringify(structured?.["unread"]),
    /^\["the resource tree of application 'child-one': TIMEOUT: [^"]*"\]$/,
  );
});

Deno.test("a parent is not called healthy while nobody knows how its child is", async () => {
  await using h = harness({
    intercept: denyPath(/\/applications\/child-one$/),
  });
  const { structured, text } = await h.call(diagnoseApplication, {
    application: "root",
  });
  assert.equal(structured?.["verdict"], "unknown", text);
  assert.match(text, /^not readable: application 'child-one': /m);
});
