/**
 * Verdict a), authentication: what refused tokens come to.
 *
 * | verdict                                                    | recorded as (v3.5 unless named)                      |
 * | ---------------------------------------------------------- | ---------------------------------------------------- |
 * | 401 with one text for each kind of bad token               | errors: `no Authorization header` … `API key whose …` |
 * | older texts for the same                                   | v2.14/errors: `garbage token with three parts`, …    |
 * | the same in the form of streams                            | errors: `stream without Authorization`               |
 * | version, settings, userinfo answer 200 to a bad token      | settings-version-session: `userinfo with a bad token` |
 * | the cookie works, gRPC metadata outranks the bearer        | errors: `Grpc-Metadata-Token outranks Authorization` |
 *
 * @module
 */
import assert from "node:assert/strict";
import { parseHeaderLines } from "../../lib/argocd/header_lines.ts";
import { getServerInfo } from "../../lib/tools/platform/get_server_info.ts";
import { onGet, recordedResponse } from "../helpers/recorded_response.ts";
import { harness } from "../helpers/tool_harness.ts";
import { asked, readEverything, toolNamed } from "./all_reads.ts";

const BAD_TOKENS: readonly (readonly ["v3.5" | "v2.14", string, RegExp])[] = [
  ["v3.5", "no Authorization header", /no usable token reached Argo CD/],
  ["v3.5", "garbage token (no dots)", /no usable token reached Argo CD/],
  ["v3.5", "garbage token with three parts", /damaged or not from this/],
  ["v3.5", "token with a broken signature", /damaged or not from this/],
  ["v2.14", "garbage token with three parts", /damaged or not from this/],
  ["v2.14", "token with a broken signature", /damaged or not from this/],
  ["v3.5", "expired token (valid signature)", /the token has expired/],
  [
    "v3.5",
    "token of an account that does not exist (valid signature)",
    /the account does not exist any more/,
  ],
  [
    "v3.5",
    "API key whose id is not registered (valid signature)",
    /the API token was deleted/,
  ],
];

for (const [version, name, reason] of BAD_TOKENS) {
  Deno.test(`a refused token is an error with its reason, never an empty list: ${name} on ${version}`, async () => {
    await using h = harness({
      intercept: onGet(
        "/api/v1/applications",
        recordedResponse({ version, file: "errors", name }),
      ),
    });
    const { text, isError, structured } = await h.call(
      toolNamed("list_applications"),
    );
    assert(isError);
    assert.equal(structured, undefined);
    assert.match(text, /^UNAUTHENTICATED: Cannot list applications: /);
    assert.match(text, reason);
    assert.match(text, /\nNext: Make a new token/);
    // A token that stays what it is would only be refused again.
    assert.equal(
      asked(h).filter((one) => one.startsWith("GET /api/v1/applications"))
        .length,
      1,
    );
  });
}

Deno.test("a bad token is said plainly although userinfo, version and settings answer 200", async () => {
  await using h = harness({ token: "aaaa.bbbb.cccc" });
  for (const path of ["/api/version", "/api/v1/settings"]) {
    const answer = await h.simulator.fetch(
      new Request(`http://argocd${path}`, {
        headers: { authorization: "Bearer aaaa.bbbb.cccc" },
      }),
    );
    await answer.body?.cancel();
    assert.equal(answer.status, 200, path);
  }
  const { text, structured } = await h.call(getServerInfo);
  assert.deepEqual(structured?.["account"], { logged_in: false });
  assert.match(text, /Argo CD does not accept the credential/);
  const list = await h.call(toolNamed("list_applications"));
  assert.match(list.text, /^UNAUTHENTICATED: .*damaged or not from this/);
});

Deno.test("a refused token of a log is an error, not a line of the log", async () => {
  await using h = harness({
    intercept: onGet(
      /\/logs$/,
      recordedResponse({
        version: "v3.5",
        file: "errors",
        name: "stream without Authorization",
      }),
    ),
  });
  const { text, isError } = await h.call(toolNamed("get_application_logs"), {
    application: "worker",
  });
  assert(isError);
  assert.match(text, /^UNAUTHENTICATED: Cannot read logs of pod/);
});

Deno.test("the bearer goes alone: no cookie and no gRPC metadata, which would take its place", async () => {
  const sent: Headers[] = [];
  await using h = harness({
    intercept: (request) => {
      sent.push(request.headers);
      return undefined;
    },
  });
  await readEverything(h);
  assert(sent.length > 20);
  const bearer = `Bearer ${h.simulator.credentials.admin.token}`;
  for (const headers of sent) {
    assert.equal(headers.get("authorization"), bearer);
    assert.equal(headers.get("cookie"), null);
    assert.equal(headers.get("grpc-metadata-token"), null);
  }
  for (
    const line of ["Grpc-Metadata-Token: a.b.c", "Cookie: argocd.token=a.b.c"]
  ) {
    assert.throws(() => parseHeaderLines(line), { code: "CONFIGURATION" });
  }
});
