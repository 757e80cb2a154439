import assert from "node:assert/strict";
import { getUserInfo } from "../../../lib/argocd/endpoints.ts";
import type { CachedTokens } from "../../../lib/auth/sso/token_cache_types.ts";
import { type DexFront, startDexFront } from "../../helpers/dex_front.ts";
import { failureOf } from "../../helpers/open_client.ts";
import {
  freePort,
  NEVER,
  type OpenSso,
  openSso as open,
  type OpenSsoOptions,
} from "./sso_harness.ts";

function openSso(front: DexFront, options: OpenSsoOptions = {}): OpenSso {
  return open({ baseUrl: new URL(`${front.url}/`), provider: front }, options);
}

async function kept({ cache }: OpenSso, front: DexFront) {
  const [entry] = await cache.entries(front.url);
  return entry ?? assert.fail("nothing is kept");
}

/** Moves the end of what is kept into the past, and forgets what another object remembers. */
async function expire(
  { cache }: OpenSso,
  { instance, issuer, clientId, ...tokens }: Awaited<ReturnType<typeof kept>>,
): Promise<void> {
  const ended: CachedTokens = { ...tokens, expiresAt: Date.now() - 1 };
  await cache.exclusively(
    { instance, issuer, clientId },
    (held) => held.store(ended),
  );
}

Deno.test.each([{ rootPath: "" }, { rootPath: "/argo" }])(
  "bundled Dex under '$rootPath': federated:id, no offline_access, no iss in the callback",
  async ({ rootPath }) => {
    const port = freePort();
    await using front = await startDexFront({ rootPath, callbackPort: port });
    await using way = openSso(front, { person: "alice", port });
    const user = await way.client.call(getUserInfo, {});
    assert.deepEqual(user, {
      loggedIn: true,
      username: "alice@example.test",
      iss: `${front.url}/api/dex`,
      groups: ["platform-admins", "team-a-devs"],
    });
    const query = front.traffic.authorizations[0] ?? new URLSearchParams();
    assert.equal(
      query.get("scope"),
      "openid profile email groups federated:id",
    );
    assert.equal(query.get("prompt"), null);
    assert.equal(query.get("claims"), null);
    assert.equal(query.get("client_id"), "argo-cd-cli");
    assert.equal((await kept(way, front)).refreshToken, undefined);
    const identity = await way.sso.identity();
    assert.equal(identity?.policySubject, "alice");
    assert.equal(identity.renewable, false);
    assert.deepEqual(identity.notes, []);
  },
);

Deno.test("told to, Dex is asked for a refresh token; a second sign-in of the same user ends the first one's", async () => {
  const port = freePort();
  await using front = await startDexFront({ callbackPort: port });
  await using way = openSso(front, { person: "alice", port, offline: true });
  await way.sso.token(NEVER);
  assert.match(
    front.traffic.authorizations[0]?.get("scope") ?? "",
    /federated:id offline_access$/,
  );
  await expire(way, await kept(way, front));
  await using next = openSso(front, { cache: way.cache, port, offline: true });
  await next.sso.token(NEVER);
  assert.equal(front.traffic.tokens("refresh_token"), 1);

  // Another machine, or the argocd CLI.
  await using other = openSso(front, { person: "alice", port, offline: true });
  await other.sso.token(NEVER);
  await expire(way, await kept(way, front));
  await using last = openSso(front, {
    cache: way.cache,
    port,
    person: "alice",
    offline: true,
  });
  await Promise.all(Array.from({ length: 10 }, () => last.sso.token(NEVER)));
  assert.equal(front.traffic.tokens("refresh_token"), 2);
  assert.equal(last.opened.length, 1, "invalid_request: one new sign-in");
});

Deno.test("Dex that is down answers with an empty 502: nothing is lost, and the error says who is down", async () => {
  const port = freePort();
  await using front = await startDexFront({ callbackPort: port });
  await using way = openSso(front, { person: "alice", port, offline: true });
  await way.sso.token(NEVER);
  const before = await kept(way, front);
  await expire(way, before);
  front.down();
  await using next = openSso(front, { cache: way.cache, port });
  const error = await failureOf(next.sso.token(NEVER));
  assert.equal(
    error.message,
    "Cannot renew the sign-in to 'prod': the identity provider Dex is down: it answers 502",
  );
  assert.equal((await kept(way, front)).refreshToken, before.refreshToken);
  front.up();
  await next.sso.token(NEVER);
});

Deno.test("a device code is refused at Dex before anyone waits for it", async () => {
  await using front = await startDexFront();
  await using way = openSso(front, { device: true });
  assert.equal(
    (await failureOf(way.sso.token(NEVER))).toString(),
    "CONFIGURATION: Cannot sign in to 'prod' with a device code: Argo CD's Dex gives codes out, but never lets a sign-in with one end\n" +
      "Next: Sign in with a browser on this machine, without --device",
  );
  assert.equal(front.traffic.count("/device/code"), 0);
});

Deno.test("with several connectors Dex's page asks, or the chosen one is passed on", async () => {
  const port = freePort();
  await using front = await startDexFront({
    callbackPort: port,
    connectors: [
      { id: "mock", name: "Mock", type: "mockCallback" },
      { id: "corp", name: "Corporate", type: "oidc" },
    ],
  });
  await using way = openSso(front, {
    person: "alice",
    port,
    connectorId: "mock",
  });
  await way.sso.token(NEVER);
  assert.equal(
    front.traffic.authorizations[0]?.get("connector_id"),
    "mock",
  );
});

Deno.test("a proxy in front that demands a header lets the sign-in through", async () => {
  const port = freePort();
  await using front = await startDexFront({
    callbackPort: port,
    requiredHeader: ["X-Gate", "open-sesame"],
  });
  await using way = open(
    {
      baseUrl: new URL(`${front.url}/`),
      provider: front,
    },
    { person: "alice", port },
    { headers: [["X-Gate", "open-sesame"]] },
  );
  const { username } = await way.client.call(getUserInfo, {});
  assert.equal(username, "alice@example.test");
  assert.equal(front.refused.length, 0);
});

Deno.test("through a port-forward Dex is reached at the address that is called, the browser goes to the real one", async () => {
  const port = freePort();
  await using front = await startDexFront({ callbackPort: port });
  const real = new URL(front.url);
  // The same server by another name, as through a port-forward.
  const forwarded = new URL(`https://localhost:${real.port}/`);
  await using way = open({ baseUrl: forwarded, provider: front }, {
    person: "alice",
    port,
  });
  await way.sso.token(NEVER);
  assert.equal(way.opened[0]?.origin, real.origin);
  const hosts = front.traffic.all.filter(({ path }) =>
    path === "/token" || path === "/keys" || path.startsWith("/.well-known")
  ).map(({ headers }) => headers.get("host"));
  assert.deepEqual(new Set(hosts), new Set([forwarded.host]));
  assert.equal((await way.sso.identity())?.issuer, front.issuer);
});

Deno.test("a Dex without connectors, and no single sign-on at all", async () => {
  await using front = await startDexFront({
    sso: { dex: { connectors: [] } },
  });
  await using way = openSso(front);
  assert.equal(
    (await failureOf(way.sso.token(NEVER))).toString(),
    "CONFIGURATION: Cannot sign in to 'prod' by single sign-on: this Argo CD has none configured\n" +
      "Next: Use a token or a user and password, or have oidc.config or dex.config set in Argo CD",
  );
});
