/**
 * Verdict d), content type: a POST wants exactly `application/json`. The only POST of a program that reads is its
 * sign-in.
 *
 * | verdict                                         | recorded as (v3.5/errors)                    |
 * | ----------------------------------------------- | -------------------------------------------- |
 * | any other content type, or a charset: 415, text | `POST without content type`, …               |
 *
 * @module
 */
import assert from "node:assert/strict";
import { harness } from "../helpers/tool_harness.ts";
import { toolNamed } from "./all_reads.ts";

Deno.test("the sign-in has exactly the content type that Argo CD takes, and a question has none", async () => {
  const types: (readonly [string, string | null])[] = [];
  await using h = harness({
    login: { username: "admin", password: "admin-demo-password" },
    intercept: (request) => {
      types.push([request.method, request.headers.get("content-type")]);
      return undefined;
    },
  });
  const { isError, text } = await h.call(toolNamed("list_applications"));
  assert(!isError, text);
  assert.deepEqual(types, [
    ["POST", "application/json"],
    ["GET", null],
    ["GET", null],
    ["GET", null],
  ]);
});

Deno.test("a 415 of something in between is said to be about the content type", async () => {
  await using h = harness({
    login: { username: "admin", password: "admin-demo-password" },
    intercept: (request) =>
      request.method === "POST"
        ? h.simulator.fetch(
          new Request("http://argocd/api/v1/session", {
            method: "POST",
            headers: { "content-type": "application/json; charset=utf-8" },
            body: "{}",
          }),
        )
        : undefined,
  });
  const { isError, text } = await h.call(toolNamed("list_projects"));
  assert(isError);
  assert.match(text, /^ARGOCD_ERROR: .* answered 415: Invalid content type/);
  assert.match(text, /changed the content type/);
});
