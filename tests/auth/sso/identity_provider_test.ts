import * as assert from "node:assert/strict";
import { decodeJwt } from "jose";
import {
  CLI_CLIENT,
  startIdentityProvider,
} from "../../helpers/identity_provider.ts";
import { readSsoRecordings } from "../../demo/sso/recording.ts";
import { PlainClient } from "../../helpers/plain_client.ts";
import { signInByFetch } from "../../helpers/sign_in_by_fetch.ts";

// The provider has to be as strict as the recorded one, or tests against it prove nothing.

const CLAIMS = '{"id_token":{"groups":{"essential":true}}}';
const SCOPES = "openid profile email groups offline_access";

const REFUSED = {
  status: 400,
  error: "invalid_grant",
  error_description: "grant request is invalid",
};

Deno.test("discovery says what the recorded provider said", async () => {
  await using provider = await startIdentityProvider();
  using client = new PlainClient(provider);
  const { text } = await client.get("/.well-known/openid-configuration");
  const recorded = readSsoRecordings().find(({ name }) =>
    name === "OIDC discovery of the external provider"
  );
  assert.ok(recorded);
  const { base } = recorded.request;
  assert.deepEqual(
    JSON.parse(text.replaceAll(provider.issuer, base)),
    recorded.response.body,
  );
});

Deno.test("without prompt=consent the refresh token is left out, and only `scope` says so", async () => {
  await using provider = await startIdentityProvider();
  using client = new PlainClient(provider);
  const callback = await client.signIn();
  assert.equal(callback.searchParams.get("iss"), provider.issuer);
  assert.equal(callback.searchParams.get("state"), "a-state");
  const tokens = await client.exchange(callback);
  assert.equal(tokens.refresh_token, undefined);
  assert.equal(tokens.scope, "openid profile email groups");
  assert.equal(tokens.access_token.includes("."), false, "opaque");
  const { iat, exp, ...claims } = decodeJwt(tokens.id_token);
  assert.deepEqual(claims, {
    sub: "alice",
    groups: ["platform-admins", "team-a-devs"],
    aud: CLI_CLIENT,
    iss: provider.issuer,
  });
  assert.equal(Number(exp) - Number(iat), 300);
});

Deno.test("groups come through the claims parameter only", async () => {
  await using provider = await startIdentityProvider();
  using client = new PlainClient(provider);
  const tokens = await client.exchange(
    await client.signIn({ claims: undefined }),
  );
  assert.equal(decodeJwt(tokens.id_token)["groups"], undefined);
});

Deno.test("refresh tokens rotate, and an old one ends the whole sign-in", async () => {
  await using provider = await startIdentityProvider();
  using client = new PlainClient(provider);
  const first = await client.exchange(
    await client.signIn({ prompt: "consent", nonce: "a-nonce" }),
  );
  const second = await client.refresh(first.refresh_token);
  assert.equal(second.status, 200);
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.equal(decodeJwt(second.id_token)["nonce"], "a-nonce");
  assert.deepEqual(await client.refresh(first.refresh_token), REFUSED);
  assert.deepEqual(await client.refresh(second.refresh_token), REFUSED);
  assert.equal(provider.traffic.tokens("refresh_token"), 3);
});

Deno.test("two refreshes at once: one wins, and what it won is dead", async () => {
  await using provider = await startIdentityProvider();
  using client = new PlainClient(provider);
  const { refresh_token } = await client.exchange(
    await client.signIn({ prompt: "consent" }),
  );
  const both = await Promise.all([
    client.refresh(refresh_token),
    client.refresh(refresh_token),
  ]);
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 400]);
  const won = both.find(({ status }) => status === 200);
  assert.deepEqual(await client.refresh(won?.["refresh_token"]), REFUSED);
});

Deno.test("a code is used once, with its verifier", async () => {
  await using provider = await startIdentityProvider();
  using client = new PlainClient(provider);
  const callback = await client.signIn({ prompt: "consent" });
  const tokens = await client.exchange(callback);
  assert.equal(tokens.status, 200);
  assert.deepEqual(await client.exchange(callback), REFUSED);
  assert.deepEqual(await client.refresh(tokens.refresh_token), REFUSED);
  using other = new PlainClient(provider);
  assert.deepEqual(await client.exchange(await other.signIn()), REFUSED);
});

Deno.test("any port of localhost is registered, and nothing else", async () => {
  await using provider = await startIdentityProvider();
  using client = new PlainClient(provider);
  const status = async (redirect_uri: string) =>
    (await client.get((await client.authorizationUrl({ redirect_uri })).href))
      .status;
  assert.equal(await status("http://localhost:8085/auth/callback"), 303);
  assert.equal(await status("http://localhost:8086/auth/callback"), 303);
  assert.equal(await status("http://127.0.0.1:8085/auth/callback"), 400);
  assert.equal(await status("http://localhost:8085/other"), 400);
});

Deno.test("errors come by redirect: no PKCE, plain PKCE, nobody signed in, cancelled", async () => {
  await using provider = await startIdentityProvider();
  using client = new PlainClient(provider);
  const error = async (more: Record<string, string | undefined>) =>
    (await client.signIn(more)).searchParams.get("error");
  assert.equal(
    await error({ code_challenge: "", code_challenge_method: "" }),
    "invalid_request",
  );
  assert.equal(
    await error({ code_challenge_method: "plain" }),
    "invalid_request",
  );
  assert.equal(await error({ prompt: "none" }), "login_required");
  for (const cancelAt of ["login", "consent"] as const) {
    const { url } = await signInByFetch(
      await client.authorizationUrl(),
      "alice",
      {
        ca: provider.ca,
        cancelAt,
        stopAtCallback: true,
      },
    );
    assert.equal(url.searchParams.get("error"), "access_denied");
    assert.equal(url.searchParams.get("iss"), provider.issuer);
  }
});

Deno.test("a device gets its token when the person has signed in", async () => {
  await using provider = await startIdentityProvider();
  using client = new PlainClient(provider);
  const device = await client.post("/device/auth", {
    scope: SCOPES,
    claims: CLAIMS,
  });
  assert.equal(device.verification_uri, `${provider.issuer}/device`);
  const poll = () =>
    client.post("/token", {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code: device.device_code,
    });
  assert.equal((await poll()).error, "authorization_pending");
  await signInByFetch(device.verification_uri_complete, "alice", {
    ca: provider.ca,
  });
  const tokens = await poll();
  assert.equal(tokens.status, 200);
  assert.equal(typeof tokens.refresh_token, "string");
  assert.deepEqual(decodeJwt(tokens.id_token)["groups"], [
    "platform-admins",
    "team-a-devs",
  ]);
});

Deno.test("revocation ends a refresh token; so does a provider that forgets everybody", async () => {
  await using provider = await startIdentityProvider();
  using client = new PlainClient(provider);
  const signIn = async () =>
    await client.exchange(await client.signIn({ prompt: "consent" }));
  const one = await signIn();
  await client.post("/token/revocation", { token: one.refresh_token });
  assert.deepEqual(await client.refresh(one.refresh_token), REFUSED);
  assert.equal(provider.traffic.count("/token/revocation"), 1);
  const two = await signIn();
  provider.revokeAll();
  assert.deepEqual(await client.refresh(two.refresh_token), REFUSED);
});

Deno.test("options take away refresh tokens, `iss` and the device code", async () => {
  await using provider = await startIdentityProvider({
    refreshTokens: false,
    announceIss: false,
    device: false,
  });
  using client = new PlainClient(provider);
  const document = JSON.parse(
    (await client.get("/.well-known/openid-configuration")).text,
  );
  assert.equal(
    document.authorization_response_iss_parameter_supported,
    undefined,
  );
  assert.equal(document.device_authorization_endpoint, undefined);
  const callback = await client.signIn({ prompt: "consent" });
  assert.equal(callback.searchParams.get("iss"), null);
  assert.equal((await client.exchange(callback)).refresh_token, undefined);
});

Deno.test("a provider that is down refuses connections, and comes back with its sign-ins", async () => {
  await using provider = await startIdentityProvider();
  using client = new PlainClient(provider);
  const { refresh_token } = await client.exchange(
    await client.signIn({ prompt: "consent" }),
  );
  await provider.down();
  await assert.rejects(client.refresh(refresh_token), TypeError);
  provider.up();
  assert.equal((await client.refresh(refresh_token)).status, 200);
});
