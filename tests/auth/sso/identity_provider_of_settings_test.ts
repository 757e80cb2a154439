import assert from "node:assert/strict";
import type { Settings } from "../../../lib/argocd/wire/server.ts";
import { authorizationParameters } from "../../../lib/auth/sso/authorization_request.ts";
import { identityProvider } from "../../../lib/auth/sso/identity_provider.ts";
import { providerFetch } from "../../../lib/auth/sso/provider_fetch.ts";
import { failureOf } from "../../helpers/open_client.ts";

// The settings are those that a live Argo CD showed.

const OIDC: Settings = {
  url: "https://127.0.0.1:18190",
  oidcConfig: {
    name: "Lab IdP",
    issuer: "https://127.0.0.1:18200",
    clientID: "argo-cd-web",
    cliClientID: "argo-cd-cli-ext",
    scopes: ["openid", "profile", "email", "groups"],
    idTokenClaims: { groups: { essential: true } },
  },
};
const DEX: Settings = {
  url: "https://127.0.0.1:18191/argo",
  dexConfig: { connectors: [{ name: "Mock", type: "mockCallback" }] },
};

Deno.test("an external provider: its CLI client, its scopes, its claims", () => {
  assert.deepEqual(identityProvider(OIDC, "prod"), {
    kind: "external",
    name: "Lab IdP",
    issuer: "https://127.0.0.1:18200",
    clientId: "argo-cd-cli-ext",
    scopes: ["openid", "profile", "email", "groups"],
    idTokenClaims: { groups: { essential: true } },
  });
  const { issuer = "" } = OIDC.oidcConfig ?? {};
  assert.deepEqual(
    identityProvider({ oidcConfig: { issuer, clientID: "web" } }, "prod"),
    {
      kind: "external",
      name: issuer,
      issuer,
      clientId: "web",
      scopes: ["openid", "profile", "email", "groups"],
    },
    "without a CLI client, without a url",
  );
  const { name } = identityProvider(
    { oidcConfig: { issuer, clientID: "web", name: "Lab\n\u001b[2J IdP" } },
    "prod",
  );
  assert.equal(name, "Lab [2J IdP", "it stands in our messages");
  assert.deepEqual(
    identityProvider(
      { oidcConfig: { issuer, clientID: "web", scopes: ["email"] } },
      "prod",
    ).scopes,
    ["openid", "email"],
  );
});

Deno.test("bundled Dex: the issuer is below the url of the settings", () => {
  const dex = {
    kind: "dex",
    name: "Dex",
    issuer: "https://127.0.0.1:18191/argo/api/dex",
    clientId: "argo-cd-cli",
    scopes: ["openid", "profile", "email", "groups", "federated:id"],
  };
  assert.deepEqual(identityProvider(DEX, "prod"), dex);
  assert.deepEqual(
    identityProvider({ ...DEX, url: `${DEX.url}/` }, "prod"),
    dex,
  );
  assert.equal(
    identityProvider({ ...DEX, ...OIDC }, "prod").kind,
    "external",
    "which wins, as in Argo CD",
  );
});

Deno.test("nobody can sign in: what is missing, and who can add it", async () => {
  const message = async (settings: Settings) =>
    (await failureOf(
      (async () => await Promise.resolve(identityProvider(settings, "prod")))(),
    )).message;
  const none =
    "Cannot sign in to 'prod' by single sign-on: this Argo CD has none configured";
  assert.equal(await message({ url: DEX.url ?? "" }), none);
  assert.equal(await message({ ...DEX, dexConfig: {} }), none);
  assert.equal(await message({ ...DEX, dexConfig: { connectors: [] } }), none);
  const { url: _, ...withoutUrl } = DEX;
  assert.match(await message(withoutUrl), /its settings have no url/);
  assert.match(
    await message({ oidcConfig: { issuer: "https://id.example" } }),
    /its oidc\.config names no clientID/,
  );
});

Deno.test("Dex is not asked for a refresh token unless told, and for claims never", () => {
  const dex = identityProvider(DEX, "prod");
  const listed = { scopes_supported: ["openid", "offline_access"] };
  assert.deepEqual(authorizationParameters(dex, listed), {
    scope: "openid profile email groups federated:id",
    access_type: "offline",
  });
  assert.deepEqual(
    authorizationParameters(dex, listed, {
      offline: true,
      connectorId: "ldap",
    }),
    {
      scope: "openid profile email groups federated:id offline_access",
      access_type: "offline",
      connector_id: "ldap",
    },
  );
});

Deno.test("Entra ID gives a refresh token without being made to ask for consent", () => {
  for (
    const [issuer, prompt] of [
      ["https://login.microsoftonline.com/tenant/v2.0", undefined],
      ["https://sts.windows.net/tenant/", undefined],
      ["https://login.microsoftonline.com.evil.example", "consent"],
      ["https://idp.example", "consent"],
    ] as const
  ) {
    const provider = identityProvider(
      { oidcConfig: { issuer, clientID: "cli" } },
      "prod",
    );
    const parameters = authorizationParameters(provider, {});
    assert.equal(parameters["prompt"], prompt, issuer);
    assert.match(parameters["scope"] ?? "", / offline_access$/);
  }
});

Deno.test("requests go to the Argo CD for its Dex and for its own origin, and else to the provider", async () => {
  const went: string[] = [];
  const way = (name: string): typeof fetch => (input) => {
    went.push(`${name} ${input}`);
    return Promise.resolve(new Response("{}"));
  };
  const routes = {
    baseUrl: new URL("https://localhost:8443/argo/"),
    toArgocd: way("argocd"),
    toProvider: way("provider"),
  };
  const init = { method: "GET", headers: {}, redirect: "manual" } as const;
  const ask = (settings: Settings, url: string) =>
    providerFetch(identityProvider(settings, "prod"), routes)(url, {
      ...init,
      body: undefined,
      signal: new AbortController().signal,
    });
  await ask(DEX, "https://127.0.0.1:18191/argo/api/dex/token?a=b");
  await ask(OIDC, "https://127.0.0.1:18200/token");
  await ask(OIDC, "https://localhost:8443/token");
  assert.deepEqual(went, [
    "argocd https://localhost:8443/argo/api/dex/token?a=b",
    "provider https://127.0.0.1:18200/token",
    "argocd https://localhost:8443/token",
  ]);
  for (
    const [settings, url] of [
      [DEX, "https://127.0.0.1:18191/argo/api/dexter/token"],
      [DEX, "https://127.0.0.1:18191/argo/api/dex/../v1/account"],
      [DEX, "https://evil.example/argo/api/dex/token"],
      [OIDC, "http://idp.example/token"],
    ] as const
  ) await assert.rejects(ask(settings, url), TypeError, url);
  assert.equal(went.length, 3);
});
