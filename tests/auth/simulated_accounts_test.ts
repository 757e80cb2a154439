import assert from "node:assert/strict";
import * as endpoints from "../../lib/argocd/endpoints.ts";
import { bearerToken } from "../../lib/auth/bearer_token.ts";
import { sessionLogin } from "../../lib/auth/session_login.ts";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import { createSimulator } from "../../lib/demo/simulator.ts";
import { failureOf, openClient } from "../helpers/open_client.ts";

Deno.test("user and password of an account work below a root path", async () => {
  const simulator = createSimulator({ rootPath: "/argocd" });
  await using served = serveSimulator(simulator);
  const { username, password } = simulator.credentials.readonly;
  using open = openClient(new URL(`${served.url}/`), {
    credential: ({ session: signIn }) =>
      sessionLogin({ username, password, signIn }),
  });
  const user = await open.client.call(endpoints.getUserInfo);
  assert.equal(user.loggedIn, true);
  assert.equal(user.username, username);
});

Deno.test("a wrong password costs one try, so the account is not locked by us", async () => {
  const simulator = createSimulator();
  await using served = serveSimulator(simulator);
  const baseUrl = new URL(`${served.url}/`);
  const { username, password } = simulator.credentials.deployer;
  using wrong = openClient(baseUrl, {
    credential: ({ session: signIn }) =>
      sessionLogin({ username, password: "not-it", signIn }),
  });
  for (let round = 0; round < 10; round++) {
    const error = await failureOf(wrong.client.call(endpoints.listProjects));
    assert.equal(error.code, "LOGIN_REFUSED");
  }
  using right = openClient(baseUrl, {
    credential: ({ session: signIn }) =>
      sessionLogin({ username, password, signIn }),
  });
  await right.client.call(endpoints.listApplications);
});

Deno.test("a locked account looks like a wrong password, and the hint says so", async () => {
  const simulator = createSimulator();
  await using served = serveSimulator(simulator);
  const baseUrl = new URL(`${served.url}/`);
  const { username, password } = simulator.credentials.deployer;
  for (let round = 0; round < 5; round++) {
    using wrong = openClient(baseUrl, {
      credential: ({ session: signIn }) =>
        sessionLogin({ username, password: "not-it", signIn }),
    });
    await failureOf(wrong.client.call(endpoints.listProjects));
  }
  using right = openClient(baseUrl, {
    credential: ({ session: signIn }) =>
      sessionLogin({ username, password, signIn }),
  });
  const error = await failureOf(right.client.call(endpoints.listProjects));
  assert.equal(error.code, "LOGIN_REFUSED");
  assert.match(error.hint ?? "", /A locked account looks the same/);
});

Deno.test("version and userinfo answer to a bad token, and only userinfo shows that it is bad", async () => {
  await using served = serveSimulator(createSimulator());
  using open = openClient(new URL(`${served.url}/`), {
    credential: bearerToken("a.b.c", "ARGOCD_AUTH_TOKEN"),
  });
  assert.equal((await open.client.version()).major, 3);
  const user = await open.client.call(endpoints.getUserInfo);
  assert.equal(user.loggedIn ?? false, false);
  const error = await failureOf(open.client.call(endpoints.listApplications));
  assert.equal(error.code, "UNAUTHENTICATED");
});
