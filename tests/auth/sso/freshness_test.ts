import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { isAlive, isFresh } from "../../../lib/auth/sso/freshness.ts";
import { readIdToken } from "../../../lib/auth/sso/id_token.ts";

function token(claims: Record<string, unknown>): string {
  return `e30.${
    Buffer.from(JSON.stringify(claims)).toString("base64url")
  }.signature`;
}

Deno.test("a token is replaced 60 s before its end, a short-lived one after half of its life; its end has no tolerance", () => {
  const until = (iat: number | undefined, exp: number) => ({
    idToken: token(iat === undefined ? { exp } : { iat, exp }),
    expiresAt: exp * 1_000,
  });
  for (
    const [tokens, lastFresh] of [
      [until(0, 300), 240_000],
      [until(0, 120), 60_000],
      [until(0, 20), 10_000],
      [until(undefined, 300), 240_000],
    ] as const
  ) {
    assert.equal(isFresh(tokens, lastFresh - 1), true);
    assert.equal(isFresh(tokens, lastFresh), false);
    assert.equal(isAlive(tokens, tokens.expiresAt - 1), true);
    assert.equal(isAlive(tokens, tokens.expiresAt), false);
  }
  assert.equal(isFresh({ idToken: "opaque" }, Date.now()), true);
});

Deno.test("a person is called what Argo CD calls him", () => {
  const federated_claims = { connector_id: "mock", user_id: "0-385-28089-0" };
  const all = {
    sub: "Cg0wLT",
    email: "kilgore@kilgore.trout",
    federated_claims,
  };
  assert.equal(readIdToken(token(all)).name, "kilgore@kilgore.trout");
  const { email: _, ...withoutEmail } = all;
  assert.equal(readIdToken(token(withoutEmail)).name, "0-385-28089-0");
  assert.equal(readIdToken(token({ sub: "alice" })).name, "alice");
  for (
    const odd of [
      "",
      "a.b.c",
      `e30.${btoa("null")}.x`,
      token({ sub: 7, groups: 7, exp: "x", federated_claims: "x" }),
    ]
  ) assert.deepEqual(readIdToken(odd), {});
  assert.deepEqual(readIdToken(token({ groups: ["a", 7] })).groups, ["a"]);
});
