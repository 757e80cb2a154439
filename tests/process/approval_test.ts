import assert from "node:assert/strict";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import { createSimulator } from "../../lib/demo/simulator.ts";
import { programCommand } from "../helpers/program_command.ts";
import {
  type CallResult,
  type ConnectedClient,
  REAL_CLIENTS,
} from "../helpers/real_clients.ts";
import { isChange, type SeenRequest } from "../helpers/tool_harness.ts";

/** The clients leave the timers of their own patience with a closing server behind; they are not ours to clear. */
const LENIENT = { sanitizeOps: false, sanitizeResources: false };

const ARGS = { application: "payments", prune: true };

function textOf({ content }: CallResult): string {
  return content[0]?.text ?? "";
}

async function planOf(client: ConnectedClient): Promise<string> {
  const preview = await client.callTool("sync_application", ARGS);
  const { plan } = preview.structuredContent as { plan: string };
  return plan;
}

function serve(): {
  readonly seen: SeenRequest[];
  readonly served: ReturnType<typeof serveSimulator>;
  readonly env: Readonly<Record<string, string>>;
} {
  const simulator = createSimulator();
  const seen: SeenRequest[] = [];
  const served = serveSimulator({
    ...simulator,
    fetch(request) {
      const { pathname: path, searchParams: query } = new URL(request.url);
      seen.push({ method: request.method, path, query });
      return simulator.fetch(request);
    },
  });
  return {
    seen,
    served,
    env: {
      ARGOCD_SERVER: served.url,
      ARGOCD_AUTH_TOKEN: simulator.credentials.admin.token,
      MCP_READ_ONLY: "false",
      MCP_DISABLE_DESTRUCTIVE: "false",
    },
  };
}

const ANSWERS = [
  { answer: { action: "accept", content: { confirm_name: "payments" } } },
  { answer: { action: "accept", content: { confirm_name: "Payments" } } },
  { answer: { action: "decline" } },
  { answer: { action: "cancel" } },
] as const;

const CASES = REAL_CLIENTS.flatMap((client) =>
  ANSWERS.map(({ answer }) => ({
    client,
    answer,
    name: `${client.name}: ${JSON.stringify(answer)}`,
  }))
);

Deno.test.each(CASES)(
  "a person decides about a prune ($name)",
  LENIENT,
  async ({ client, answer }) => {
    const { seen, served, env } = serve();
    await using _served = served;
    const asked: string[] = [];
    await using connected = await client.connect(programCommand({ env }), {
      onForm({ message }) {
        asked.push(message);
        return answer as never;
      },
    });
    const plan = await planOf(connected);
    const call = { ...ARGS, dry_run: false, plan };
    const unconfirmed = await connected.callTool("sync_application", call);
    assert.match(textOf(unconfirmed), /^CONFIRMATION_REQUIRED/);
    assert.deepEqual(asked, [], "nobody is asked about an unconfirmed call");

    const confirmed = { ...call, confirm: true, confirm_name: "payments" };
    const result = await connected.callTool("sync_application", confirmed);
    const isApproved = answer.action === "accept" &&
      answer.content.confirm_name === "payments";
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? "", /sync application 'payments'/);
    assert.match(asked[0] ?? "", /1 pruned/);
    assert.match(
      textOf(result),
      isApproved ? /^APPLIED: sync of payments/ : /^APPROVAL_REFUSED/,
    );
    assert.deepEqual(
      seen.filter(isChange).map(({ method, path }) => `${method} ${path}`),
      isApproved ? ["POST /api/v1/applications/payments/sync"] : [],
    );
  },
);

Deno.test.each(REAL_CLIENTS.map((client) => ({ client, name: client.name })))(
  "$name, which cannot ask, applies by itself unless a person is required",
  LENIENT,
  async ({ client }) => {
    for (const when of ["auto", "required"]) {
      const { seen, served, env } = serve();
      await using _served = served;
      await using connected = await client.connect(
        programCommand({ env: { ...env, MCP_HUMAN_APPROVAL: when } }),
      );
      const plan = await planOf(connected);
      const result = await connected.callTool("sync_application", {
        ...ARGS,
        dry_run: false,
        plan,
        confirm: true,
        confirm_name: "payments",
      });
      assert.match(
        textOf(result),
        when === "auto" ? /^APPLIED/ : /^APPROVAL_UNAVAILABLE/,
      );
      assert.equal(seen.filter(isChange).length, when === "auto" ? 1 : 0);
    }
  },
);
