/**
 * Verdict k), sessions: locks, changed passwords and what a refusal means.
 *
 * | verdict                                                                         | recorded as (v3.5/settings-version-session)                     |
 * | ------------------------------------------------------------------------------- | --------------------------------------------------------------- |
 * | bad password, unknown user, locked account: 401 in the same words, no 429       | `session: bad password`, `session: right password while locked out` |
 * | over 32 bytes: 400                                                              | `session: user name over 32 bytes`                              |
 * | DELETE session revokes nothing                                                  | `userinfo after DELETE session …`                               |
 * | **a changed password ends login tokens and API keys**                           | `login token after a password change`, `API key after a …`      |
 * | disabled account                                                                | `API key of a disabled account`, `session: disabled account`    |
 * | expired and deleted keys                                                        | errors; see verdict a)                                          |
 *
 * @module
 */
import assert from "node:assert/strict";
import { recordedBody } from "../helpers/recorded_body.ts";
import { type Harness, harness } from "../helpers/tool_harness.ts";
import { asked, toolNamed } from "./all_reads.ts";

const ADMIN = { username: "admin", password: "admin-demo-password" };
const listProjects = toolNamed("list_projects");

function signIns(h: Harness): number {
  return asked(h).filter((one) => one === "POST /api/v1/session").length;
}

function later(h: Harness): number {
  return Math.floor(h.simulator.world.now().getTime() / 1000) + 60;
}

Deno.test("a locked account is mentioned when a password is refused, and it is not tried again", async () => {
  await using h = harness({ login: { ...ADMIN, password: "wrong-password" } });
  for (let call = 0; call < 3; call++) {
    const { text, isError } = await h.call(listProjects);
    assert(isError);
    assert.match(
      text,
      /^LOGIN_REFUSED: .*Invalid username or password.*not tried again, so that the account is not locked/,
    );
    assert.match(text, /A locked account looks the same: .*5 minutes after 5/);
    assert(!text.includes("wrong-password"));
  }
  assert.equal(signIns(h), 1);
  assert.equal(h.simulator.world.accounts.get("admin")?.failures.length, 1);
});

Deno.test("the right password of a locked account is refused like a wrong one, so both are named", async () => {
  await using h = harness({
    login: ADMIN,
    customize: (world) => {
      const now = world.now().getTime();
      const account = world.accounts.get("admin");
      account?.failures.push(now, now, now, now, now);
    },
  });
  const { text } = await h.call(listProjects);
  const real = recordedBody<{ message: string }>({
    version: "v3.5",
    file: "settings-version-session",
    name: "session: right password while locked out",
  });
  assert(text.includes(real.message), real.message);
  assert.match(text, /Check ARGOCD_USERNAME and ARGOCD_PASSWORD/);
  assert.match(text, /A locked account looks the same/);
});

Deno.test("a user name that Argo CD finds too long is a refused sign-in, not a broken server", async () => {
  await using h = harness({ login: { ...ADMIN, username: "a".repeat(33) } });
  const { text } = await h.call(listProjects);
  assert.match(text, /^LOGIN_REFUSED: .*Username is too long/);
});

Deno.test("a password change that kills an API key is named", async () => {
  await using h = harness();
  assert(!(await h.call(listProjects)).isError);
  const account = h.simulator.world.accounts.get("admin");
  if (account) account.passwordSince = later(h);
  const { text, isError } = await h.call(listProjects);
  assert(isError);
  assert.match(
    text,
    /^UNAUTHENTICATED: .*the account's password was changed after the token was made, which ends its tokens and API keys/,
  );
  const real = recordedBody<{ message: string }>({
    version: "v3.5",
    file: "settings-version-session",
    name: "API key after a password change",
  });
  assert(text.includes(real.message), real.message);
});

Deno.test("a session that a password change ended is replaced once, and its refusal is said", async () => {
  const start = Date.parse("2026-11-20T10:00:00Z");
  let seconds = 0;
  await using h = harness({
    login: ADMIN,
    now: () => new Date(start + seconds * 1000),
  });
  assert(!(await h.call(listProjects)).isError);
  const account = h.simulator.world.accounts.get("admin");
  assert(account);
  seconds = 600;
  account.passwordSince = start / 1000 + 300;
  account.password = "another-password";
  for (let call = 0; call < 2; call++) {
    const { text } = await h.call(listProjects);
    assert.match(text, /^LOGIN_REFUSED: /);
  }
  assert.equal(signIns(h), 2, "one for the session, one for its successor");
});

Deno.test("a disabled account is named, whichever way it signs in", async () => {
  for (const options of [{}, { login: ADMIN }]) {
    await using h = harness({
      ...options,
      customize: (world) => {
        const account = world.accounts.get("admin");
        if (account) account.enabled = false;
      },
    });
    const { text } = await h.call(listProjects);
    assert.match(text, /^(UNAUTHENTICATED|LOGIN_REFUSED): .*is disabled/);
  }
});

Deno.test("nothing is signed out, for that would revoke nothing", async () => {
  const h = harness({ login: ADMIN });
  await h.call(listProjects);
  await h[Symbol.asyncDispose]();
  assert(asked(h).every((one) => !one.startsWith("DELETE")));
});
