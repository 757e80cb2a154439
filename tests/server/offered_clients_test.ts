import assert from "node:assert/strict";
import { PROMPTS } from "../../lib/prompts/registry.ts";
import { RESOURCE_TEMPLATES } from "../../lib/server/resource_uri.ts";
import { programCommand } from "../helpers/program_command.ts";
import { type ConnectedClient, REAL_CLIENTS } from "../helpers/real_clients.ts";
import { type Site, site } from "../instances/fleet.ts";
import { setLabel } from "./offered.ts";

/** The clients leave the timers of their own patience with a closing server behind; they are not ours to clear. */
const LENIENT = { sanitizeOps: false, sanitizeResources: false };

const CLIENTS = REAL_CLIENTS.map((client) => ({ client, name: client.name }));

function programFor({ url, simulator }: Site) {
  return programCommand({
    env: {
      ARGOCD_SERVER: url,
      ARGOCD_AUTH_TOKEN: simulator.credentials.admin.token,
      // All prompts at once are more than anybody asks for in a minute.
      MCP_RATE_LIMIT_CALLS: "1000",
    },
  });
}

/** What the only instance is called, as a client finds it out. */
async function instanceOf(connected: ConnectedClient): Promise<string> {
  const [uri = ""] = await connected.listTemplates();
  const [instance, ...others] = await connected.complete({
    ref: { type: "ref/resource", uri },
    argument: { name: "instance", value: "" },
  });
  assert(instance);
  assert.deepEqual(others, []);
  return encodeURIComponent(instance);
}

Deno.test.each(CLIENTS)(
  "$name lists and gets every prompt, reads every kind of resource, and completes both",
  LENIENT,
  async ({ client }, t) => {
    await using a = site();
    await using connected = await client.connect(programFor(a));

    await t.step("prompts", async () => {
      const prompts = await connected.listPrompts();
      assert.deepEqual(
        prompts.map(({ name }) => name),
        PROMPTS.map(({ name }) => name),
      );
      for (
        const { name, title, description, arguments: args = [] } of prompts
      ) {
        assert(title && description, name);
        const needed = args.filter(({ required }) => required)
          .map(({ name }) => [name, "payments"]);
        const texts = await connected.getPrompt(
          name,
          Object.fromEntries(needed),
        );
        assert.equal(texts.length, 2, name);
        assert.match(texts[0] ?? "", /answered:\n<data-/);
        assert.doesNotMatch(texts[0] ?? "", /could not be answered/);
      }
      await assert.rejects(
        connected.getPrompt("triage_application"),
        (error: Error & { code?: unknown }) => {
          assert.equal(error.code, -32602);
          assert.match(error.message, /Missing argument 'application'/);
          return true;
        },
      );
    });

    await t.step("resources", async () => {
      assert.deepEqual(
        await connected.listTemplates(),
        RESOURCE_TEMPLATES.map(({ uriTemplate }) => uriTemplate),
      );
      const listed = await connected.listResources();
      assert(listed.length > 10 && listed.length <= 50);
      const uri = listed.find(({ name }) => name === "argocd/payments")?.uri;
      assert(uri);
      const views = ["", "/manifest", "/tree", "/diff"];
      for (const view of views) {
        assert.match(
          await connected.readResource(`${uri}${view}`),
          /^argocd\/payments: /,
        );
      }
      await assert.rejects(
        connected.readResource(`${uri}/secrets`),
        (error: Error & { code?: unknown }) => {
          assert.equal(error.code, -32602);
          assert.match(error.message, /Resource not found/);
          return true;
        },
      );
    });

    await t.step("completions", async () => {
      assert.deepEqual(
        await connected.complete({
          ref: { type: "ref/prompt", name: "safe_rollback" },
          argument: { name: "application", value: "PAY" },
        }),
        ["payments"],
      );
      const instance = await instanceOf(connected);
      assert.deepEqual(
        await connected.complete({
          ref: {
            type: "ref/resource",
            uri: RESOURCE_TEMPLATES[0]?.uriTemplate ?? "",
          },
          argument: { name: "name", value: "" },
          context: { arguments: { instance, namespace: "apps-b" } },
        }),
        ["remote"],
      );
    });
  },
);

Deno.test.each(CLIENTS)(
  "$name hears of changes of what it has subscribed to, and of nothing else",
  LENIENT,
  async ({ client }) => {
    await using a = site();
    const told: string[] = [];
    let wake = Promise.withResolvers<void>();
    await using connected = await client.connect(programFor(a), {
      onResource(uri) {
        told.push(uri);
        wake.resolve();
      },
    });
    const base = `argocd://${await instanceOf(connected)}/applications/argocd`;
    const wanted = [`${base}/guestbook`, `${base}/guestbook/tree`];
    const unsubscribe = await connected.subscribe(wanted);
    await setLabel(a.simulator, "payments", "one");
    await setLabel(a.simulator, "guestbook", "one");
    while (told.length < 2) {
      await wake.promise;
      wake = Promise.withResolvers();
    }
    assert.deepEqual([...told].sort(), wanted);

    await unsubscribe();
    const again = await connected.subscribe([`${base}/payments`]);
    await setLabel(a.simulator, "guestbook", "two");
    await setLabel(a.simulator, "payments", "two");
    while (told.length < 3) {
      await wake.promise;
      wake = Promise.withResolvers();
    }
    assert.equal(told[2], `${base}/payments`);
    await again();
  },
);

Deno.test(
  "a resource that cannot be watched is refused, with the reason",
  LENIENT,
  async () => {
    await using a = site();
    const [legacy] = REAL_CLIENTS;
    assert(legacy);
    await using connected = await legacy.connect(programFor(a));
    const base = `argocd://${await instanceOf(connected)}/applications/argocd`;
    await assert.rejects(connected.subscribe([`${base}/nope`]), {
      code: -32602,
      message: /NOT_FOUND_OR_FORBIDDEN: /,
    });
    await assert.rejects(connected.subscribe(["file:///etc/passwd"]), {
      code: -32602,
      message: /Resource not found/,
    });
  },
);
