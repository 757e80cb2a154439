import assert from "node:assert/strict";
import { getUserInfo } from "../../../lib/argocd/endpoints.ts";
import type { SignInPrompt } from "../../../lib/auth/sso/sso_options.ts";
import { failureOf } from "../../helpers/open_client.ts";
import { signInByFetch } from "../../helpers/sign_in_by_fetch.ts";
import { isFree, type Lab, NEVER, openSso, startLab } from "./sso_harness.ts";

/** Has the provider ask for short pauses; five seconds are the default. */
function hurry(lab: Lab, more: Record<string, unknown> = {}): void {
  const { provider } = lab;
  provider.answerFirst = async (request) => {
    if (new URL(request.url).pathname !== "/device/auth") return undefined;
    provider.answerFirst = undefined;
    const { method, headers } = request;
    using client = Deno.createHttpClient({ caCerts: [provider.ca] });
    const answer = await fetch(request.url, {
      method,
      headers,
      body: lastForm(lab),
      client,
    });
    return Response.json({ ...await answer.json(), interval: 1, ...more });
  };
}

function lastForm({ provider }: Lab): URLSearchParams {
  return provider.traffic.all.at(-1)?.form ?? new URLSearchParams();
}

Deno.test("a device code: the answer has address and code, a person types it elsewhere, the next call goes on", async () => {
  await using lab = await startLab();
  hurry(lab);
  await using open = openSso(lab, { device: true, patienceMs: 500 });
  const error = await failureOf(open.client.call(getUserInfo, {}));
  assert.equal(error.code, "SIGN_IN_REQUIRED");
  const { open: address } = error;
  const code = address?.searchParams.get("user_code") ?? "";
  assert.match(code, /^[A-Z]{4}-[A-Z]{4}$/);
  assert.equal(
    error.hint,
    `Open the address on any machine, see that it shows the code ${code} (or type it in), sign in, then call again`,
  );
  assert(isFree(open.port), "nobody comes back to this machine");
  await signInByFetch(address ?? "", "alice", { ca: lab.provider.ca });
  await using next = openSso(lab, { cache: open.cache });
  while ((await open.cache.entries(lab.baseUrl.origin)).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const user = await next.client.call(getUserInfo, {});
  assert.deepEqual(user.groups, ["platform-admins", "team-a-devs"]);
  assert.equal((await next.sso.identity())?.renewable, true);
  const asked = lab.provider.traffic.all.find(({ path }) =>
    path === "/device/auth"
  );
  assert.equal(
    asked?.form.get("claims"),
    '{"id_token":{"groups":{"essential":true}}}',
  );
});

Deno.test("slow_down makes the pauses longer, a code that ended is told, and the code stays secret", async () => {
  await using lab = await startLab();
  hurry(lab);
  const at: number[] = [];
  await using open = openSso(lab, { device: true });
  const told: SignInPrompt[] = [];
  const work = failureOf(open.sso.signIn({
    signal: NEVER,
    tell: (prompt) => {
      told.push(prompt);
      lab.provider.answerFirst = (_request, form) => {
        if (!form.has("device_code")) return undefined;
        at.push(Date.now());
        assert(open.sso.secrets().includes(form.get("device_code") ?? ""));
        return Response.json({
          error: at.length === 1 ? "slow_down" : "expired_token",
        }, { status: 400 });
      };
    },
  }));
  assert.equal(
    (await work).toString(),
    "TIMEOUT: Cannot sign in to 'prod': nobody typed the code into the page of Lab IdP in time\n" +
      "Next: Start again with argocd-mcp login prod",
  );
  assert.equal(at.length, 2);
  // RFC 8628: five seconds more, and never less.
  assert((at[1] ?? 0) - (at[0] ?? 0) >= 5_900);
  assert.equal(told[0]?.kind, "device");
});

Deno.test("a moment without an answer does not end a sign-in with a device code", async () => {
  await using lab = await startLab();
  hurry(lab);
  await using open = openSso(lab, { device: true });
  let polls = 0;
  let person: Promise<unknown> | undefined;
  await open.sso.signIn({
    signal: NEVER,
    tell: (prompt) => {
      lab.provider.answerFirst = (_request, form) =>
        form.has("device_code") && ++polls === 1
          ? new Response(null, { status: 502 })
          : undefined;
      if (prompt.kind !== "device") return;
      const { ca } = lab.provider;
      person = signInByFetch(prompt.address, "alice", { ca });
    },
  });
  await person;
  assert.equal(polls, 2);
});

Deno.test("a person who says no, and a sign-in that is cancelled, end the waiting", async () => {
  await using lab = await startLab();
  hurry(lab);
  await using open = openSso(lab, { device: true });
  let person: Promise<unknown> | undefined;
  const refused = failureOf(open.sso.signIn({
    signal: NEVER,
    tell: (prompt) => {
      if (prompt.kind !== "device") return;
      person = signInByFetch(prompt.address, "alice", {
        ca: lab.provider.ca,
        cancelAt: "login",
      }).catch(() => {
        // The provider then shows the page for another code, over and over.
      });
    },
  }));
  assert.match((await refused).message, /Lab IdP refused it: access_denied/);
  await person;
  const cancel = new AbortController();
  const work = open.sso.signIn({
    signal: cancel.signal,
    tell: () => cancel.abort("enough"),
  });
  await assert.rejects(work, (reason) => reason === "enough");
});

Deno.test("a provider without device codes, and one whose page is no web page", async () => {
  await using lab = await startLab({ device: false });
  await using open = openSso(lab, { device: true });
  assert.equal(
    (await failureOf(open.sso.token(NEVER))).message,
    "Cannot sign in to 'prod' with a device code: Lab IdP does not offer that",
  );
  await using other = await startLab();
  hurry(other, { verification_uri_complete: "file:///etc/passwd" });
  await using strange = openSso(other, { device: true });
  assert.equal(
    (await failureOf(strange.sso.token(NEVER))).message,
    "Cannot sign in to 'prod' with a device code: the page of Lab IdP has no https address",
  );
  assert.deepEqual(strange.opened, []);
});
