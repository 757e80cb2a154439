import assert from "node:assert/strict";
import configuration from "../../deno.json" with { type: "json" };
import { PLANS } from "../../scripts/smoke/plan.ts";
import { TOOL_LIST } from "../../lib/server/tool_list.ts";
import { readTree } from "../../scripts/smoke/survey.ts";
import { programCommand } from "../helpers/program_command.ts";
import { type ListedTool, REAL_CLIENTS } from "../helpers/real_clients.ts";

const DEMO = programCommand({ args: ["demo"] });

function bytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** What a model reads of a tool. */
function read({ name, title, description, inputSchema }: ListedTool): unknown {
  return { name, title, description, inputSchema };
}

/** The clients leave the timers of their own patience with a closing server behind; they are not ours to clear. */
const LENIENT = { sanitizeOps: false, sanitizeResources: false };

Deno.test.each(REAL_CLIENTS.map((client) => ({ client, name: client.name })))(
  "$name connects, lists, calls every tool, and is told what it did wrong",
  LENIENT,
  async ({ client }, t) => {
    await using connected = await client.connect(DEMO);

    await t.step("the server introduces itself", () => {
      assert.equal(connected.serverName, "argocd-mcp");
      assert.equal(connected.serverVersion, configuration.version);
      const { instructions = "" } = connected;
      assert.match(instructions, /list_applications/);
      assert(instructions.length <= 2_000, `${instructions.length} characters`);
    });

    const tools = await connected.listTools();
    await t.step("the tools are those of the plan, sorted", () => {
      const names = tools.map(({ name }) => name);
      assert.deepEqual(names, [...names].sort());
      assert.deepEqual(names, Object.keys(PLANS).sort());
    });

    const tree = await connected.callTool("get_application_resource_tree", {
      application: "payments",
    });
    const { tree: lines } = tree.structuredContent as { tree: string };
    const surveyed = {
      applications: [{ application: "payments", resources: readTree(lines) }],
      projects: ["default"],
    };
    for (const { name } of tools) {
      await t.step(`${name} answers with text and structure`, async () => {
        const [args] = PLANS[name]?.(surveyed) ?? [];
        assert(args, "the plan has arguments");
        const result = await connected.callTool(name, { ...args });
        const [block] = result.content;
        assert.equal(result.isError ?? false, false, block?.text);
        assert.equal(result.content.length, 1);
        assert.equal(block?.type, "text");
        assert.notEqual(block.text, "");
        assert.equal(typeof result.structuredContent, "object");
      });
    }

    await t.step("an unknown tool is an error of the protocol", async () => {
      await assert.rejects(
        connected.callTool("get_aplication", {}),
        (error: Error & { code?: unknown }) => {
          assert.equal(error.code, -32602);
          assert.match(error.message, /did you mean 'get_application'/);
          return true;
        },
      );
    });

    await t.step(
      "wrong arguments are a result that the model can correct",
      async () => {
        const result = await connected.callTool("get_application", {
          aplication: "payments",
        });
        assert.equal(result.isError, true);
        const [block] = result.content;
        assert.match(block?.text ?? "", /^INVALID_ARGUMENT: .*'aplication'/);
        assert.match(block?.text ?? "", /'application'/);
      },
    );
  },
);

Deno.test(
  "the definitions of the tools stay within their budgets and are the listed ones",
  LENIENT,
  async () => {
    const [, client] = REAL_CLIENTS;
    assert(client);
    await using connected = await client.connect(DEMO);
    const tools = await connected.listTools();
    assert(tools.length <= 20, `${tools.length} tools`);
    const average = bytes(tools.map(read)) / tools.length;
    assert(average <= 600, `${average} bytes a tool are read by a model`);
    const whole = bytes({ tools }) / tools.length;
    assert(whole <= 1_000, `${whole} bytes a tool in the whole answer`);
    for (const { name, title, description, annotations } of tools) {
      assert.match(name, /^[a-z][a-z_]{2,39}$/);
      assert(title && description, `${name} has title and description`);
      assert.deepEqual(annotations, {
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: true,
      }, name);
    }
    // Their snapshots are in every_tool_test.ts; here: what a client gets is exactly that.
    assert.deepEqual(
      tools,
      TOOL_LIST.filter(({ tier, across }) =>
        tier === "read" && across !== "always"
      ).map((
        { tier: _tier, reach: _reach, across: _across, other: _other, ...tool },
      ) => tool),
    );
  },
);

Deno.test.each(REAL_CLIENTS.map((client) => ({ client, name: client.name })))(
  "a cancelled call of $name ends the request to the Argo CD",
  LENIENT,
  async ({ client }) => {
    const asked = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    await using upstream = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      ({ signal, url }) => {
        if (new URL(url).pathname === "/api/version") {
          return Response.json({ Version: "v3.5.1+abc" });
        }
        asked.resolve();
        return new Promise<Response>((resolve) => {
          signal.addEventListener("abort", () => {
            gone.resolve();
            resolve(new Response());
          });
        });
      },
    );
    await using connected = await client.connect(programCommand({
      env: {
        ARGOCD_SERVER: `http://127.0.0.1:${upstream.addr.port}`,
        ARGOCD_AUTH_TOKEN: "head.claims.signature",
      },
    }));
    const cancel = new AbortController();
    const call = connected.callTool("list_applications", {}, cancel.signal);
    const ended = assert.rejects(call);
    await asked.promise;
    cancel.abort();
    await gone.promise;
    await ended;
  },
);
