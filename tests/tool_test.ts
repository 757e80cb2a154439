import assert from "node:assert/strict";
import * as z from "zod";
import type { ArgocdClient, Connection } from "../lib/argocd/client.ts";
import { ToolError } from "../lib/errors.ts";
import { soleInstance } from "../lib/instances/sole_instance.ts";
import type { Policy } from "../lib/guards/guard.ts";
import type { Tier } from "../lib/tier.ts";
import {
  createRunner,
  defineTool,
  type Tool,
  type ToolSpec,
} from "../lib/tool.ts";

const POLICY: Policy = {
  tier: "read",
  maskSecrets: true,
  maxResultChars: 4_000,
  humanApproval: "auto",
};
const OWN_TOKEN = "own-token-0123456789";

/** A connection that remembers the tiers it was asked for and can do nothing. */
function connection(asked: Tier[] = []): Connection {
  return {
    instance: "test",
    origin: "https://argocd.test",
    secrets: () => [OWN_TOKEN],
    forTier(tier) {
      asked.push(tier);
      return { tier } as ArgocdClient;
    },
    signIn: undefined,
    asStranger: () => ({ tier: "read" } as ArgocdClient),
    [Symbol.dispose]: () => {},
  };
}

function run(tool: Tool, args: unknown = {}, policy = POLICY) {
  const signal = new AbortController().signal;
  return createRunner({
    instances: soleInstance(connection(), { policy }),
    policy,
    version: "0",
  })(
    tool,
    {
      args,
      signal,
    },
  );
}

type Spec = ToolSpec<Record<string, unknown>, Record<string, unknown>>;

function tool(spec: Partial<Spec> = {}): Tool {
  return defineTool<Record<string, unknown>, Record<string, unknown>>({
    name: "look",
    title: "Look",
    tier: "read",
    description: "Looks.",
    input: z.strictObject({
      application: z.string().optional(),
      cursor: z.string().optional(),
      limit: z.int().optional(),
    }) as unknown as z.ZodType<Record<string, unknown>>,
    output: z.looseObject({}),
    handler: () => Promise.resolve({ said: "hello" }),
    text: (view) => JSON.stringify(view),
    ...spec,
  });
}

Deno.test("a tool answers with text and structured content", async () => {
  assert.deepEqual(await run(tool()), {
    text: '{"said":"hello"}',
    structured: { said: "hello" },
    isError: false,
  });
});

Deno.test("a copy of a tool has no handler", async () => {
  const result = await run({ ...tool() });
  assert.deepEqual(result, {
    text: "UNKNOWN_TOOL: Cannot call 'look': no such tool",
    isError: true,
  });
});

Deno.test("a tool shows neither its handler nor its renderer", () => {
  const keys = Object.keys(tool());
  assert(
    !keys.some((key) => ["handler", "enrich", "text"].includes(key)),
    keys.join(),
  );
});

Deno.test.each([{ tier: "write" }, { tier: "destructive" }] as const)(
  "what is of tier $tier cannot be declared as a tool that reads",
  ({ tier }) => {
    assert.throws(() => tool({ tier } as unknown as Partial<Spec>), {
      message:
        "Cannot define 'look': what is not of tier 'read' is a write tool",
    });
  },
);

Deno.test("a handler gets a client of its tool's tier", async () => {
  const asked: Tier[] = [];
  const signal = new AbortController().signal;
  await createRunner({
    instances: soleInstance(connection(asked), { policy: POLICY }),
    policy: POLICY,
    version: "0",
  })(
    tool(),
    { args: {}, signal },
  );
  assert.deepEqual(asked, ["read"]);
});

Deno.test("names are checked before the handler runs", async () => {
  let ran = false;
  const handler = () => {
    ran = true;
    return Promise.resolve({});
  };
  const result = await run(tool({ handler }), { application: "../clusters" });
  assert.match(result.text, /^INVALID_ARGUMENT: /);
  assert.equal(ran, false);
});

Deno.test("secrets are masked in results, in structured content and in errors", async () => {
  const leak = { note: `Authorization: Bearer abcdefghijklmnop ${OWN_TOKEN}` };
  const result = await run(tool({ handler: () => Promise.resolve(leak) }));
  const failing = await run(tool({
    handler: () =>
      Promise.reject(new ToolError("FORBIDDEN", `Cannot look: ${leak.note}`)),
  }));
  for (const text of [JSON.stringify(result), failing.text]) {
    assert.doesNotMatch(text, /abcdefghijklmnop|own-token/);
  }
  assert.match(failing.text, /^FORBIDDEN: Cannot look: /);
});

Deno.test("our own token never leaves, even when masking is off", async () => {
  const handler = () =>
    Promise.resolve({ note: `x ${OWN_TOKEN}`, env: "password=readable" });
  const result = await run(tool({ handler }), {}, {
    ...POLICY,
    maskSecrets: false,
  });
  assert.doesNotMatch(JSON.stringify(result), /own-token/);
  assert.match(result.text, /password=readable/);
});

Deno.test("a token that is fetched while a call runs does not leave with its answer", async () => {
  const secrets: string[] = [];
  const late: Connection = { ...connection(), secrets: () => [...secrets] };
  const policy = { ...POLICY, maskSecrets: false };
  const runLate = createRunner({
    instances: soleInstance(late, { policy }),
    policy,
    version: "0",
  });
  const { signal } = new AbortController();
  const answering = tool({
    handler() {
      secrets.push(OWN_TOKEN);
      return Promise.resolve({ note: `x ${OWN_TOKEN}` });
    },
  });
  const failing = tool({
    handler() {
      secrets.push(OWN_TOKEN);
      throw new ToolError("FORBIDDEN", `Cannot look: ${OWN_TOKEN}`);
    },
  });
  for (const one of [answering, failing]) {
    secrets.length = 0;
    const result = await runLate(one, { args: {}, signal });
    assert.doesNotMatch(JSON.stringify(result), /own-token/);
  }
});

Deno.test("hidden characters are removed before secrets are looked for", async () => {
  const note = "\u202epassw\u200bord=hunter2hunter2\u001b[31m";
  const result = await run(tool({ handler: () => Promise.resolve({ note }) }));
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(JSON.stringify(result), /hunter2|\u202e|\u200b|\u001b/);
});

Deno.test("an unexpected error says that it is a defect and keeps its text to itself", async () => {
  const result = await run(
    tool({ handler: () => Promise.reject(new Error("secret path /x")) }),
  );
  assert.equal(result.isError, true);
  assert.match(
    result.text,
    /^INTERNAL: Cannot finish 'look': an unexpected error occurred\nNext: /,
  );
  assert.doesNotMatch(result.text, /secret path/);
});

Deno.test("an unexpected error is reported to the operator", async () => {
  const reported: unknown[] = [];
  const runner = createRunner({
    instances: soleInstance(connection(), { policy: POLICY }),
    policy: POLICY,
    version: "0",
    onError: (error, name) => reported.push(name, (error as Error).message),
  });
  const signal = new AbortController().signal;
  await runner(tool({ handler: () => Promise.reject(new Error("broken")) }), {
    args: {},
    signal,
  });
  await runner(
    tool({ handler: () => Promise.reject(new ToolError("FORBIDDEN", "no")) }),
    {
      args: {},
      signal,
    },
  );
  assert.deepEqual(reported, ["look", "broken"]);
});

Deno.test("an error text stays below 2,000 characters", async () => {
  const handler = () =>
    Promise.reject(new ToolError("FORBIDDEN", "y".repeat(9_000)));
  assert((await run(tool({ handler }))).text.length < 2_000);
});

const LONG = tool({
  paging: { field: "items", limit: 50, narrow: "project" },
  handler: () =>
    Promise.resolve({
      items: Array.from({ length: 500 }, (_, i) => `item ${i}`),
    }),
  text: (view) => (view["items"] as string[]).join("\n"),
});

Deno.test("a long list comes in pages that join without gap or repetition", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 50; pages++) {
    const { structured } = await run(LONG, {
      limit: 37,
      ...(cursor ? { cursor } : {}),
    });
    seen.push(...structured?.["items"] as string[]);
    cursor = (structured?.["page"] as { next_cursor?: string } | undefined)
      ?.next_cursor;
    if (!cursor) break;
  }
  assert.deepEqual(seen, Array.from({ length: 500 }, (_, i) => `item ${i}`));
});

Deno.test("a page that is too large is cut at an item and says how to go on", async () => {
  const result = await run(LONG, { limit: 500 });
  const size = JSON.stringify(result.text).length +
    JSON.stringify(result.structured).length;
  assert(size <= POLICY.maxResultChars, `${size}`);
  assert(size > POLICY.maxResultChars * 0.9, `${size} wastes the budget`);
  assert.match(
    result.text,
    /item \d+\n\[shown 1-\d+ of 500; more: cursor="[^"]+", or narrow with project\]$/,
  );
});

Deno.test("enrich() sees only the items that are shown", async () => {
  let enriched = 0;
  const result = await run(
    tool({
      paging: { field: "items", limit: 3 },
      handler: () =>
        Promise.resolve({ items: Array.from({ length: 100 }, (_, i) => i) }),
      enrich: (view) => {
        enriched = (view["items"] as number[]).length;
        return Promise.resolve({ ...view, extra: true });
      },
    }),
  );
  assert.equal(enriched, 3);
  assert.equal(result.structured?.["extra"], true);
});

Deno.test("one line that is larger than the budget is shortened, not lost", async () => {
  const result = await run(tool({
    paging: { field: "lines" },
    handler: () => Promise.resolve({ lines: ["z".repeat(100_000), "next"] }),
    text: (view) => (view["lines"] as string[]).join("\n"),
  }));
  assert.match(result.text, /^z+…/);
  assert(JSON.stringify(result).length <= POLICY.maxResultChars + 100);
});

Deno.test("an answer without a list is cut too, and says where", async () => {
  const handler = () =>
    Promise.resolve({ name: "shop", spec: "w".repeat(50_000) });
  const result = await run(tool({ handler }));
  assert.match(result.text, /\[cut to fit: spec: text shortened\]$/);
  assert.equal(result.structured?.["name"], "shop");
});
