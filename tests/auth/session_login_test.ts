import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { endpoint } from "../../lib/argocd/endpoint.ts";
import {
  getApplication,
  getLogs,
  listApplications,
} from "../../lib/argocd/endpoints.ts";
import { sessionLogin } from "../../lib/auth/session_login.ts";
import { ToolError } from "../../lib/errors.ts";
import {
  answer,
  argocdError,
  type FaultServer,
  hangUp,
  json,
  type Reply,
  type SeenRequest,
  stall,
  startFaultServer,
} from "../helpers/fault_server.ts";
import {
  collect,
  failureOf,
  type OpenClient,
  openClient,
} from "../helpers/open_client.ts";

const NEVER = new AbortController().signal;
const APPLICATION = { path: { name: "web" } };
const EXPIRED = "invalid session: token has invalid claims: token is expired";
const syncApplication = endpoint<unknown>(
  "write",
  "POST /api/v1/applications/{name}/sync",
);

function jwt(id: number, exp?: number): string {
  const claims = Buffer.from(JSON.stringify({ jti: id, exp })).toString(
    "base64url",
  );
  return `head.${claims}.signature`;
}

/** An Argo CD that hands out tokens with a number and takes only the newest. */
interface Accounts extends AsyncDisposable {
  readonly server: FaultServer;
  readonly logins: () => readonly SeenRequest[];
  readonly questions: () => readonly SeenRequest[];
  /** Ends every session. */
  revoke(): void;
}

function startAccounts(
  options: { password?: string; login?: Reply; exp?: number } = {},
): Accounts {
  let issued = 0;
  let valid = "";
  const reply: Reply = async (wire, request) => {
    if (request.path === "/api/v1/session") {
      if (options.login !== undefined) {
        return await options.login(wire, request);
      }
      const { password } = JSON.parse(request.body);
      if (password !== (options.password ?? "pw-s3cret")) {
        return await argocdError(401, 16, "Invalid username or password")(
          wire,
          request,
        );
      }
      valid = jwt(++issued, options.exp);
      return await json({ token: valid }, {
        headers: { "set-cookie": `argocd.token=${valid}` },
      })(wire, request);
    }
    if (
      request.headers.get("authorization") !== `Bearer ${valid}` || valid === ""
    ) {
      return await argocdError(401, 16, EXPIRED)(wire, request);
    }
    return await json({ metadata: { name: "web" } })(wire, request);
  };
  const server = startFaultServer({ replies: [reply] });
  const isLogin = ({ path }: SeenRequest) => path === "/api/v1/session";
  return {
    server,
    logins: () => server.requests.filter(isLogin),
    questions: () => server.requests.filter((request) => !isLogin(request)),
    revoke: () => valid = "",
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** `now` can be set; a session is not young then. */
interface Clock {
  now: number;
}

function open(
  { server }: Accounts,
  { clock = { now: 0 }, password = "pw-s3cret", timeoutMs = 10_000 }: {
    clock?: Clock;
    password?: string;
    timeoutMs?: number;
  } = {},
): OpenClient {
  return openClient(server.url, {
    tier: "write",
    timeoutMs,
    headers: [["X-Gate", "open-sesame"]],
    credential: ({ session: signIn }) =>
      sessionLogin({ username: "ann", password, signIn, now: () => clock.now }),
  });
}

Deno.test("the first call signs in, under the rules of every other request, and the session is used from then on", async () => {
  await using accounts = startAccounts();
  using opened = open(accounts);
  assert.equal(accounts.server.requests.length, 0);
  await opened.client.call(getApplication, APPLICATION);
  await opened.client.call(getApplication, APPLICATION);
  const [login, ...more] = accounts.logins();
  assert.equal(more.length, 0);
  assert.equal(login?.method, "POST");
  assert.equal(login?.headers.get("content-type"), "application/json");
  assert.equal(login?.headers.get("x-gate"), "open-sesame");
  assert.equal(login?.headers.has("authorization"), false);
  assert.deepEqual(JSON.parse(login?.body ?? ""), {
    username: "ann",
    password: "pw-s3cret",
  });
  for (const { headers } of accounts.questions()) {
    assert.equal(headers.get("authorization"), `Bearer ${jwt(1)}`);
    assert.equal(headers.has("cookie"), false);
  }
  assert.deepEqual(opened.connection.secrets().slice(0, 2), [
    "pw-s3cret",
    jwt(1),
  ]);
});

Deno.test("a hundred calls wait for one sign-in, and a hundred 401s cause one more", async () => {
  await using accounts = startAccounts();
  const clock = { now: 0 };
  using opened = open(accounts, { clock });
  async function ask(round: number): Promise<void> {
    await Promise.all(
      Array.from(
        { length: 100 },
        (_, index) =>
          opened.client.call(getApplication, {
            path: { name: `web-${round}-${index}` },
          }),
      ),
    );
  }
  await ask(1);
  assert.equal(accounts.logins().length, 1);
  accounts.revoke();
  clock.now += 60_000;
  await ask(2);
  assert.equal(accounts.logins().length, 2);
  assert.equal(accounts.questions().length, 300);
});

Deno.test("a stream signs in again as well, before its first message", async () => {
  await using accounts = startAccounts();
  const clock = { now: 0 };
  using opened = open(accounts, { clock });
  await opened.client.call(getApplication, APPLICATION);
  accounts.revoke();
  clock.now += 60_000;
  assert.deepEqual(
    await collect(opened.client.stream(getLogs, APPLICATION)),
    [],
  );
  assert.equal(accounts.logins().length, 2);
});

Deno.test("a write is not repeated after a 401, but the next call has a session", async () => {
  await using accounts = startAccounts();
  const clock = { now: 0 };
  using opened = open(accounts, { clock });
  await opened.client.call(getApplication, APPLICATION);
  accounts.revoke();
  clock.now += 60_000;
  const error = await failureOf(
    opened.client.call(syncApplication, { ...APPLICATION, body: {} }),
  );
  assert.equal(error.code, "UNAUTHENTICATED");
  assert.match(error.message, /nothing was sent a second time$/);
  assert.match(error.hint ?? "", /ask for it again if it is still wanted/);
  assert.equal(
    accounts.questions().filter(({ method }) => method === "POST").length,
    1,
  );
  await opened.client.call(syncApplication, { ...APPLICATION, body: {} });
  assert.equal(accounts.logins().length, 2);
});

Deno.test("a 401 is never an empty list", async () => {
  await using accounts = startAccounts();
  using opened = openClient(accounts.server.url);
  const error = await failureOf(opened.client.call(listApplications));
  assert.equal(error.code, "UNAUTHENTICATED");
  using anonymous = openClient(accounts.server.url, { credential: undefined });
  const none = await failureOf(anonymous.client.call(listApplications));
  assert.equal(none.code, "NO_CREDENTIAL");
  assert.equal(accounts.server.requests.length, 2);
});

Deno.test("a refused password is tried once, whoever asks and however often", async () => {
  await using accounts = startAccounts({ password: "other" });
  const clock = { now: 0 };
  using opened = open(accounts, { clock });
  for (let round = 0; round < 3; round++) {
    const errors = await Promise.all(
      Array.from(
        { length: 20 },
        (_, index) =>
          failureOf(opened.client.call(getApplication, {
            path: { name: `web-${index}` },
          })),
      ),
    );
    for (const error of errors) {
      assert.equal(error.code, "LOGIN_REFUSED");
      assert.equal(
        error.toString(),
        "LOGIN_REFUSED: Cannot sign in as 'ann': Argo CD said 'Invalid username or password'; it is not tried again, so that the account is not locked\nNext: Check ARGOCD_USERNAME and ARGOCD_PASSWORD and restart the server. A locked account looks the same: Argo CD locks one for 5 minutes after 5 wrong passwords",
      );
    }
    clock.now += 3_600_000;
  }
  assert.equal(accounts.logins().length, 1);
  assert.equal(accounts.questions().length, 0);
});

Deno.test("a sign-in that did not get as far as a refusal may be tried again", async (t) => {
  const faults: readonly (readonly [string, Reply, string])[] = [
    ["no connection", hangUp, "CONNECTION_LOST"],
    ["503", argocdError(503, 14, "down"), "UNAVAILABLE"],
    [
      "a page",
      answer("<title>Sign in</title>", { type: "text/html" }),
      "NOT_ARGOCD",
    ],
    [
      "a proxy's 401",
      answer("no", { status: 401, type: "text/plain" }),
      "NOT_ARGOCD",
    ],
    ["no token", json({}), "BAD_RESPONSE"],
  ];
  for (const [name, login, code] of faults) {
    await t.step(name, async () => {
      await using accounts = startAccounts({ login });
      using opened = open(accounts);
      for (const attempts of [1, 2]) {
        const error = await failureOf(
          opened.client.call(getApplication, APPLICATION),
        );
        assert.equal(error.code, code);
        assert.match(error.message, /^Cannot sign in as 'ann': /);
        assert(!error.toString().includes("s3cret"));
        assert.equal(accounts.logins().length, attempts);
      }
      assert.equal(accounts.questions().length, 0);
    });
  }
});

Deno.test("the deadline of a call holds for its sign-in too", async () => {
  await using accounts = startAccounts({ login: stall });
  using opened = open(accounts, { timeoutMs: 100 });
  const error = await failureOf(
    opened.client.call(getApplication, APPLICATION),
  );
  assert.equal(error.code, "TIMEOUT");
  assert.equal(accounts.questions().length, 0);
});

Deno.test("a session that Argo CD refuses at once is not replaced over and over", async () => {
  await using server = startFaultServer({
    replies: [
      (wire, request) =>
        request.path === "/api/v1/session"
          ? json({ token: jwt(1) })(wire, request)
          : argocdError(401, 16, "invalid session: failed to verify the token")(
            wire,
            request,
          ),
    ],
  });
  using opened = openClient(server.url, {
    credential: ({ session: signIn }) =>
      sessionLogin({ username: "ann", password: "pw", signIn, now: () => 0 }),
  });
  for (let round = 0; round < 3; round++) {
    const error = await failureOf(
      opened.client.call(getApplication, APPLICATION),
    );
    assert.equal(error.code, "UNAUTHENTICATED");
  }
  const logins = server.requests.filter(({ path }) =>
    path === "/api/v1/session"
  );
  assert.equal(logins.length, 1);
});

Deno.test("a session is replaced shortly before its end", async () => {
  const clock = { now: 0 };
  let count = 0;
  const credential = sessionLogin({
    username: "ann",
    password: "pw",
    now: () => clock.now,
    signIn: () =>
      Promise.resolve(jwt(++count, (clock.now + 3_600_000) / 1_000)),
  });
  await credential.token(NEVER);
  assert.deepEqual(credential.expiresAt(), new Date(3_600_000));
  clock.now = 3_539_000;
  await credential.token(NEVER);
  assert.equal(count, 1);
  clock.now = 3_541_000;
  await Promise.all([credential.token(NEVER), credential.token(NEVER)]);
  assert.equal(count, 2);
});

Deno.test("one who leaves does not end the sign-in of the others", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let count = 0;
  const credential = sessionLogin({
    username: "ann",
    password: "pw",
    signIn: () => {
      count++;
      return promise;
    },
  });
  const leaving = new AbortController();
  const left = credential.token(leaving.signal);
  const stayed = credential.token(NEVER);
  leaving.abort("gone");
  await assert.rejects(left, (reason) => reason === "gone");
  resolve(jwt(1));
  assert.equal(await stayed, jwt(1));
  assert.equal(count, 1);
});

Deno.test("a sign-in whose every caller has left ends quietly", async () => {
  const { promise, reject } = Promise.withResolvers<string>();
  const credential = sessionLogin({
    username: "ann",
    password: "pw",
    signIn: () => promise,
  });
  const leaving = new AbortController();
  const left = credential.token(leaving.signal);
  leaving.abort("gone");
  await assert.rejects(left, (reason) => reason === "gone");
  reject(new ToolError("UNAVAILABLE", "Cannot sign in: it is down"));
  await promise.catch(() => {});
});
