/**
 * Verdict o), single sign-on: what its tokens and users do to reads. Bodies are those of the laboratory's record of
 * single sign-on, which is not among the recordings here; they are short enough to stand in full.
 *
 * | verdict                                                                                       |
 * | --------------------------------------------------------------------------------------------- |
 * | **every refusal has the same answer** `failed to verify the token`: read `exp` from the token |
 * | **anonymous access: bad tokens are silently anonymous**: list 200 with null items, GET 403    |
 * | **userinfo with name and groups but without `loggedIn`**: calls get 401                       |
 * | **no groups: logged in, empty lists, no error**                                               |
 * | an opaque access token: `no session information`                                              |
 * | **`Grpc-Metadata-Renew-Token` is not for us**; no loop after a 401                            |
 * | `oidcConfig` wins over Dex; `dexConfig: {}` is no SSO; `userLoginsDisabled`                   |
 *
 * @module
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type Harness, harness } from "../helpers/tool_harness.ts";
import { asked, toolNamed } from "./all_reads.ts";

const UNVERIFIED = "invalid session: failed to verify the token";

function jwt(exp?: number): string {
  const part = (value: unknown) =>
    Buffer.from(JSON.stringify(value)).toString("base64url");
  return [
    part({ alg: "RS256", typ: "JWT" }),
    part({ iss: "https://id.example.test", sub: "ana", exp }),
    "c2lnbmF0dXJl",
  ].join(".");
}

function refusal(status: number, code: number, message: string): Response {
  return Response.json({ error: message, code, message }, { status });
}

/** An Argo CD with anonymous access that may see nothing: how it answers a token that it does not take. */
function asAnonymous(request: Request): Response | undefined {
  const { pathname } = new URL(request.url);
  if (["/api/version", "/api/v1/settings"].includes(pathname)) return undefined;
  if (pathname === "/api/v1/session/userinfo") return Response.json({});
  if (pathname.includes("/can-i/")) return Response.json({ value: "no" });
  const list = /\/v1\/(applications|projects|clusters|repositories)$/;
  return list.test(pathname)
    ? Response.json({ metadata: {}, items: null })
    : refusal(403, 7, "permission denied");
}

Deno.test("anonymous access that swallows an expired token is noticed", async () => {
  await using h = harness({
    token: jwt(1_700_000_000),
    intercept: asAnonymous,
  });
  for (
    const [tool, args] of [
      ["list_applications", {}],
      ["list_applications", { problems: true }],
      ["list_projects", {}],
      ["list_clusters", {}],
      ["list_repositories", {}],
      ["get_application", { application: "guestbook" }],
      ["get_application_diff", { application: "guestbook" }],
      ["get_application_logs", { application: "guestbook" }],
    ] as const
  ) {
    const { text, isError } = await h.call(toolNamed(tool), args);
    assert(isError, `${tool}: ${text}`);
    assert.match(
      text,
      /^UNAUTHENTICATED: .*treats this program as anonymous.*does not accept the credential \(it may have expired\)/,
    );
  }
  const info = await h.call(toolNamed("get_server_info"));
  assert.match(info.text, /does not accept the credential/);
  assert.deepEqual(info.structured?.["account"], { logged_in: false });
});

Deno.test("an empty list of somebody who is logged in is an empty list", async () => {
  await using h = harness({ account: "limited" });
  const { text, isError } = await h.call(toolNamed("list_clusters"));
  assert(!isError);
  assert.match(text, /this account may not see any cluster/);
});

async function refusedToken(
  token: string,
  message: string,
): Promise<{ readonly text: string; readonly h: Harness }> {
  await using h = harness({
    token,
    intercept: (request) =>
      new URL(request.url).pathname.startsWith("/api/v1/projects")
        ? refusal(401, 16, message)
        : undefined,
  });
  const { text, isError } = await h.call(toolNamed("list_projects"));
  assert(isError);
  return { text, h };
}

Deno.test("that a token expired is read from the token, for the refusal is the same for everything", async () => {
  const expired = await refusedToken(jwt(1_700_000_000), UNVERIFIED);
  assert.match(
    expired.text,
    /^UNAUTHENTICATED: .*the token expired at 2023-11-14T22:13:20\.000Z/,
  );
  const good = await refusedToken(jwt(4_000_000_000), UNVERIFIED);
  assert.match(
    good.text,
    /is from another Argo CD or identity provider, or it has expired/,
  );
  assert.doesNotMatch(good.text, /expired at/);
});

Deno.test("a refused token is sent once, not over and over", async () => {
  const { h } = await refusedToken(jwt(), UNVERIFIED);
  assert.deepEqual(asked(h), ["GET /api/v1/projects"]);
});

Deno.test("an access token that is no token for Argo CD is told as one that is not in the form of a token", async () => {
  const { text } = await refusedToken(
    "opaque-access-token",
    "no session information",
  );
  assert.match(text, /it is not in the form of a token/);
  assert(!text.includes("opaque-access-token"));
});

Deno.test("the refusals that have words of their own keep their meaning", async () => {
  for (
    const [message, reason] of [
      ["invalid session: token is revoked, please re-login", /was revoked/],
      [
        "invalid session: SSO is not configured",
        /from an SSO that is switched off/,
      ],
      [
        "invalid session: error while querying userinfo endpoint: no accessToken for bob: %!w(<nil>)",
        /it was not accepted \(401: .*no accessToken for bob/,
      ],
    ] as const
  ) {
    const { text } = await refusedToken(jwt(4_000_000_000), message);
    assert.match(text, /^UNAUTHENTICATED: /);
    assert.match(text, reason);
  }
});

Deno.test("a user whom Argo CD names and does not let in is told apart from nobody", async () => {
  await using h = harness({
    intercept: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/api/v1/session/userinfo") {
        return Response.json({
          username: "ana@example.test",
          iss: "https://id.example.test",
          groups: ["ops"],
        });
      }
      return pathname.startsWith("/api/v1/applications")
        ? refusal(401, 16, UNVERIFIED)
        : undefined;
    },
  });
  const { text, structured } = await h.call(toolNamed("get_server_info"));
  assert.match(
    text,
    /knows 'ana@example\.test' but refuses the session: sign in to its web page once/,
  );
  const account = structured?.["account"] as Record<string, unknown>;
  assert.equal(account["logged_in"], false);
});

Deno.test("a user without groups sees nothing, and the empty list points to permissions", async () => {
  await using h = harness({
    intercept: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/api/v1/session/userinfo") {
        return Response.json({
          loggedIn: true,
          username: "ana@example.test",
          iss: "https://id.example.test",
        });
      }
      return asAnonymous(request);
    },
  });
  const { text, isError } = await h.call(toolNamed("list_applications"));
  assert(!isError, text);
  assert.match(
    text,
    /there are none, or it may not see them .*get_server_info shows the permissions/,
  );
  const info = await h.call(toolNamed("get_server_info"));
  const { permissions } = info.structured as {
    permissions: Record<string, unknown>;
  };
  assert.deepEqual(permissions["may"], {});
  const account = info.structured?.["account"] as Record<string, unknown>;
  assert(account["logged_in"] && !("groups" in account));
});

Deno.test("a token that Argo CD offers in passing is not taken", async () => {
  const sent: (readonly [string | null, string | null])[] = [];
  await using h = harness({
    intercept: async (request) => {
      sent.push([
        request.headers.get("authorization"),
        request.headers.get("cookie"),
      ]);
      const answer = await h.simulator.fetch(request);
      const headers = new Headers(answer.headers);
      headers.set("grpc-metadata-renew-token", jwt());
      headers.append("set-cookie", `argocd.token=${jwt()}; path=/; httpOnly`);
      return new Response(answer.body, { status: answer.status, headers });
    },
  });
  await h.call(toolNamed("list_projects"));
  await h.call(toolNamed("list_clusters"));
  const own = `Bearer ${h.simulator.credentials.admin.token}`;
  assert.deepEqual(sent, [[own, null], [own, null]]);
});

Deno.test("how people sign in is told as Argo CD decides it", async () => {
  const connectors = [{ name: "Corp", type: "ldap" }];
  const oidcConfig = {
    name: "Example ID",
    issuer: "https://id.example.test",
    clientID: "argocd",
  };
  for (
    const [extra, sso] of [
      [
        { oidcConfig, dexConfig: { connectors } },
        "OIDC Example ID (https://id.example.test)",
      ],
      [{ dexConfig: { connectors } }, "Dex: Corp (ldap)"],
      [{ dexConfig: {} }, "none"],
      [{}, "none"],
    ] as const
  ) {
    await using h = harness({
      intercept: (request) =>
        new URL(request.url).pathname === "/api/v1/settings"
          ? Response.json({ ...extra, userLoginsDisabled: true })
          : undefined,
    });
    const { structured } = await h.call(toolNamed("get_server_info"), {
      project: "default",
    });
    const settings = structured?.["settings"] as {
      sso: string;
      on?: string[];
    };
    assert.equal(settings.sso, sso);
    assert.deepEqual(settings.on, ["password logins disabled"]);
  }
});
