/**
 * Another process of the program that uses the same cache: for each line of stdin it asks for a token as if it had
 * just been started, and prints a digest of it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { openTokenCache } from "../../../lib/auth/sso/token_cache.ts";
import { readLines } from "../../../lib/read_lines.ts";
import { NEVER, openSso } from "./sso_harness.ts";

const [baseUrl = "", path = "", ca = ""] = Deno.args;
for await (const _ of readLines(Deno.stdin.readable, { maxLineBytes: 100 })) {
  await using open = openSso(
    { baseUrl: new URL(baseUrl), provider: { ca } },
    { cache: openTokenCache(path) },
  );
  const token = await open.sso.token(NEVER);
  const digest = createHash("sha256").update(token).digest("hex");
  await Deno.stdout.write(new TextEncoder().encode(`${digest}\n`));
}
