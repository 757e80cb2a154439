import assert from "node:assert/strict";
import { getUserInfo } from "../../../lib/argocd/endpoints.ts";
import { memoryTokenCache } from "../../../lib/auth/sso/memory_token_cache.ts";
import type { CachedTokens } from "../../../lib/auth/sso/token_cache_types.ts";
import { failureOf } from "../../helpers/open_client.ts";
import {
  type Lab,
  NEVER,
  type OpenSso,
  openSso,
  startLab,
} from "./sso_harness.ts";

/** A clock that can be set ahead of the provider's, whose id_tokens last 300 s: 250 s are near the end, 301 s after it. */
class Clock {
  aheadS = 0;
  readonly now = (): number => Date.now() + this.aheadS * 1_000;
}
const NEAR_END = 250;
const AFTER_END = 301;

async function kept({ cache }: OpenSso, lab: Lab): Promise<CachedTokens> {
  const [entry] = await cache.entries(lab.baseUrl.origin);
  assert(entry);
  return entry;
}

Deno.test("a token is replaced before its end, once for all who wait, and the refresh token with it", async () => {
  await using lab = await startLab();
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  let token = await open.sso.token(NEVER);
  assert.equal(await open.sso.token(NEVER), token);
  for (let round = 1; round <= 3; round++) {
    const before = await kept(open, lab);
    clock.aheadS = NEAR_END;
    const tokens = await Promise.all(
      Array.from({ length: 100 }, () => open.sso.token(NEVER)),
    );
    clock.aheadS = 0;
    assert.equal(new Set(tokens).size, 1);
    // Two tokens of one second may be the same; a refresh token never comes twice.
    token = await open.sso.token(NEVER);
    assert.equal(token, tokens[0]);
    assert.equal(lab.provider.traffic.tokens("refresh_token"), round);
    const after = await kept(open, lab);
    assert.equal(after.idToken, token);
    assert.notEqual(after.refreshToken, before.refreshToken);
    assert(open.sso.secrets().includes(before.refreshToken ?? ""));
  }
  assert.equal(open.opened.length, 1);
});

Deno.test("two holders of one cache renew once: the second finds what the first has kept", async () => {
  await using lab = await startLab();
  const cache = memoryTokenCache();
  await using first = openSso(lab, { person: "alice", cache });
  await first.sso.token(NEVER);
  const { instance, issuer, clientId, ...tokens } = (await cache.entries(
    lab.baseUrl.origin,
  ))[0] ?? assert.fail();
  await cache.exclusively(
    { instance, issuer, clientId },
    (held) => held.store({ ...tokens, expiresAt: Date.now() - 1 }),
  );
  await using one = openSso(lab, { cache });
  await using two = openSso(lab, { cache });
  const renewed = await Promise.all([
    one.sso.token(NEVER),
    two.sso.token(NEVER),
  ]);
  assert.equal(renewed[0], renewed[1]);
  assert.notEqual((await kept(one, lab)).refreshToken, tokens.refreshToken);
  assert.equal(lab.provider.traffic.tokens("refresh_token"), 1);
});

Deno.test("a revoked refresh token leads to one new sign-in, after the token has ended", async () => {
  await using lab = await startLab();
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  const first = await open.sso.token(NEVER);
  lab.provider.revokeAll();
  clock.aheadS = NEAR_END;
  // What is left of it is used: Argo CD takes it.
  assert.equal(await open.sso.token(NEVER), first);
  assert.equal((await kept(open, lab)).refreshToken, undefined);
  assert.equal(open.opened.length, 1);
  clock.aheadS = AFTER_END;
  const tokens = await Promise.all(
    Array.from({ length: 10 }, () => open.sso.token(NEVER)),
  );
  assert.equal(new Set(tokens).size, 1);
  assert.notEqual(tokens[0], first);
  assert.equal(open.opened.length, 2);
  assert.equal(lab.provider.traffic.tokens("refresh_token"), 1);
});

Deno.test("a provider without refresh tokens works until the token ends, and then again", async () => {
  await using lab = await startLab({ refreshTokens: false });
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  const first = await open.sso.token(NEVER);
  assert.equal((await open.sso.identity())?.renewable, false);
  clock.aheadS = NEAR_END;
  assert.equal(await open.sso.token(NEVER), first);
  clock.aheadS = AFTER_END;
  assert.equal(await open.sso.isReady?.(), false);
  assert.notEqual(await open.sso.token(NEVER), first);
  assert.equal(open.opened.length, 2);
  assert.equal(lab.provider.traffic.tokens("refresh_token"), 0);
});

Deno.test("a provider that is down: the token is used as long as it lasts, then the error says so, and nothing is lost", async () => {
  await using lab = await startLab();
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  const first = await open.sso.token(NEVER);
  const before = await kept(open, lab);
  lab.provider.answerFirst = () => new Response(null, { status: 502 });
  clock.aheadS = NEAR_END;
  assert.equal(await open.sso.token(NEVER), first);
  assert.equal(await open.sso.token(NEVER), first);
  assert.equal(lab.provider.traffic.tokens("refresh_token"), 1);
  clock.aheadS = AFTER_END;
  assert.equal(
    (await failureOf(open.sso.token(NEVER))).toString(),
    "UNAVAILABLE: Cannot renew the sign-in to 'prod': the identity provider Lab IdP is down: it answers 502\n" +
      "Next: Try again in a moment; nothing of the sign-in is lost",
  );
  assert.deepEqual(await kept(open, lab), before);
  lab.provider.answerFirst = undefined;
  await open.sso.token(NEVER);
  assert.notEqual((await kept(open, lab)).refreshToken, before.refreshToken);
  assert.equal(open.opened.length, 1);
});

Deno.test("a refresh whose answer cannot be checked costs nothing: the new refresh token is kept", async () => {
  await using lab = await startLab();
  const clock = new Clock();
  await using before = openSso(lab, { person: "alice", now: clock.now });
  const token = await before.sso.token(NEVER);
  // Another process, which has not fetched the provider's keys yet.
  await using open = openSso(lab, { cache: before.cache, now: clock.now });
  lab.provider.answerFirst = ({ url }) =>
    new URL(url).pathname === "/jwks"
      ? new Response(null, { status: 502 })
      : undefined;
  clock.aheadS = NEAR_END;
  assert.equal(await open.sso.token(NEVER), token);
  assert.equal(lab.provider.traffic.tokens("refresh_token"), 1);
  lab.provider.answerFirst = undefined;
  clock.aheadS = AFTER_END;
  assert.match(await open.sso.token(NEVER), /^eyJ/);
  assert.equal(lab.provider.traffic.tokens("refresh_token"), 2);
  assert.deepEqual(open.opened, []);
});

Deno.test("a proxy's refusal in front of the provider does not cost the refresh token", async () => {
  await using lab = await startLab();
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  await open.sso.token(NEVER);
  const before = await kept(open, lab);
  clock.aheadS = AFTER_END;
  for (const status of [401, 403, 404, 429]) {
    lab.provider.answerFirst = (_request, form) =>
      form.get("grant_type") === "refresh_token"
        ? Response.json({ error: "Forbidden" }, { status })
        : undefined;
    assert.equal(
      (await failureOf(open.sso.token(NEVER))).message,
      `Cannot renew the sign-in to 'prod': the identity provider Lab IdP is down: it answers ${status}, Forbidden`,
    );
  }
  assert.deepEqual(await kept(open, lab), before);
  lab.provider.answerFirst = undefined;
  await open.sso.token(NEVER);
  assert.equal(open.opened.length, 1);
});

Deno.test("a provider that cannot be reached is named, and so is what to do", async () => {
  await using lab = await startLab();
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  await open.sso.token(NEVER);
  await lab.provider.down();
  clock.aheadS = AFTER_END;
  const error = await failureOf(open.sso.token(NEVER));
  assert.equal(error.code, "CONNECTION_REFUSED");
  assert.equal(
    error.message,
    `Cannot renew the sign-in to 'prod': nothing accepts connections at ${lab.provider.issuer}`,
  );
  assert.doesNotMatch(error.hint ?? "", /ARGOCD_SERVER/);
  lab.provider.up();
  assert.match(await open.sso.token(NEVER), /^eyJ/);
  assert.equal(open.opened.length, 1);
});

/** Answers refreshes with an id_token of the test's own. */
function refreshWith(lab: Lab, idToken: string): void {
  lab.provider.answerFirst = (_request, form) =>
    form.get("grant_type") === "refresh_token"
      ? Response.json({
        access_token: "opaque",
        token_type: "Bearer",
        id_token: idToken,
      })
      : undefined;
}

Deno.test("a refreshed token of another person is not taken", async () => {
  await using lab = await startLab();
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  await open.sso.token(NEVER);
  const now = Math.floor(Date.now() / 1_000);
  const foreign = await lab.provider.mint({
    iss: lab.provider.issuer,
    aud: "argo-cd-cli-ext",
    sub: "bob",
    iat: now,
    exp: now + 300,
  });
  refreshWith(lab, foreign);
  clock.aheadS = AFTER_END;
  assert.notEqual(await open.sso.token(NEVER), foreign);
  assert.equal((await open.sso.identity())?.name, "alice");
  assert.equal(open.opened.length, 2);
});

Deno.test("a refreshed token that the provider has not signed is not taken", async () => {
  await using lab = await startLab();
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  const token = await open.sso.token(NEVER);
  refreshWith(lab, `${token.slice(0, token.lastIndexOf("."))}.Zm9yZ2Vk`);
  clock.aheadS = NEAR_END;
  assert.equal(await open.sso.token(NEVER), token);
  clock.aheadS = AFTER_END;
  const error = await failureOf(open.sso.token(NEVER));
  assert.equal(error.code, "BAD_RESPONSE");
  assert(!error.toString().includes("eyJ"));
});

Deno.test("a header that offers another token is ignored", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { person: "alice" });
  const token = await open.sso.token(NEVER);
  lab.answerFirst = () =>
    Response.json({ loggedIn: true, username: "alice" }, {
      headers: {
        "Grpc-Metadata-Renew-Token": "eyJ.another.token",
        "Set-Cookie": "argocd.token=eyJ.another.token; path=/",
      },
    });
  await open.client.call(getUserInfo, {});
  let sent: Headers | undefined;
  lab.answerFirst = ({ headers }) => {
    sent = headers;
    return undefined;
  };
  await open.client.call(getUserInfo, {});
  assert.equal(sent?.get("authorization"), `Bearer ${token}`);
  assert.equal(sent?.get("cookie"), null);
});
