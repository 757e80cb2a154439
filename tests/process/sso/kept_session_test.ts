import assert from "node:assert/strict";
import { addressIn, openSession } from "./session.ts";
import { editKept, type Lab, logIn, startLab } from "./sso_lab.ts";

/** Refreshes and sign-ins that the provider has seen. */
function counts({ provider: { traffic } }: Lab) {
  return {
    signIns: traffic.tokens("authorization_code"),
    refreshes: traffic.tokens("refresh_token"),
  };
}

/** Lets what is kept end, as time would. */
async function expire(lab: Lab): Promise<void> {
  await editKept(lab, (tokens) => ({ ...tokens, expiresAt: Date.now() - 1 }));
}

Deno.test("serve uses the session of login, and renews it without a person when it ends", async () => {
  // Fresh for half of its life.
  await using lab = await startLab({ idTokenSeconds: 6 });
  await logIn(lab);
  await using session = await openSession({ env: lab.env });
  assert.match((await session.call()).text, /^payments /m);
  assert.deepEqual(counts(lab), { signIns: 1, refreshes: 0 });
  await new Promise((resolve) => setTimeout(resolve, 3_200));
  assert.match((await session.call()).text, /^payments /m);
  assert.deepEqual(counts(lab), { signIns: 1, refreshes: 1 });
  // The next program finds what this one has kept.
  await using next = await openSession({ env: lab.env });
  assert.match((await next.call()).text, /^payments /m);
  assert.equal(counts(lab).signIns, 1);
});

Deno.test("a session that ended while nothing ran is renewed by the next program", async () => {
  await using lab = await startLab();
  await logIn(lab);
  await expire(lab);
  await using session = await openSession({ env: lab.env });
  assert.match((await session.call()).text, /^payments /m);
  assert.deepEqual(counts(lab), { signIns: 1, refreshes: 1 });
});

Deno.test("a refresh token that was revoked leads to one new sign-in", async () => {
  await using lab = await startLab();
  await logIn(lab);
  lab.provider.revokeAll();
  await expire(lab);
  await using session = await openSession({ env: lab.env });
  const answers = await Promise.all([session.call(), session.call()]);
  const [address, other] = answers.map(({ text }) => addressIn(text).href);
  assert.equal(address, other);
  assert.deepEqual(counts(lab), { signIns: 1, refreshes: 1 });
  await lab.visit(address ?? "");
  for (let call = 0; call < 3; call++) {
    assert.match((await session.call()).text, /^payments /m);
  }
  assert.deepEqual(counts(lab), { signIns: 2, refreshes: 1 });
});

Deno.test("a provider without refresh tokens: a session lasts until its end, and a person is asked once then", async () => {
  await using lab = await startLab({ refreshTokens: false });
  await logIn(lab);
  await using session = await openSession({ env: lab.env });
  assert.match((await session.call()).text, /^payments /m);
  await expire(lab);
  await using next = await openSession({ env: lab.env });
  const { text } = await next.call();
  await lab.visit(addressIn(text));
  assert.match((await next.call()).text, /^payments /m);
  assert.deepEqual(counts(lab), { signIns: 2, refreshes: 0 });
});
