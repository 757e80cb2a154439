import assert from "node:assert/strict";
import { getUserInfo } from "../../../lib/argocd/endpoints.ts";
import { openTokenCache } from "../../../lib/auth/sso/token_cache.ts";
import type { SignInPrompt } from "../../../lib/auth/sso/sso_options.ts";
import { CLI_CLIENT } from "../../helpers/identity_provider.ts";
import { failureOf } from "../../helpers/open_client.ts";
import { signInByFetch } from "../../helpers/sign_in_by_fetch.ts";
import { cachePlace } from "./cache_place.ts";
import { isFree, NEVER, openSso, startLab } from "./sso_harness.ts";

Deno.test("a call opens the browser, a person signs in and consents, and Argo CD takes the id_token", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { person: "alice" });
  assert.deepEqual(lab.asked, []);
  const user = await open.client.call(getUserInfo, {});
  assert.deepEqual(user, {
    loggedIn: true,
    username: "alice",
    iss: lab.provider.issuer,
    groups: ["platform-admins", "team-a-devs"],
  });
  await open.sso.token(NEVER);
  assert.equal(open.opened.length, 1);
  assert.equal(lab.provider.traffic.tokens(), 1);
  assert.equal(
    open.sso.describe(),
    "the single sign-on of 'prod' as 'alice'",
  );
  assert(isFree(open.port));
});

Deno.test("the provider is asked for what the argocd CLI asks for, and for what the CLI leaves out", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { person: "alice" });
  await open.sso.token(NEVER);
  const [query] = lab.provider.traffic.authorizations;
  const { state, nonce, code_challenge, ...rest } = Object.fromEntries(
    query ?? [],
  );
  assert.deepEqual(rest, {
    client_id: "argo-cd-cli-ext",
    response_type: "code",
    redirect_uri: `http://localhost:${open.port}/auth/callback`,
    scope: "openid profile email groups offline_access",
    access_type: "offline",
    prompt: "consent",
    claims: '{"id_token":{"groups":{"essential":true}}}',
    code_challenge_method: "S256",
  });
  for (const random of [state, nonce, code_challenge]) {
    assert.match(random ?? "", /^[\w-]{43}$/);
  }
});

Deno.test("the page at the end says who is signed in, and neither runs nor loads anything", async () => {
  await using lab = await startLab();
  const open = openSso(lab, { person: "alice" });
  await open.sso.token(NEVER);
  await open[Symbol.asyncDispose]();
  const [page] = open.pages;
  assert.equal(page?.status, 200);
  assert.match(page.text, /You are signed in<\/h1>/);
  assert.match(page.text, /signed in to &#39;prod&#39; as alice/);
  assert.doesNotMatch(page.text, /<script|<img|<link|src=|href=|code=|state=/);
});

Deno.test("everything that passed through is kept secret", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { person: "alice" });
  const token = await open.sso.token(NEVER);
  const kept = (await open.cache.entries(lab.baseUrl.origin))[0];
  const exchange = lab.provider.traffic.all.find(({ path }) =>
    path === "/token"
  );
  const secrets = open.sso.secrets();
  for (
    const secret of [
      token,
      kept?.refreshToken,
      exchange?.form.get("code"),
      exchange?.form.get("code_verifier"),
    ]
  ) assert(secrets.includes(secret ?? "nothing"));
  assert.equal(kept?.idToken, token);
  assert.equal(kept?.subject, "alice");
  assert.equal(open.opened[0]?.href.includes("verifier"), false);
});

Deno.test("a sign-in is kept for the next process, under instance, issuer and client", async () => {
  await using lab = await startLab();
  await using first = openSso(lab, { person: "alice" });
  const token = await first.sso.token(NEVER);
  await using second = openSso(lab, { cache: first.cache });
  assert.equal(await second.sso.isReady?.(), true);
  assert.equal(await second.sso.token(NEVER), token);
  assert.deepEqual(second.opened, []);
  const [entry] = await first.cache.entries(lab.baseUrl.origin);
  assert(entry);
  const { instance, issuer, clientId, subject, expiresAt } = entry;
  assert.deepEqual({ instance, issuer, clientId, subject }, {
    instance: lab.baseUrl.origin,
    issuer: lab.provider.issuer,
    clientId: "argo-cd-cli-ext",
    subject: "alice",
  });
  assert.equal(second.sso.expiresAt()?.getTime(), expiresAt);
});

Deno.test("nobody signs in for nothing: what could not be kept is told before a browser is opened", async () => {
  await using lab = await startLab();
  await using place = await cachePlace();
  const cache = openTokenCache(place.path);
  await using open = openSso(lab, { person: "alice", cache });
  // Leaves its lock behind, which is then something else.
  await cache.exclusively({
    instance: lab.baseUrl.origin,
    issuer: lab.provider.issuer,
    clientId: CLI_CLIENT,
  }, () => Promise.resolve());
  const [lock] = await place.names();
  await Deno.remove(`${place.folder}/${lock}`);
  await Deno.mkdir(`${place.folder}/${lock}`);
  const error = await failureOf(open.sso.token(NEVER));
  assert.equal(error.code, "CONFIGURATION");
  assert.match(error.message, /the lock of the sign-in cache .* is a folder$/);
  assert.deepEqual(open.opened, []);
});

Deno.test("without a browser the call answers with the address, and the next call goes on", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { patienceMs: 200 });
  assert.equal(await open.sso.isReady?.(), false);
  const error = await failureOf(open.client.call(getUserInfo, {}));
  assert.equal(
    error.toString(),
    "SIGN_IN_REQUIRED: Cannot use 'prod': a person has to sign in first\n" +
      "Next: Open the address in a browser on the machine that argocd-mcp runs on (from elsewhere, forward its port), sign in, then call again",
  );
  assert.equal(error.open?.href, open.opened[0]?.href);
  const again = await failureOf(open.client.call(getUserInfo, {}));
  assert.equal(again.open?.href, error.open?.href);
  assert.equal(open.opened.length, 1);
  const page = await signInByFetch(error.open ?? "", "bob", {
    ca: lab.provider.ca,
  });
  assert.equal(page.status, 200);
  const user = await open.client.call(getUserInfo, {});
  assert.equal(user.username, "bob");
  assert.equal(lab.provider.traffic.authorizations.length, 1);
});

Deno.test("signIn() asks a person whatever is kept, tells what to do, and returns who it was", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { person: "alice" });
  await open.sso.token(NEVER);
  const told: SignInPrompt[] = [];
  const { identity } = await open.sso.signIn({
    signal: NEVER,
    tell: (prompt) => told.push(prompt),
  });
  assert.equal(open.opened.length, 2);
  assert.deepEqual(
    told.map((prompt) =>
      prompt.kind === "browser" && [prompt.opened, prompt.address.href]
    ),
    [[true, open.opened[1]?.href]],
  );
  const { expiresAt, ...rest } = identity;
  assert.deepEqual(rest, {
    issuer: lab.provider.issuer,
    clientId: "argo-cd-cli-ext",
    name: "alice",
    policySubject: "alice",
    groups: ["platform-admins", "team-a-devs"],
    renewable: true,
    notes: [],
  });
  assert(expiresAt !== undefined && expiresAt.getTime() > Date.now());
  assert.deepEqual(await open.sso.identity(), identity);
});

Deno.test("an id_token without groups is accepted, and identity() says what comes of it", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { person: "carol" });
  const user = await open.client.call(getUserInfo, {});
  assert.equal(user.loggedIn, true);
  const { groups, notes = [] } = await open.sso.identity() ?? {};
  assert.equal(groups, undefined);
  assert.equal(notes.length, 1);
  assert.match(
    notes[0] ?? "",
    /no groups: Argo CD takes it, but .* lists may be empty without an error\. .*requestedIDTokenClaims/,
  );
});

Deno.test("signOut() forgets, and has the refresh token revoked", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { person: "alice", patienceMs: 5_000 });
  const token = await open.sso.token(NEVER);
  const out = await open.sso.signOut(NEVER);
  assert.deepEqual(out.forgotten.map(({ name }) => name), ["alice"]);
  assert.equal(out.revoked, true);
  assert.deepEqual(out.notes, [
    "Argo CD goes on accepting the id_token of 'prod' until it ends, wherever there is a copy of it",
  ]);
  assert.deepEqual(await open.cache.entries(lab.baseUrl.origin), []);
  assert.equal(lab.provider.traffic.count("/token/revocation"), 1);
  assert.equal(await open.sso.identity(), undefined);
  assert.notEqual(await open.sso.token(NEVER), token);
  assert.equal(open.opened.length, 2);
});

Deno.test("signOut() forgets although the provider is down, and says so", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { person: "alice" });
  await open.sso.token(NEVER);
  await lab.provider.down();
  const out = await open.sso.signOut(NEVER);
  assert.equal(out.revoked, false);
  assert.equal(out.notes.length, 2);
  assert.match(out.notes[1] ?? "", /was not told to end it/);
  assert.deepEqual(await open.cache.entries(lab.baseUrl.origin), []);
  assert.deepEqual(await open.sso.signOut(NEVER), {
    forgotten: [],
    revoked: undefined,
    notes: [],
  });
});
