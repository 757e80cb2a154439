import assert from "node:assert/strict";
import { SeenSecrets } from "../../lib/auth/seen_secrets.ts";

Deno.test("the newest 32 secrets are remembered, and one that is seen again counts as new", () => {
  const seen = new SeenSecrets();
  seen.add("first", undefined, "");
  for (let index = 0; index < 31; index++) seen.add(`secret ${index}`);
  seen.add("first");
  assert.equal(seen.list().length, 32);
  seen.add("another");
  assert.equal(seen.list().length, 32);
  assert(seen.list().includes("first"));
  assert(!seen.list().includes("secret 0"));
});
