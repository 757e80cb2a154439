import assert from "node:assert/strict";
import { memoryTokenCache } from "../../../lib/auth/sso/memory_token_cache.ts";
import type { SignInPrompt } from "../../../lib/auth/sso/sso_options.ts";
import { failureOf } from "../../helpers/open_client.ts";
import { signInByFetch } from "../../helpers/sign_in_by_fetch.ts";
import { freePort, isFree, NEVER, openSso, startLab } from "./sso_harness.ts";

Deno.test("100 calls that wait cause one sign-in", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { person: "alice", patienceMs: 20_000 });
  const tokens = await Promise.all(
    Array.from({ length: 100 }, () => open.sso.token(NEVER)),
  );
  assert.equal(new Set(tokens).size, 1);
  assert.equal(open.opened.length, 1);
  assert.equal(lab.provider.traffic.authorizations.length, 1);
  assert.equal(lab.provider.traffic.tokens(), 1);
});

Deno.test("a wrong state, a foreign request and a repeated code do not end the sign-in of the right one", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { patienceMs: 200 });
  const { open: address } = await failureOf(open.sso.token(NEVER));
  assert(address);
  const callback = `http://localhost:${open.port}/auth/callback`;
  for (
    const target of [
      `${callback}?code=stolen&state=guessed`,
      `${callback}?error=access_denied&state=guessed`,
      `http://127.0.0.1:${open.port}/auth/callback?error=access_denied&state=${
        address.searchParams.get("state")
      }`,
    ]
  ) {
    const response = await fetch(target);
    await response.body?.cancel();
    assert(response.status >= 400);
  }
  const { url } = await signInByFetch(address, "alice", {
    ca: lab.provider.ca,
    stopAtCallback: true,
  });
  const waiting = open.sso.token(NEVER);
  const answers = await Promise.all([url, url].map((each) => fetch(each)));
  await Promise.all(answers.map(({ body }) => body?.cancel()));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
  assert.match(await waiting, /^eyJ/);
  assert.equal(lab.provider.traffic.tokens(), 1);
});

Deno.test("a code of somebody else's sign-in is refused, although the state is right", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { patienceMs: 200 });
  await using other = openSso(lab, { patienceMs: 200 });
  const [mine, theirs] = await Promise.all([
    failureOf(open.sso.token(NEVER)),
    failureOf(other.sso.token(NEVER)),
  ]);
  const { url } = await signInByFetch(theirs.open ?? "", "bob", {
    ca: lab.provider.ca,
    stopAtCallback: true,
  });
  url.searchParams.set("state", mine.open?.searchParams.get("state") ?? "");
  const forged = new URL(url.search, `http://localhost:${open.port}`);
  forged.pathname = "/auth/callback";
  const waiting = failureOf(open.sso.token(NEVER));
  await (await fetch(forged)).body?.cancel();
  assert.equal((await waiting).code, "LOGIN_REFUSED");
  assert.deepEqual(await open.cache.entries(lab.baseUrl.origin), []);
});

Deno.test("what the provider refuses is told to all who wait, and the next call may begin anew", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, {
    person: "alice",
    cancelAt: "consent",
    patienceMs: 10_000,
  });
  const errors = await Promise.all(
    Array.from({ length: 5 }, () => failureOf(open.sso.token(NEVER))),
  );
  for (const error of errors) {
    assert.equal(
      error.toString(),
      "LOGIN_REFUSED: Cannot sign in to 'prod': Lab IdP refused it: access_denied (End-User aborted interaction)\n" +
        "Next: Sign in again with argocd-mcp login prod, and let the provider go on",
    );
  }
  assert.equal(open.opened.length, 1);
  assert.equal(
    (await failureOf(open.sso.token(NEVER))).code,
    "LOGIN_REFUSED",
  );
  assert.equal(open.opened.length, 2);
  assert.equal(open.pages[0]?.status, 400);
  assert.match(open.pages[0]?.text ?? "", /You are not signed in/);
  assert(isFree(open.port));
});

Deno.test("a refusal that nobody was there to hear is told once", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { patienceMs: 100 });
  const { open: address } = await failureOf(open.sso.token(NEVER));
  await signInByFetch(address ?? "", "alice", {
    ca: lab.provider.ca,
    cancelAt: "login",
  });
  assert.equal((await failureOf(open.sso.token(NEVER))).code, "LOGIN_REFUSED");
  const error = await failureOf(open.sso.token(NEVER));
  assert.equal(error.code, "SIGN_IN_REQUIRED");
  assert.notEqual(error.open?.href, address?.href);
});

Deno.test("a refusal that nobody heard is no news after a sign-in elsewhere", async () => {
  await using lab = await startLab();
  let clock = Date.now();
  const now = () => clock;
  await using open = openSso(lab, { patienceMs: 100, now });
  const { open: address } = await failureOf(open.sso.token(NEVER));
  await signInByFetch(address ?? "", "alice", {
    ca: lab.provider.ca,
    cancelAt: "login",
  });
  await using elsewhere = openSso(lab, { person: "alice", cache: open.cache });
  await elsewhere.sso.token(NEVER);
  await open.sso.token(NEVER);
  // The token has ended, and there is no new one for it.
  lab.provider.revokeAll();
  clock += 301_000;
  const error = await failureOf(open.sso.token(NEVER));
  assert.equal(error.code, "SIGN_IN_REQUIRED");
});

Deno.test("two instances sign in at once through the one port", async () => {
  await using one = await startLab();
  await using two = await startLab();
  const port = freePort();
  await using first = openSso(one, { person: "alice", port });
  await using second = openSso(two, { person: "bob", port });
  await Promise.all([first.sso.token(NEVER), second.sso.token(NEVER)]);
  assert.equal((await first.sso.identity())?.name, "alice");
  assert.equal((await second.sso.identity())?.name, "bob");
  assert.equal((await first.sso.identity())?.issuer, one.provider.issuer);
});

Deno.test("a port that another program has: who needs it, for what, and what to do", async () => {
  await using lab = await startLab();
  using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = other.addr;
  await using open = openSso(lab, { port });
  assert.equal(
    (await failureOf(open.sso.token(NEVER))).toString(),
    `CONFIGURATION: Cannot sign in to 'prod': port ${port} is in use by another program, and Lab IdP sends the browser back to http://localhost:${port}/auth/callback\n` +
      `Next: End the program that listens on port ${port}, or choose another with --sso-port where the provider allows it`,
  );
  assert.deepEqual(open.opened, []);
});

/** Another process of this program that has a port; it gives it up when told. */
async function holdPort(): Promise<
  AsyncDisposable & { readonly port: number; giveUp(): Promise<void> }
> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("hold_port.ts", import.meta.url).href],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = process.stdout.getReader();
  const line = new TextDecoder().decode((await reader.read()).value);
  let end: Promise<void> | undefined;
  const giveUp = () =>
    end ??= (async () => {
      await process.stdin.close();
      await reader.cancel();
      await process.status;
    })();
  return { port: Number(line), giveUp, [Symbol.asyncDispose]: giveUp };
}

Deno.test("while another process of this program has the port, its sign-in is awaited and shared", async () => {
  await using lab = await startLab();
  await using holder = await holdPort();
  const { port } = holder;
  await using open = openSso(lab, { port, patienceMs: 1_500 });
  assert.equal(
    (await failureOf(open.sso.token(NEVER))).toString(),
    "SIGN_IN_REQUIRED: Cannot use 'prod': a person has to sign in first\n" +
      `Next: Another argocd-mcp process waits for a sign-in at port ${port}: finish or end that one, then call again`,
  );
  const waiting = open.sso.token(NEVER);
  // What the other process does when its person has signed in.
  await using elsewhere = openSso(lab, { person: "alice", cache: open.cache });
  const token = await elsewhere.sso.token(NEVER);
  assert.equal(await waiting, token);
  assert.deepEqual(open.opened, []);
});

Deno.test("when the other process gives the port up, the sign-in begins here", async () => {
  await using lab = await startLab();
  await using holder = await holdPort();
  await using open = openSso(lab, {
    person: "alice",
    port: holder.port,
    patienceMs: 10_000,
  });
  const told: string[] = [];
  const { identity } = await open.sso.signIn({
    signal: NEVER,
    tell: ({ kind }) => {
      told.push(kind);
      if (kind === "elsewhere") void holder.giveUp();
    },
  });
  assert.equal(identity.name, "alice");
  assert.deepEqual(told, ["elsewhere", "browser"]);
});

Deno.test("a sign-in has a deadline; the port is free then, and the next call begins anew", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { patienceMs: 100, signInMs: 600 });
  const told: SignInPrompt[] = [];
  const before = Date.now();
  const error = await failureOf(
    open.sso.signIn({ signal: NEVER, tell: (prompt) => told.push(prompt) }),
  );
  assert.equal(
    error.toString(),
    "TIMEOUT: Cannot sign in to 'prod': nobody signed in within 0.6 s\n" +
      "Next: Start again with argocd-mcp login prod, or call the tool again",
  );
  assert(isFree(open.port));
  const until = told[0]?.until.getTime() ?? 0;
  assert(until >= before + 600 && until <= Date.now() + 600);
  assert.equal(
    (await failureOf(open.sso.token(NEVER))).code,
    "SIGN_IN_REQUIRED",
  );
  assert.equal(open.opened.length, 2);
});

Deno.test("a call that is cancelled leaves the sign-in to the others", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { patienceMs: 10_000 });
  const cancel = new AbortController();
  const cancelled = open.sso.token(cancel.signal);
  const other = open.sso.token(NEVER);
  while (open.opened.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  cancel.abort("enough");
  await assert.rejects(cancelled, (reason) => reason === "enough");
  await signInByFetch(open.opened[0] ?? "", "alice", { ca: lab.provider.ca });
  assert.match(await other, /^eyJ/);
});

Deno.test("a sign-in that was asked for ends with its signal, and the port is free at once", async () => {
  await using lab = await startLab();
  await using open = openSso(lab);
  const cancel = new AbortController();
  const work = open.sso.signIn({
    signal: cancel.signal,
    tell: () => cancel.abort("enough"),
  });
  await assert.rejects(work, (reason) => reason === "enough");
  assert(isFree(open.port));
});

Deno.test("disposing ends a sign-in that is under way", async () => {
  await using lab = await startLab();
  const open = openSso(lab, { patienceMs: 10_000 });
  const waiting = failureOf(open.sso.token(NEVER));
  while (open.opened.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert(!isFree(open.port));
  await open[Symbol.asyncDispose]();
  assert(isFree(open.port));
  assert.equal((await waiting).code, "CANCELLED");
});

Deno.test("tokens from elsewhere end a sign-in that only calls were waiting for", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { patienceMs: 10_000 });
  const waiting = open.sso.token(NEVER);
  while (open.opened.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await using elsewhere = openSso(lab, { person: "bob", cache: open.cache });
  const token = await elsewhere.sso.token(NEVER);
  assert.equal(await open.sso.token(NEVER), token);
  assert.equal(await waiting, token);
  assert(isFree(open.port));
});

Deno.test("that nobody was signed in a moment ago does not stop a call, nor ask a person", async () => {
  await using lab = await startLab();
  await using open = openSso(lab, { attended: false });
  const error = await failureOf(open.sso.token(NEVER));
  assert.equal(error.code, "SIGN_IN_REQUIRED");
  await using elsewhere = openSso(lab, { person: "bob", cache: open.cache });
  const token = await elsewhere.sso.token(NEVER);
  assert.equal(await open.sso.token(NEVER), token);
});

Deno.test("a look at the cache that began before a sign-out does not bring the tokens back", async () => {
  await using lab = await startLab();
  const kept = memoryTokenCache();
  const { path } = kept;
  const open = Promise.withResolvers<void>();
  const looked = Promise.withResolvers<void>();
  let isSlow = false;
  let clock = Date.now();
  await using sso = openSso(lab, {
    person: "alice",
    now: () => clock,
    cache: {
      path,
      entries: (instance) => kept.entries(instance),
      exclusively: (...rest) => kept.exclusively(...rest),
      async read(key) {
        const tokens = await kept.read(key);
        if (!isSlow) return tokens;
        looked.resolve();
        await open.promise;
        return tokens;
      },
    },
  });
  await sso.sso.token(NEVER);
  clock += 5_000;
  isSlow = true;
  const look = sso.sso.isReady?.();
  await looked.promise;
  await sso.sso.signOut(NEVER);
  open.resolve();
  assert.equal(await look, false);
  assert.equal(sso.sso.expiresAt(), undefined);
});
