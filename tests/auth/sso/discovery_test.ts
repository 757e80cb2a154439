import assert from "node:assert/strict";
import { failureOf } from "../../helpers/open_client.ts";
import { signInByFetch } from "../../helpers/sign_in_by_fetch.ts";
import { NEVER, openSso, startLab } from "./sso_harness.ts";

/** What is wrong with a provider, and what is said about it. */
const FAULTS: readonly {
  readonly name: string;
  readonly discovery: (
    document: Record<string, unknown>,
  ) => Record<string, unknown>;
  readonly error: (issuer: string) => string;
}[] = [{
  name: "a slash at the end of the issuer",
  discovery: (document) => ({ ...document, issuer: `${document["issuer"]}/` }),
  error: (issuer) =>
    `CONFIGURATION: Cannot sign in to 'prod': Argo CD's settings name the issuer '${issuer}', but the provider there calls itself '${issuer}/'\n` +
    "Next: Have the operator of Argo CD correct the issuer in oidc.config, to the letter; a slash at the end counts",
}, {
  name: "another issuer",
  discovery: (document) => ({ ...document, issuer: "https://evil.example" }),
  error: (issuer) =>
    `CONFIGURATION: Cannot sign in to 'prod': Argo CD's settings name the issuer '${issuer}', but the provider there calls itself 'https://evil.example'\n` +
    "Next: Have the operator of Argo CD correct the issuer in oidc.config, to the letter; a slash at the end counts",
}, {
  name: "no response type code",
  discovery: (document) => ({
    ...document,
    response_types_supported: ["id_token", "code id_token"],
  }),
  error: () =>
    "CONFIGURATION: Cannot sign in to 'prod': Lab IdP does not offer the authorization code flow, only 'id_token, code id_token'\n" +
    "Next: Have the response type 'code' allowed at the provider, or use another way to sign in",
}];

Deno.test.each(FAULTS)(
  "discovery with $name ends the sign-in before a browser is opened",
  async ({ discovery, error }) => {
    await using lab = await startLab({ discovery });
    await using open = openSso(lab, { person: "alice" });
    assert.equal(
      (await failureOf(open.sso.token(NEVER))).toString(),
      error(lab.provider.issuer),
    );
    assert.deepEqual(open.opened, []);
  },
);

Deno.test("offline_access and consent are asked for where the provider lists the scope, or lists none", async () => {
  const scopes = async (supported: readonly string[] | undefined) => {
    await using lab = await startLab({
      discovery: ({ scopes_supported: _, ...document }) => ({
        ...document,
        ...(supported === undefined ? {} : { scopes_supported: supported }),
      }),
    });
    await using open = openSso(lab, { patienceMs: 100 });
    const { open: address } = await failureOf(open.sso.token(NEVER));
    const { searchParams } = address ?? assert.fail("there is no address");
    return [searchParams.get("scope"), searchParams.get("prompt")];
  };
  const offline = ["openid profile email groups offline_access", "consent"];
  assert.deepEqual(await scopes(["openid", "offline_access"]), offline);
  assert.deepEqual(await scopes(undefined), offline);
  assert.deepEqual(await scopes(["openid", "groups"]), [
    "openid profile email groups",
    null,
  ]);
});

Deno.test("iss in the callback is demanded only where discovery announces it, and has to be right where it is there", async () => {
  const end = async (
    announceIss: boolean,
    change: (callback: URL, issuer: string) => void,
  ) => {
    await using lab = await startLab({ announceIss });
    await using open = openSso(lab, { patienceMs: 100 });
    const { open: address } = await failureOf(open.sso.token(NEVER));
    const { url } = await signInByFetch(address ?? "", "alice", {
      ca: lab.provider.ca,
      stopAtCallback: true,
    });
    change(url, lab.provider.issuer);
    await using waiting = openSso(lab, { cache: open.cache });
    const page = await fetch(url);
    const text = await page.text();
    return [
      page.status,
      /<p>([^<]*)<\/p>/.exec(text)?.[1],
      await waiting.sso.isReady?.(),
      lab.provider.traffic.tokens(),
    ];
  };
  const refused = [
    400,
    "Cannot sign in to &#39;prod&#39;: Lab IdP gave an answer that is not to be trusted (invalid response encountered).",
    false,
    0,
  ];
  const good = [
    200,
    "argocd-mcp is signed in to &#39;prod&#39; as alice.",
    true,
    1,
  ];
  const leave = () => {};
  const remove = ({ searchParams }: URL) => searchParams.delete("iss");
  const forge = ({ searchParams }: URL) =>
    searchParams.set("iss", "https://evil.example");
  assert.deepEqual(await end(true, leave), good);
  assert.deepEqual(await end(true, remove), refused);
  assert.deepEqual(await end(true, forge), refused);
  assert.deepEqual(await end(false, remove), good);
  assert.deepEqual(await end(false, forge), refused);
});

Deno.test.each([
  {
    name: "another nonce",
    claim: "nonce",
    value: "guessed",
    error: "is not for this sign-in: its 'nonce' is wrong",
  },
  {
    name: "another audience",
    claim: "aud",
    value: "argo-cd-web",
    error: "is not for this sign-in: its 'aud' is wrong",
  },
  {
    name: "another issuer",
    claim: "iss",
    value: "https://evil.example",
    error: "is not for this sign-in: its 'iss' is wrong",
  },
  {
    name: "an end in the past",
    claim: "exp",
    value: 1_000_000_000,
    error: "fit the clock here",
  },
])("an id_token with $name is not taken", async ({ claim, value, error }) => {
  await using lab = await startLab();
  const { provider } = lab;
  await using open = openSso(lab, { person: "alice" });
  provider.answerFirst = async (request, form) => {
    if (new URL(request.url).pathname !== "/token") return undefined;
    const now = Math.floor(Date.now() / 1_000);
    return Response.json({
      access_token: "opaque",
      token_type: "Bearer",
      id_token: await provider.mint({
        iss: provider.issuer,
        aud: "argo-cd-cli-ext",
        sub: "alice",
        nonce: provider.traffic.authorizations[0]?.get("nonce"),
        iat: now,
        exp: now + 300,
        [claim]: value,
        code: form.get("code"),
      }),
    });
  };
  const failure = await failureOf(open.sso.token(NEVER));
  assert.equal(failure.code, "BAD_RESPONSE");
  assert(failure.message.includes(error), failure.message);
  assert.deepEqual(await open.cache.entries(lab.baseUrl.origin), []);
});

Deno.test("the same id_token with everything right is taken, so that the ones above are refused for one reason", async () => {
  await using lab = await startLab();
  const { provider } = lab;
  await using open = openSso(lab, { person: "alice" });
  provider.answerFirst = async (request) => {
    if (new URL(request.url).pathname !== "/token") return undefined;
    const now = Math.floor(Date.now() / 1_000);
    return Response.json({
      access_token: "opaque",
      token_type: "Bearer",
      id_token: await provider.mint({
        iss: provider.issuer,
        aud: "argo-cd-cli-ext",
        sub: "alice",
        nonce: provider.traffic.authorizations[0]?.get("nonce"),
        iat: now,
        exp: now + 300,
      }),
    });
  };
  assert.match(await open.sso.token(NEVER), /^eyJ/);
});
