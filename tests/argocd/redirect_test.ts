import assert from "node:assert/strict";
import { endpoint } from "../../lib/argocd/endpoint.ts";
import { getApplication, getLogs } from "../../lib/argocd/endpoints.ts";
import { redirected } from "../../lib/argocd/redirected.ts";
import { VARIABLE_NAMES } from "../../lib/argocd/setting_names.ts";
import { sessionLogin } from "../../lib/auth/session_login.ts";
import { answer, json, startFaultServer } from "../helpers/fault_server.ts";
import { collect, failureOf, openClient } from "../helpers/open_client.ts";

const APPLICATION = {
  path: { name: "web" },
  purpose: "read application 'web'",
};
const syncApplication = endpoint<unknown>(
  "write",
  "POST /api/v1/applications/{name}/sync",
);

Deno.test("no redirect is followed, and neither token nor headers reach another place", async (t) => {
  await using other = startFaultServer({ replies: [json({})] });
  for (const status of [301, 302, 303, 307, 308]) {
    for (
      const location of [
        `${other.url}api/v1/applications/web?code=s3cret`,
        "/api/v1/applications/else?code=s3cret",
        "/api/v1/applications/web",
      ]
    ) {
      await t.step(`${status} to ${location.replace(/:\d+/, "")}`, async () => {
        await using server = startFaultServer({
          replies: [answer("", { status, type: "", headers: { location } })],
        });
        using open = openClient(server.url, {
          tier: "write",
          headers: [["X-Gate", "open-sesame"]],
        });
        const target = new URL(location, server.url);
        for (
          const work of [
            open.client.call(getApplication, APPLICATION),
            open.client.call(syncApplication, { ...APPLICATION, body: {} }),
            collect(open.client.stream(getLogs, APPLICATION)),
          ]
        ) {
          const error = await failureOf(work);
          assert.equal(error.code, "REDIRECTED");
          assert.equal(error.status, status);
          assert.equal(
            error.message,
            `Cannot read application 'web': ${server.url.origin} answered ${status}, a redirect to '${target.origin}${target.pathname}', which is not followed`,
          );
          assert(!error.toString().includes("s3cret"));
        }
        assert.equal(server.requests.length, 3);
      });
    }
  }
  assert.equal(other.requests.length, 0);
});

Deno.test("a redirected sign-in does not take the password along", async () => {
  await using other = startFaultServer({ replies: [json({ token: "a.b.c" })] });
  await using server = startFaultServer({
    replies: [
      answer("", {
        status: 307,
        type: "",
        headers: { location: `${other.url}api/v1/session` },
      }),
    ],
  });
  using open = openClient(server.url, {
    credential: ({ session: signIn }) =>
      sessionLogin({ username: "ann", password: "pw-s3cret", signIn }),
  });
  const error = await failureOf(open.client.call(getApplication, APPLICATION));
  assert.equal(error.code, "REDIRECTED");
  assert(!error.toString().includes("s3cret"));
  assert.equal(server.requests.length, 1);
  assert.equal(other.requests.length, 0);
});

Deno.test("redirected() knows the usual reasons", () => {
  function hint(url: string, location: string | null): string {
    return redirected({ status: 302, location }, {
      url,
      purpose: "x",
      names: VARIABLE_NAMES,
    }).hint ??
      "";
  }
  assert.match(
    hint("http://argocd.example/api", "https://argocd.example/api"),
    /wants https/,
  );
  assert.match(
    hint("https://argocd.example/api", "https://sso.example/oauth2/start?rd=x"),
    /SSO proxy/,
  );
  assert.match(hint("https://argocd.example/api", "/login"), /SSO proxy/);
  assert.match(
    hint("https://argocd.example/api", "https://cd.example/api"),
    /put its address into ARGOCD_SERVER/,
  );
  for (const nowhere of [null, "javascript:alert(1)", "https://"]) {
    const error = redirected({ status: 302, location: nowhere }, {
      url: "https://argocd.example/api",
      purpose: "x",
      names: VARIABLE_NAMES,
    });
    assert.match(error.message, /a redirect without saying where to/);
  }
});
