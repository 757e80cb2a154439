import assert from "node:assert/strict";
import { endpoint } from "../../lib/argocd/endpoint.ts";
import { answerFailure } from "../../lib/argocd/failure.ts";
import { said } from "../../lib/argocd/said.ts";
import { VARIABLE_NAMES } from "../../lib/argocd/setting_names.ts";
import { bearerToken } from "../../lib/auth/bearer_token.ts";
import type { ToolError } from "../../lib/errors.ts";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { TOKEN } from "../helpers/open_client.ts";

interface Recorded {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

/** Every recorded refusal of the three versions. */
function recordedErrors(): readonly Recorded[] {
  const root = new URL("../recordings/", import.meta.url);
  return ["v3.5", "v3.2", "v2.14"].flatMap((version) =>
    [...Deno.readDirSync(new URL(`${version}/`, root))].flatMap(({ name }) =>
      Deno.readTextFileSync(new URL(`${version}/${name}`, root)).trim()
        .split("\n").map((line): Recorded => JSON.parse(line))
    )
  ).filter(({ response }) => response.status >= 400);
}

const PREFIX =
  /^(\/api\/v1\/(?:stream\/)?(?:applications|projects|clusters|repositories)\/)[^/]+/;

/** What our program makes of an answer. */
function failure(
  { request, response }: Pick<Recorded, "request" | "response">,
): ToolError {
  const url = new URL(request.path, "https://argocd.example");
  const route = `${request.method} ${url.pathname.replace(PREFIX, "$1{name}")}`;
  const { status, headers, body } = response;
  return answerFailure({
    status,
    contentType: headers["content-type"] ?? "",
    text: typeof body === "string" ? body : JSON.stringify(body),
  }, {
    request: {
      endpoint: endpoint("read", route),
      url: url.href,
      read: request.method === "GET",
      body: undefined,
      purpose: "do it",
      project: url.searchParams.get("project") ?? undefined,
    },
    origin: url.origin,
    credential: bearerToken(TOKEN, "ARGOCD_AUTH_TOKEN"),
    now: 0,
    names: VARIABLE_NAMES,
  });
}

function foreign(
  status: number,
  body: string,
  type = "text/plain",
): readonly [string, string] {
  const { code, message } = failure({
    request: { method: "GET", path: "/api/v1/applications/web" },
    response: { status, headers: { "content-type": type }, body },
  });
  return [code, message.replace("Cannot do it: ", "")];
}

function ofArgocd(
  status: number,
  options: { code: number; message: string; path?: string; method?: string },
): readonly [string, string] {
  const { code, message, path = "/api/v1/applications/web" } = options;
  const error = failure({
    request: { method: options.method ?? "GET", path },
    response: {
      status,
      headers: { "content-type": "application/json" },
      body: { error: message, code, message },
    },
  });
  return [error.code, error.message.replace("Cannot do it: ", "")];
}

Deno.test("every recorded refusal gets a code, one bounded line, and no word on who was refused", () => {
  const errors = recordedErrors();
  assert(errors.length > 150, `${errors.length}`);
  for (const recorded of errors) {
    const error = failure(recorded);
    const text = error.toString();
    assert.notEqual(error.code, "INTERNAL", recorded.name);
    assert.equal(error.status, recorded.response.status);
    assert(error.message.startsWith("Cannot do it: "));
    assert(text.length < 1_500, recorded.name);
    assert.doesNotMatch(error.message, /[\p{C}]/u);
    assert.doesNotMatch(text, /\bsub: |\biat: /, recorded.name);
  }
});

Deno.test("recorded refusals get the code that tells what to do", () => {
  const codes = new Map<string, string>();
  for (const recorded of recordedErrors()) {
    const { response } = recorded;
    const body = typeof response.body === "string"
      ? response.body
      : JSON.stringify(response.body);
    codes.set(
      `${response.status} ${recorded.request.method} ${body}`,
      failure(recorded).code,
    );
  }
  function found(pattern: RegExp): readonly string[] {
    const codesFound = [...codes].filter(([key]) => pattern.test(key)).map((
      [, code],
    ) => code);
    return [...new Set(codesFound)];
  }
  assert.deepEqual(found(/^401 .*no session information/), ["UNAUTHENTICATED"]);
  assert.deepEqual(found(/^401 POST .*Invalid username or password/), [
    "LOGIN_REFUSED",
  ]);
  assert.deepEqual(found(/^403 .*blocked by sync window/), ["SYNC_WINDOW"]);
  assert.deepEqual(found(/^403 .*permission denied: /), ["FORBIDDEN"]);
  assert.deepEqual(found(/^404 .*"code":5/), ["NOT_FOUND"]);
  assert.deepEqual(found(/^404 \w+ Not Found/), ["UNSUPPORTED"]);
  assert.deepEqual(found(/^400 .*another operation is already/), ["CONFLICT"]);
  assert.deepEqual(found(/^400 .*not found as part of application/), [
    "NOT_FOUND",
  ]);
  assert.deepEqual(found(/^400 .*code = Unavailable/), ["UNAVAILABLE"]);
  assert.deepEqual(found(/^409 /), ["CONFLICT"]);
  assert.deepEqual(found(/^500 .*ComparisonError/), ["COMPARISON_FAILED"]);
  assert.deepEqual(found(/^500 .*error parsing the selector/), [
    "INVALID_REQUEST",
  ]);
  assert.deepEqual(found(/^500 .*must be resolved/), ["INVALID_REQUEST"]);
  assert.deepEqual(found(/^500 .*dial tcp 127.0.0.1:16379/), ["UNAVAILABLE"]);
  assert.deepEqual(found(/^501 /), ["UNSUPPORTED"]);
  assert.deepEqual(found(/^50[34] /), ["UNAVAILABLE"]);
});

Deno.test("missing and forbidden are told apart as far as Argo CD lets us", () => {
  const denied = { code: 7, message: "permission denied" };
  assert.deepEqual(ofArgocd(403, denied), [
    "NOT_FOUND_OR_FORBIDDEN",
    "it does not exist, or the account may not see it; Argo CD answers both the same way (403)",
  ]);
  assert.deepEqual(
    ofArgocd(403, { ...denied, path: "/api/v1/applications/web?project=shop" }),
    [
      "FORBIDDEN",
      "the account may not see it in project 'shop', whether it exists or not",
    ],
  );
  assert.deepEqual(
    ofArgocd(404, {
      code: 5,
      message: 'applications.argoproj.io "web" not found',
      path: "/api/v1/applications/web?project=shop",
    }),
    [
      "NOT_FOUND",
      "there is no such application in project 'shop'; it may exist in another one",
    ],
  );
  assert.equal(
    ofArgocd(403, { ...denied, path: "/api/v1/applications/web/logs" })[1],
    "it does not exist, or the account may not read its logs; Argo CD answers both the same way (403)",
  );
  assert.equal(
    ofArgocd(403, { ...denied, path: "/api/v1/clusters/x" })[0],
    "NOT_FOUND_OR_FORBIDDEN",
  );
  assert.equal(
    ofArgocd(403, { ...denied, path: "/api/v1/gpgkeys" })[0],
    "FORBIDDEN",
  );
});

Deno.test("a missing permission is named, with what an administrator can grant", () => {
  const error = failure({
    request: { method: "POST", path: "/api/v1/applications/web/sync" },
    response: {
      status: 403,
      headers: {},
      body: {
        code: 7,
        message:
          "permission denied: applications, sync, default/web, sub: ann, iat: 2026-11-21T05:19:52Z",
      },
    },
  });
  assert.equal(
    error.toString(),
    "FORBIDDEN: Cannot do it: the account may not 'sync' in applications on 'default/web'\nNext: An administrator can grant 'applications, sync, default/web, allow' in Argo CD's RBAC",
  );
});

Deno.test("an expired token says when it expired", () => {
  const token = `e30.${btoa(JSON.stringify({ exp: 60 }))}.x`;
  const error = answerFailure({
    status: 401,
    contentType: "application/json",
    text: JSON.stringify({
      code: 16,
      message: "invalid session: failed to verify the token",
    }),
  }, {
    request: {
      endpoint: endpoint("read", "GET /api/v1/applications"),
      url: "https://argocd.example/api/v1/applications",
      read: true,
      body: undefined,
      purpose: "list applications",
      project: undefined,
    },
    origin: "https://argocd.example",
    credential: bearerToken(token, "ARGOCD_AUTH_TOKEN"),
    now: 61_000,
    names: VARIABLE_NAMES,
  });
  assert.equal(
    error.message,
    "Cannot list applications: Argo CD refused the token of ARGOCD_AUTH_TOKEN: the token expired at 1970-01-01T00:01:00.000Z (401: invalid session: failed to verify the token)",
  );
});

Deno.test("what stands in front of Argo CD is named", () => {
  const html = "text/html; charset=utf-8";
  assert.deepEqual(foreign(404, "404 page not found\n"), [
    "NOT_ARGOCD",
    "there is no Argo CD API below https://argocd.example (404: 404 page not found)",
  ]);
  assert.equal(foreign(404, "default backend - 404")[0], "NOT_ARGOCD");
  assert.equal(foreign(404, "Not Found\n")[0], "UNSUPPORTED");
  assert.deepEqual(
    foreign(
      502,
      "<html><head><title>502 Bad Gateway</title></head></html>",
      html,
    ),
    [
      "UNAVAILABLE",
      "a gateway in front of Argo CD answered 502 with an HTML page of something in front of Argo CD ('502 Bad Gateway')",
    ],
  );
  assert.deepEqual(foreign(503, "upstream connect error"), [
    "UNAVAILABLE",
    "a gateway in front of Argo CD answered 503: upstream connect error",
  ]);
  assert.deepEqual(foreign(429, "slow down"), [
    "RATE_LIMITED",
    "a proxy in front of Argo CD limits the rate (429): slow down",
  ]);
  assert.deepEqual(
    foreign(
      403,
      "<html><title>Log in &amp; go</title><form></form></html>",
      html,
    ),
    [
      "NOT_ARGOCD",
      "https://argocd.example answered 403 with a sign-in page of something in front of Argo CD ('Log in go')",
    ],
  );
  assert.deepEqual(foreign(403, "RBAC: access denied"), [
    "NOT_ARGOCD",
    "something in front of Argo CD refused it with 403: RBAC: access denied; Argo CD itself was not asked",
  ]);
  assert.equal(foreign(401, "")[0], "NOT_ARGOCD");
  assert.equal(foreign(413, "too big")[0], "TOO_LARGE");
  assert.equal(foreign(415, "Invalid content type")[0], "ARGOCD_ERROR");
  assert.equal(foreign(500, "oops")[0], "ARGOCD_ERROR");
  assert.equal(
    foreign(500, '{"status":"broken"}', "application/json")[0],
    "ARGOCD_ERROR",
  );
});

Deno.test("429 is about size or about load", () => {
  assert.equal(
    ofArgocd(429, {
      code: 8,
      message:
        "grpc: received message larger than max (300000000 vs. 209715200)",
    })[0],
    "TOO_LARGE",
  );
  assert.equal(
    ofArgocd(429, { code: 8, message: "too many requests" })[0],
    "RATE_LIMITED",
  );
});

Deno.test("a comparison that failed is the state of a read and the argument of a write", () => {
  const invalid = {
    code: 3,
    message:
      "application spec for x is invalid: InvalidSpecError: no such path",
  };
  assert.equal(ofArgocd(400, invalid)[0], "COMPARISON_FAILED");
  assert.equal(
    ofArgocd(400, { ...invalid, method: "PUT" })[0],
    "INVALID_REQUEST",
  );
});

Deno.test("said() keeps one bounded line without credentials", () => {
  assert.equal(said("a\r\n\tb\u001b[31m\u202e c  "), "a b [31m c");
  assert.equal(
    said(
      `bad token eyJhbGciOi.eyJzdWIi.sig-x and Bearer abcdefgh123 at https://me:pw@git.example/x`,
    ),
    "bad token *** and Bearer *** at https://***@git.example/x",
  );
  const words = said("words ".repeat(2_000));
  assert(words.length <= 500 && words.length > 490, `${words.length}`);
  // What has no end within the bound may be a token, and half a token is not masked later.
  assert.equal(said(`token ${"x".repeat(10_000)}`), "token…");
  assert(said("x".repeat(10_000)).endsWith("…"));
});

Deno.test("masking changes no refused sign-in, whatever the reason", () => {
  const path = "/api/v1/applications/web";
  for (
    const message of [
      "no session information",
      "token is expired",
      "invalid session: something new",
      "no accessToken for bob",
    ]
  ) {
    const error = failure({
      request: { method: "GET", path },
      response: {
        status: 401,
        headers: { "content-type": "application/json" },
        body: { error: message, code: 16, message },
      },
    });
    assert.equal(error.code, "UNAUTHENTICATED");
    assert.equal(createMasker().text(error.toString()), error.toString());
  }
});
