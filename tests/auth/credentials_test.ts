import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { bearerToken } from "../../lib/auth/bearer_token.ts";
import { checkToken } from "../../lib/auth/check_token.ts";
import { readJwtClaims } from "../../lib/auth/jwt_claims.ts";
import { ToolError } from "../../lib/errors.ts";

const NEVER = new AbortController().signal;

Deno.test("bearerToken() gives the token it was given, trimmed, and has no other", async () => {
  const credential = bearerToken(" a.b.c\n", "ARGOCD_API_TOKEN");
  assert.equal(credential.kind, "token");
  assert.equal(await credential.token(NEVER), "a.b.c");
  assert.equal(await credential.renew("a.b.c", NEVER), false);
  assert.deepEqual(credential.secrets(), ["a.b.c"]);
  assert.equal(credential.describe(), "the token of ARGOCD_API_TOKEN");
  assert.match(credential.remedy, /ARGOCD_API_TOKEN/);
  assert.equal(credential.expiresAt(), undefined);
});

Deno.test("a text that cannot be a token is refused before use and not repeated", () => {
  for (
    const text of [
      "",
      " \n",
      "s3cret\r\nX-Evil: 1",
      "s3cret s3cret",
      "Bearer s3cret",
      "s3crét",
      "s3cret\0",
      "\ufeffs3cret\u200b",
    ]
  ) {
    assert.throws(() => checkToken(text, "ARGOCD_AUTH_TOKEN"), (error) => {
      assert(error instanceof ToolError);
      assert.equal(error.code, "CONFIGURATION");
      assert.match(
        error.message,
        /^Cannot use the token of ARGOCD_AUTH_TOKEN: /,
      );
      assert(!error.toString().includes("s3cr"));
      return true;
    }, JSON.stringify(text));
  }
});

Deno.test("readJwtClaims() reads what is there and takes nothing else for it", () => {
  function token(claims: unknown): string {
    return `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
  }
  assert.deepEqual(
    readJwtClaims(token({ sub: "ann:login", iss: "argocd", iat: 1, exp: 2 })),
    {
      subject: "ann:login",
      issuer: "argocd",
      issuedAt: new Date(1_000),
      expiresAt: new Date(2_000),
    },
  );
  assert.deepEqual(readJwtClaims(token({ sub: 1, exp: "2", iat: 1e300 })), {});
  for (
    const text of ["", "a.b.c", "opaque", token(null), token([]), token(7)]
  ) {
    assert.deepEqual(readJwtClaims(text), {}, text);
  }
});
