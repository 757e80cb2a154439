import assert from "node:assert/strict";
import { dirname } from "node:path";
import { readIdToken } from "../../lib/auth/sso/id_token.ts";
import { openTokenCache } from "../../lib/auth/sso/token_cache.ts";
import {
  addressIn,
  openSession,
  type Session,
} from "../process/sso/session.ts";
import { editKept, type Lab, logIn, startLab } from "../process/sso/sso_lab.ts";

/** Replaced after half of it, so about once a second. */
const SHORT = { idTokenSeconds: 2, env: { MCP_RATE_LIMIT_CALLS: "0" } };
const EXPIRIES = 50;
const KILLS = 20;
const LIFE = { lifeMs: 300_000 };
/** Milliseconds between two calls of one program. */
const PAUSE_MS = 50;

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What was asked for with refresh tokens. */
function refreshTokens({ provider: { traffic } }: Lab): readonly string[] {
  return traffic.all.flatMap(({ path, form }) =>
    path === "/token" ? form.get("refresh_token") ?? [] : []
  );
}

Deno.test(`two programs share a session through ${EXPIRIES} expiries: one refresh each, and none of them is signed out`, async () => {
  await using lab = await startLab(SHORT);
  await logIn(lab);
  const used = async () => {
    await using session = await openSession({ env: lab.env, ...LIFE });
    let calls = 0;
    for (; refreshTokens(lab).length < EXPIRIES; calls++) {
      assert.match((await session.call()).text, /^payments /m);
      await sleep(PAUSE_MS);
    }
    return calls;
  };
  const calls = await Promise.all([used(), used()]);
  assert(Math.min(...calls) > EXPIRIES, `both were at work: ${calls}`);
  const sent = refreshTokens(lab);
  assert.equal(new Set(sent).size, sent.length, "none was used twice");
  assert.equal(lab.provider.traffic.tokens("authorization_code"), 1);
  const begins = lab.provider.issued.filter((token) => token.startsWith("eyJ"))
    .map((token) => readIdToken(token).issuedAt ?? 0);
  assert.equal(begins.length, 1 + sent.length, "each refresh was answered");
  const early = begins.filter((begin, index) =>
    index > 0 && begin < (begins[index - 1] ?? 0) + 1_000
  );
  assert.deepEqual(early, [], "no token was replaced before half of its life");
});

/** Calls until it is killed. */
async function useUntilKilled(session: Session, ms: number): Promise<void> {
  const end = setTimeout(() => session.program.kill("SIGKILL"), ms);
  try {
    for (;;) {
      await session.call();
      await sleep(PAUSE_MS);
    }
  } catch {
    // Killed.
  } finally {
    clearTimeout(end);
  }
}

Deno.test(
  "a program that is killed again and again leaves a cache that another can use",
  {
    ignore: Deno.build.os === "windows",
  },
  async () => {
    await using lab = await startLab(SHORT);
    await logIn(lab);
    await using steady = await openSession({ env: lab.env, ...LIFE });
    let isOver = false;
    let signIns = 1;
    const working = (async () => {
      while (!isOver) {
        const { text } = await steady.call();
        if (text.startsWith("SIGN_IN_REQUIRED")) {
          // Killed after the provider gave new tokens out, and before they were kept: the old ones are worth nothing.
          await lab.visit(addressIn(text));
          signIns++;
          continue;
        }
        assert.match(text, /^payments /m);
        await sleep(PAUSE_MS);
      }
    })();
    const cache = openTokenCache(lab.machine.cachePath, {
      warn: (text) => assert.fail(text),
    });
    for (let round = 0; round < KILLS; round++) {
      await using victim = await openSession({ env: lab.env });
      await victim.call();
      await useUntilKilled(victim, Math.random() * 1_500);
      assert.equal((await cache.entries(lab.argocd.url)).length, 1);
    }
    isOver = true;
    await working;
    assert.match((await steady.call()).text, /^payments /m);
    assert.equal(lab.provider.traffic.tokens("authorization_code"), signIns);
    assert(
      signIns <= 3,
      `${signIns} sign-ins: a session is lost only in the moment between two of the provider's answers`,
    );
    // What a killed program had begun to write goes with the next write; nothing was set aside.
    await editKept(lab, (tokens) => tokens);
    const names: string[] = [];
    for await (const { name } of Deno.readDir(dirname(lab.machine.cachePath))) {
      if (!name.includes(".lock")) names.push(name);
    }
    assert.deepEqual(names, ["sso-tokens.json"]);
  },
);
