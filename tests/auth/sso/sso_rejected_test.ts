import assert from "node:assert/strict";
import { listApplications } from "../../../lib/argocd/endpoints.ts";
import { memoryTokenCache } from "../../../lib/auth/sso/memory_token_cache.ts";
import { failureOf } from "../../helpers/open_client.ts";
import { type Lab, NEVER, openSso, startLab } from "./sso_harness.ts";

const REFUSED = "invalid session: failed to verify the token";
const NO_WEB_LOGIN =
  "invalid session: error while querying userinfo endpoint: no accessToken for alice: %!w(<nil>)";

/** Refuses the tokens that `isRefused` says, with Argo CD's one text for all of them. */
function refuse(
  lab: Lab,
  isRefused: (token: string) => boolean,
  message = REFUSED,
): readonly string[] {
  const refused: string[] = [];
  lab.answerFirst = ({ headers }) => {
    const token = headers.get("authorization")?.slice("Bearer ".length);
    if (token === undefined || !isRefused(token)) return undefined;
    refused.push(token);
    return Response.json({ error: message, code: 16, message }, {
      status: 401,
    });
  };
  return refused;
}

/** A clock; a token is young, and refused for good, for ten seconds. */
class Clock {
  aheadS = 0;
  readonly now = (): number => Date.now() + this.aheadS * 1_000;
}

/** Another token than the one before comes in the next second. */
function nextSecond(): Promise<void> {
  return new Promise((resolve) =>
    setTimeout(resolve, 1_010 - Date.now() % 1_000)
  );
}

Deno.test("after a 401 there is one refresh for any number of calls, and each goes on", async () => {
  await using lab = await startLab();
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  const first = await open.sso.token(NEVER);
  clock.aheadS = 11;
  await nextSecond();
  refuse(lab, (token) => token === first);
  await Promise.all(
    Array.from(
      { length: 20 },
      (_, index) =>
        open.client.call(listApplications, { query: { name: `a${index}` } }),
    ),
  );
  assert.equal(lab.provider.traffic.tokens("refresh_token"), 1);
  assert.equal(open.opened.length, 1);
});

Deno.test("a token that another process has kept in the meantime is used without a refresh", async () => {
  await using lab = await startLab();
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  const first = await open.sso.token(NEVER);
  await using other = openSso(lab, { person: "alice", cache: open.cache });
  await other.sso.signIn({ signal: NEVER, tell: () => {} });
  refuse(lab, (token) => token === first);
  await open.client.call(listApplications, {});
  assert.equal(lab.provider.traffic.tokens("refresh_token"), 0);
  assert.equal(open.opened.length, 1);
});

Deno.test("a refreshed token that is refused like the one before ends the matter, and the hint says why that can be", async () => {
  await using lab = await startLab();
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  await open.sso.token(NEVER);
  clock.aheadS = 11;
  await nextSecond();
  const refused = refuse(lab, () => true);
  for (let call = 1; call <= 3; call++) {
    clock.aheadS += 11;
    const error = await failureOf(open.client.call(listApplications, {}));
    assert.equal(error.code, "UNAUTHENTICATED");
    assert.match(error.message, /the single sign-on of 'prod' as 'alice'/);
    assert.match(
      error.hint ?? "",
      /^The token is new, and no other would be better\. Sign in to Argo CD's web page once .*enableUserInfoGroups.*allowedAudiences.*issuer or rootCA.*restart of argocd-server/,
    );
  }
  assert.equal(lab.provider.traffic.tokens("refresh_token"), 1);
  assert.equal(open.opened.length, 1);
  // The first call twice, each of the others once.
  assert.equal(refused.length, 4);
  lab.answerFirst = undefined;
  await open.client.call(listApplications, {});
});

Deno.test("a token that is refused at once, as with enableUserInfoGroups, is not exchanged for another", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { person: "alice" });
  refuse(lab, () => true, NO_WEB_LOGIN);
  const error = await failureOf(open.client.call(listApplications, {}));
  assert.equal(error.code, "UNAUTHENTICATED");
  assert.match(error.message, /no accessToken for alice/);
  assert.match(error.hint ?? "", /Sign in to Argo CD's web page once/);
  assert.equal(lab.provider.traffic.tokens("refresh_token"), 0);
  assert.equal(open.opened.length, 1);
});

Deno.test("without a refresh token a 401 leads to one new sign-in, and no third", async () => {
  await using lab = await startLab({ refreshTokens: false });
  const clock = new Clock();
  await using open = openSso(lab, { person: "alice", now: clock.now });
  await open.sso.token(NEVER);
  clock.aheadS = 11;
  refuse(lab, () => true);
  for (let call = 0; call < 3; call++) {
    const error = await failureOf(open.client.call(listApplications, {}));
    assert.equal(error.code, "UNAUTHENTICATED");
    clock.aheadS += 11;
  }
  assert.equal(open.opened.length, 2);
});

Deno.test("a sign-in elsewhere, while the refused token is given up, is used instead of a person", async () => {
  await using lab = await startLab({ refreshTokens: false });
  const clock = new Clock();
  const kept = memoryTokenCache();
  await using elsewhere = openSso(lab, { person: "alice", cache: kept });
  const signInElsewhere = () =>
    elsewhere.sso.signIn({ signal: NEVER, tell: () => {} });
  const { path } = kept;
  let turn = -Infinity;
  await using open = openSso(lab, {
    person: "alice",
    now: clock.now,
    cache: {
      path,
      read: (key) => kept.read(key),
      entries: (instance) => kept.entries(instance),
      async exclusively(...rest) {
        // The first finds no refresh token, the second is to forget.
        if (++turn === 2) await signInElsewhere();
        return await kept.exclusively(...rest);
      },
    },
  });
  const first = await open.sso.token(NEVER);
  clock.aheadS = 11;
  await nextSecond();
  refuse(lab, (token) => token === first);
  turn = 0;
  await open.client.call(listApplications, {});
  assert.equal(turn, 2);
  assert.equal(open.opened.length, 1);
  assert.equal(elsewhere.opened.length, 1);
});

Deno.test("after a change of the provider in Argo CD the old sign-in is not used for the new one", async () => {
  await using lab = await startLab();
  await using next = await startLab();
  const clock = new Clock();
  await using open = openSso({
    baseUrl: lab.baseUrl,
    provider: { ca: lab.provider.ca + next.provider.ca },
  }, { person: "alice", now: clock.now });
  const first = await open.sso.token(NEVER);
  clock.aheadS = 11;
  refuse(lab, (token) => token === first);
  const refusing = lab.answerFirst;
  lab.answerFirst = (request) =>
    new URL(request.url).pathname === "/api/v1/settings"
      ? Response.json({
        oidcConfig: {
          name: "New IdP",
          issuer: next.provider.issuer,
          clientID: "argo-cd-web",
          cliClientID: "argo-cd-cli-ext",
        },
      })
      : refusing?.(request);
  assert.equal(await open.sso.renew(first, NEVER), true);
  assert.equal(next.provider.traffic.tokens("authorization_code"), 1);
  assert.equal(next.provider.traffic.tokens("refresh_token"), 0);
  assert.equal((await open.sso.identity())?.issuer, next.provider.issuer);
  for (const { form } of next.provider.traffic.all) {
    assert.equal(form.get("refresh_token"), null);
  }
});
