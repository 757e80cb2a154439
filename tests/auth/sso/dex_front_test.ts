import * as assert from "node:assert/strict";
import { decodeJwt } from "jose";
import {
  type DexFront,
  type DexFrontOptions,
  startDexFront,
} from "../../helpers/dex_front.ts";
import { readSsoRecordings } from "../../demo/sso/recording.ts";
import {
  type FormAnswer,
  PlainClient,
  type PlainClientOptions,
} from "../../helpers/plain_client.ts";

// The front has to have the manners of the Dex that was recorded, or tests against it prove nothing.

const SCOPE = "openid profile email groups federated:id offline_access";

function clientOf(
  { issuer, ca }: DexFront,
  more: Partial<PlainClientOptions> = {},
): PlainClient {
  return new PlainClient({
    issuer,
    ca,
    clientId: "argo-cd-cli",
    scope: SCOPE,
    ...more,
  });
}

/** What Argo CD answers to a token. */
async function ask(
  dex: DexFront,
  path: string,
  options: { token?: string; headers?: Record<string, string> } = {},
) {
  using client = Deno.createHttpClient({
    caCerts: [dex.ca],
    poolMaxIdlePerHost: 0,
  });
  const response = await fetch(`${dex.url}${path}`, {
    client,
    headers: {
      ...(options.token === undefined
        ? {}
        : { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
  });
  return { status: response.status, text: await response.text() };
}

const CLAIMED: FormAnswer = {
  status: 400,
  error: "invalid_request",
  error_description:
    "Refresh token is invalid or has already been claimed by another client.",
};

const PLACES: readonly DexFrontOptions[] = [
  { rootPath: "" },
  { rootPath: "/argo" },
];

Deno.test.each([...PLACES])(
  "Argo CD below '$rootPath' believes what its Dex signs",
  async (options) => {
    await using dex = await startDexFront(options);
    using client = clientOf(dex);
    const callback = await client.signIn();
    assert.deepEqual([...callback.searchParams.keys()].toSorted(), [
      "code",
      "state",
    ], "no iss");
    const tokens = await client.exchange(callback);
    const { iat: _iat, exp: _exp, at_hash: _hash, ...claims } = decodeJwt(
      tokens.id_token,
    );
    assert.deepEqual(claims, {
      iss: dex.issuer,
      sub: "CgVhbGljZRIEbW9jaw",
      aud: "argo-cd-cli",
      email: "alice@example.test",
      email_verified: true,
      groups: ["platform-admins", "team-a-devs"],
      name: "Alice Example",
      preferred_username: "alice",
      federated_claims: { connector_id: "mock", user_id: "alice" },
    });
    const { text } = await ask(dex, "/api/v1/session/userinfo", {
      token: tokens.id_token,
    });
    assert.deepEqual(JSON.parse(text), {
      loggedIn: true,
      username: "alice@example.test",
      iss: dex.issuer,
      groups: ["platform-admins", "team-a-devs"],
    });
    const settings = JSON.parse((await ask(dex, "/api/v1/settings")).text);
    assert.equal(settings.url, dex.url);
    assert.deepEqual(settings.dexConfig, {
      connectors: [{ name: "Mock", type: "mockCallback" }],
    });
  },
);

Deno.test("discovery says what the recorded Dex said: no iss, no federated:id, no revocation", async () => {
  await using dex = await startDexFront({ rootPath: "/argo" });
  using client = clientOf(dex);
  const { text } = await client.get("/.well-known/openid-configuration");
  const recorded = readSsoRecordings().find(({ name }) =>
    name === "OIDC discovery of Dex, root path"
  );
  assert.ok(recorded);
  const { base } = recorded.request;
  assert.deepEqual(
    JSON.parse(text.replaceAll(dex.issuer, `${base}/argo/api/dex`)),
    recorded.response.body,
  );
});

Deno.test("without federated:id the user is not named", async () => {
  await using dex = await startDexFront();
  using client = clientOf(dex);
  const tokens = await client.exchange(
    await client.signIn({ scope: "openid profile email groups" }),
  );
  assert.equal(decodeJwt(tokens.id_token)["federated_claims"], undefined);
  assert.equal(tokens.refresh_token, undefined);
});

Deno.test("redirect addresses count byte for byte, once a connector is chosen", async () => {
  await using dex = await startDexFront();
  using client = clientOf(dex);
  const outcome = async (redirect_uri: string) => {
    const first = await client.authorizationUrl({ redirect_uri });
    const second = new URL(
      (await client.get(first.href)).headers.get("location") ?? "",
      first,
    );
    return (await client.get(second.href)).status;
  };
  assert.equal(await outcome("http://localhost:8085/auth/callback"), 303);
  assert.equal(await outcome("http://localhost"), 303);
  for (
    const other of [
      "http://localhost/",
      "http://localhost:8086/auth/callback",
      "http://127.0.0.1:8085/auth/callback",
      "http://localhost:8085/auth/callback?x=1",
      "http://LOCALHOST:8085/auth/callback",
    ]
  ) assert.equal(await outcome(other), 400, other);
});

Deno.test("refresh tokens rotate; an old one is refused and the newest lives on", async () => {
  await using dex = await startDexFront();
  using client = clientOf(dex);
  const first = await client.exchange(await client.signIn());
  const second = await client.refresh(first.refresh_token);
  assert.equal(second.status, 200);
  assert.deepEqual(await client.refresh(first.refresh_token), CLAIMED);
  const both = await Promise.all([
    client.refresh(second.refresh_token),
    client.refresh(second.refresh_token),
  ]);
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 400]);
  const won = both.find(({ status }) => status === 200);
  assert.equal((await client.refresh(won?.["refresh_token"])).status, 200);
});

Deno.test("a second sign-in of the same user ends the first one's refresh token", async () => {
  await using dex = await startDexFront();
  using client = clientOf(dex);
  const first = await client.exchange(await client.signIn());
  await client.exchange(
    await client.signIn({ scope: "openid profile email groups" }),
  );
  const kept = await client.refresh(first.refresh_token);
  assert.equal(kept.status, 200, "not without offline_access");
  await client.exchange(await client.signIn({}, { user: "bob" }));
  const again = await client.refresh(kept["refresh_token"]);
  assert.equal(again.status, 200, "not by another user");
  const second = await client.exchange(await client.signIn());
  assert.deepEqual(await client.refresh(again["refresh_token"]), CLAIMED);
  assert.equal((await client.refresh(second.refresh_token)).status, 200);
});

Deno.test("several connectors: a choice, or the one whose id is named", async () => {
  await using dex = await startDexFront({
    connectors: [
      { id: "mock", name: "Mock", type: "mockCallback" },
      { id: "pw", name: "Mock password", type: "mockPassword" },
    ],
  });
  using client = clientOf(dex);
  const callback = await client.signIn({}, { connector: "Mock password" });
  assert.ok(callback.searchParams.get("code"));
  assert.equal(dex.traffic.count("/auth/pw"), 1);
  const named = await client.authorizationUrl({ connector_id: "pw" });
  assert.equal((await client.get(named.href)).status, 302);
  const unknown = await client.authorizationUrl({ connector_id: "Mock" });
  assert.equal((await client.get(unknown.href)).status, 400);
});

Deno.test("errors come by redirect, without iss", async () => {
  await using dex = await startDexFront();
  using client = clientOf(dex);
  const scope = await client.signIn({ scope: "openid nosuch" });
  assert.deepEqual(Object.fromEntries(scope.searchParams), {
    error: "invalid_scope",
    error_description: 'Unrecognized scope(s) ["nosuch"]',
    state: "a-state",
  });
  const cancelled = await client.signIn({}, { cancelAt: "login" });
  assert.equal(cancelled.searchParams.get("error"), "access_denied");
  assert.equal(cancelled.searchParams.get("iss"), null);
});

Deno.test("a device code is handed out and never completes", async () => {
  await using dex = await startDexFront();
  using client = clientOf(dex);
  const device = await client.post("/device/code", { scope: SCOPE });
  assert.equal(device.status, 200);
  const page = await client.get(device["verification_uri_complete"]);
  assert.match(page.text, /Unregistered redirect_uri/);
  const polled = await client.post("/token", {
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    device_code: device["device_code"],
  });
  assert.deepEqual(polled, { status: 400, error: "authorization_pending" });
});

Deno.test("Dex down is a 502 without a body, and Argo CD goes on with known keys", async () => {
  await using dex = await startDexFront();
  using client = clientOf(dex);
  const { id_token } = await client.exchange(await client.signIn());
  const list = () => ask(dex, "/api/v1/applications", { token: id_token });
  assert.equal((await list()).status, 200);
  dex.down();
  const { status, text } = await client.get(
    "/.well-known/openid-configuration",
  );
  assert.deepEqual([status, text], [502, ""]);
  assert.equal((await list()).status, 200);
  dex.up();
  assert.equal(
    (await client.get("/.well-known/openid-configuration")).status,
    200,
  );
});

Deno.test("a proxy that wants a header lets browsers sign in, and nothing else pass", async () => {
  await using dex = await startDexFront({ requiredHeader: ["x-pass", "yes"] });
  using plain = clientOf(dex);
  assert.equal(
    (await plain.get("/.well-known/openid-configuration")).status,
    403,
  );
  assert.equal((await ask(dex, "/api/v1/settings")).status, 403);
  using client = clientOf(dex, { headers: { "x-pass": "yes" } });
  const tokens = await client.exchange(await client.signIn());
  assert.equal(tokens.status, 200);
  const answer = await ask(dex, "/api/v1/applications", {
    token: tokens.id_token,
    headers: { "x-pass": "yes" },
  });
  assert.equal(answer.status, 200);
  assert.deepEqual(dex.refused.map(({ path }) => path), [
    "/.well-known/openid-configuration",
    "/api/v1/settings",
  ]);
});
