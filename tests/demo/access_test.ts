import * as assert from "node:assert/strict";
import { Simulated } from "./simulated.ts";

function names(
  body: { items: { metadata: { name: string } }[] | null },
): string[] {
  return (body.items ?? []).map((item) => item.metadata.name);
}

Deno.test("a list shows only what the account may see", async () => {
  const simulated = new Simulated();
  assert.equal(
    names((await simulated.get("/api/v1/applications", "readonly")).body)
      .length,
    24,
  );
  assert.deepEqual(
    names((await simulated.get("/api/v1/applications", "limited")).body),
    ["billing", "payments", "slow"],
  );
  assert.equal(
    (await simulated.get("/api/v1/clusters", "limited")).body.items,
    null,
  );
  assert.equal(
    (await simulated.get("/api/v1/projects", "limited")).body.items,
    null,
  );
  assert.deepEqual(
    names((await simulated.get("/api/v1/projects", "deployer")).body),
    ["team-a"],
  );
  assert.equal(
    (await simulated.get("/api/v1/applications", "nobody")).status,
    401,
  );
});

Deno.test("missing and forbidden look alike unless a readable project is named", async () => {
  const simulated = new Simulated();
  const status = async (path: string, as: "admin" | "limited") =>
    (await simulated.get(`/api/v1/applications/${path}`, as)).status;
  assert.equal(await status("no-such-app", "admin"), 403);
  assert.equal(await status("no-such-app?project=default", "admin"), 404);
  assert.equal(await status("no-such-app?project=default", "limited"), 403);
  assert.equal(await status("no-such-app?project=team-a", "limited"), 404);
  assert.equal(await status("guestbook", "limited"), 403);
  assert.equal(await status("guestbook?project=team-a", "limited"), 404);
  assert.equal(
    await status("payments?project=team-a&project=default", "admin"),
    400,
  );
  assert.equal(await status("remote", "admin"), 403);
  assert.equal(await status("remote?appNamespace=apps-b", "admin"), 200);
});

Deno.test("a refused write names the permission, the account and when its token was issued", async () => {
  const simulated = new Simulated();
  const { status, body } = await simulated.post(
    "/api/v1/applications/guestbook/sync",
    {},
    "readonly",
  );
  assert.equal(status, 403);
  assert.match(
    body.error,
    /^permission denied: applications, sync, default\/guestbook, sub: readonly, iat: \d{4}-/,
  );
});

Deno.test("can-i answers yes and no with Argo CD's quirks", async () => {
  const simulated = new Simulated();
  const canI = async (
    path: string,
    as: "admin" | "readonly" | "limited" | "deployer" = "admin",
  ) => (await simulated.get(`/api/v1/account/can-i/${path}`, as)).body.value;
  assert.equal(await canI("applications/get/team-a/payments"), "yes");
  assert.equal(
    await canI("applications/get/*"),
    "no",
    "a lone star is no object",
  );
  assert.equal(
    await canI("applications/action/team-a/payments"),
    "no",
    "not even for admin",
  );
  assert.equal(
    await canI("clusters/get/https%3A%2F%2Fkubernetes.default.svc", "readonly"),
    "yes",
  );
  assert.equal(
    await canI("applications/sync/team-a/payments", "limited"),
    "no",
  );
  assert.equal(
    await canI("applications/sync/team-a/payments", "deployer"),
    "yes",
  );
  assert.equal(
    (await simulated.get("/api/v1/account/can-i/bananas/get/x")).status,
    400,
  );
});

Deno.test("a session ends when its time is over, and only userinfo tells without an error", async () => {
  const simulated = new Simulated({ sessionSeconds: 60 });
  const { password } = simulated.simulator.credentials.limited;
  const session = await simulated.post("/api/v1/session", {
    username: "limited",
    password,
  }, "nobody");
  assert.match(
    session.headers.get("set-cookie") ?? "",
    /^argocd\.token=.*httpOnly$/,
  );
  const { token } = session.body;
  const list = () => simulated.send("GET", "/api/v1/applications", { token });
  assert.equal((await list()).status, 200);
  simulated.clock.pass(61);
  const late = await list();
  assert.equal(late.status, 401);
  assert.equal(
    late.body.error,
    "invalid session: token has invalid claims: token is expired",
  );
  assert.deepEqual(
    (await simulated.send("GET", "/api/v1/session/userinfo", { token })).body,
    {},
  );
  assert.deepEqual(
    (await simulated.send("GET", "/api/version", { token })).body,
    { Version: "v3.5.1" },
  );
});

Deno.test("five wrong passwords lock the account, and the right one is refused in the same words", async () => {
  const simulated = new Simulated();
  const { password } = simulated.simulator.credentials.limited;
  const logIn = (given: string) =>
    simulated.post(
      "/api/v1/session",
      { username: "limited", password: given },
      "nobody",
    );
  const refused = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    refused.push((await logIn("wrong")).body);
  }
  const locked = await logIn(password);
  assert.equal(locked.status, 401);
  assert.deepEqual(locked.body, refused[0]);
  simulated.clock.pass(301);
  assert.equal((await logIn(password)).status, 200);
});

Deno.test("a changed password kills sessions and API keys", async () => {
  const simulated = new Simulated();
  const { password } = simulated.simulator.credentials.limited;
  const changed = await simulated.send("PUT", "/api/v1/account/password", {
    as: "limited",
    body: { currentPassword: password, newPassword: "another-password" },
  });
  assert.equal(changed.status, 200);
  const after = await simulated.get("/api/v1/applications", "limited");
  assert.equal(
    after.body.error,
    "invalid session: account password has changed since token issued",
  );
  simulated.clock.pass(2);
  const session = await simulated.post("/api/v1/session", {
    username: "limited",
    password: "another-password",
  }, "nobody");
  assert.equal(
    (await simulated.send("GET", "/api/v1/applications", {
      token: session.body.token,
    })).status,
    200,
  );
});

Deno.test("an API key works until it is deleted", async () => {
  const simulated = new Simulated();
  const made = await simulated.post("/api/v1/account/limited/token", {
    id: "second",
  });
  const read = () =>
    simulated.send("GET", "/api/v1/applications/payments", {
      token: made.body.token,
    });
  assert.equal((await read()).status, 200);
  assert.equal(
    (await simulated.send("DELETE", "/api/v1/account/limited/token/second"))
      .status,
    200,
  );
  assert.equal(
    (await read()).body.error,
    "invalid session: account limited does not have token with id second",
  );
});

Deno.test("a project token may do what its role may, until the project forgets it", async () => {
  const simulated = new Simulated();
  const { body } = await simulated.post(
    "/api/v1/projects/team-a/roles/ci/token",
    { id: "build", expiresIn: 600 },
  );
  const get = (path: string) =>
    simulated.send("GET", path, { token: body.token });
  assert.deepEqual((await get("/api/v1/session/userinfo")).body, {
    loggedIn: true,
    username: "proj:team-a:ci",
    iss: "argocd",
  });
  assert.deepEqual(names((await get("/api/v1/applications")).body), [
    "billing",
    "payments",
    "slow",
  ]);
  assert.equal((await get("/api/v1/applications/guestbook")).status, 403);
  await simulated.send(
    "DELETE",
    "/api/v1/projects/team-a/roles/ci/token/0?id=build",
  );
  assert.equal((await get("/api/v1/applications")).status, 401);
});

Deno.test("bad tokens are refused each in its own words", async () => {
  const simulated = new Simulated();
  const { token } = simulated.simulator.credentials.admin;
  const error = async (given: string) =>
    (await simulated.send("GET", "/api/v1/applications", { token: given })).body
      .error;
  assert.equal(await error("not-a-token"), "no session information");
  assert.match(await error("!!.x.y"), /^invalid session: token is malformed/);
  assert.equal(
    await error(`${token.slice(0, -4)}AAAA`),
    "invalid session: token signature is invalid: signature is invalid",
  );
  const stranger = new Simulated();
  assert.match(
    (await stranger.send("GET", "/api/v1/applications", { token })).body.error,
    /signature is invalid/,
    "every simulator has a key of its own",
  );
});
