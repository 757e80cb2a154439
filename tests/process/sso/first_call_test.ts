import assert from "node:assert/strict";
import { browserTest, signInWithBrowser } from "../../helpers/browser.ts";
import { programCommand } from "../../helpers/program_command.ts";
import { REAL_CLIENTS, type RealClient } from "../../helpers/real_clients.ts";
import { addressIn, openSession, textOf } from "./session.ts";
import { startLab } from "./sso_lab.ts";

const REQUIRED_REGEXP =
  /^SIGN_IN_REQUIRED: Cannot use '127\.0\.0\.1:\d+': a person has to sign in first\nNext: Open the address in a browser on the machine that argocd-mcp runs on \(from elsewhere, forward its port\), sign in, then call again\nOpen this address to sign in: https:\S+$/;

/** A call, a person, the same call. */
async function story(client: RealClient, args: readonly string[]) {
  await using lab = await startLab(
    args.length > 0 ? { env: { ARGOCD_AUTH: "" } } : {},
  );
  await using connected = await client.connect(
    programCommand({ args, env: lab.env }),
  );
  const begun = performance.now();
  const first = await connected.callTool("list_applications", {});
  const seconds = (performance.now() - begun) / 1_000;
  assert.equal(first.isError, true);
  const text = textOf(first);
  assert.match(text, REQUIRED_REGEXP);
  // The clients give up after 60.
  assert(seconds < 30, `${seconds} s`);
  const page = await lab.visit(addressIn(text));
  assert.equal(page.status, 200);
  const next = await connected.callTool("list_applications", {});
  assert.notEqual(next.isError, true, textOf(next));
  assert.match(textOf(next), /^payments /m);
  assert.equal(lab.provider.traffic.authorizations.length, 1);
}

// First: the clients leave timers of their own behind, so no sanitizing.
Deno.test(
  "a client of each generation is told what to open within seconds, and its next call goes on",
  { sanitizeOps: false, sanitizeResources: false },
  async () => {
    // Side by side, as each waits for its person.
    const stories = REAL_CLIENTS.map(async (client, index) => {
      try {
        await story(client, index % 2 === 0 ? [] : ["--sso"]);
      } catch (error) {
        throw new Error(`${client.name}: ${error}`, { cause: error });
      }
    });
    for (const result of await Promise.allSettled(stories)) {
      if (result.status === "rejected") throw result.reason;
    }
  },
);

browserTest(
  "a person signs in with a real browser while a call waits for it",
  async () => {
    await using lab = await startLab();
    await using session = await openSession({ env: lab.env });
    const { text } = await session.call();
    const page = await signInWithBrowser(addressIn(text), "alice", {
      screenshot: Deno.env.get("SCREENSHOT") ??
        `${lab.machine.folder}/page.png`,
    });
    assert.equal(page.status, 200);
    assert.match(
      page.text,
      /^✓\nYou are signed in\n+argocd-mcp is signed in to '127\.0\.0\.1:\d+' as alice\.\n+You can close this window\.\n/,
    );
    assert.equal((await session.call()).isError, false);
  },
);
