import assert from "node:assert/strict";
import { openTokenCache } from "../../../lib/auth/sso/token_cache.ts";
import { readLines } from "../../../lib/read_lines.ts";
import { cachePlace } from "./cache_place.ts";
import { type Lab, NEVER, openSso, startLab } from "./sso_harness.ts";

const ROUNDS = 50;

/** A process that answers each line with a line. */
function startRenewing(lab: Lab, path: string) {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      new URL("renewing_process.ts", import.meta.url).href,
      lab.baseUrl.href,
      path,
      lab.provider.ca,
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  const lines = readLines(process.stdout, { maxLineBytes: 100 });
  return {
    async ask(): Promise<string> {
      await writer.write(new TextEncoder().encode("go\n"));
      const { value } = await lines.next();
      return value?.text ?? assert.fail("the process has ended");
    },
    async [Symbol.asyncDispose]() {
      await writer.close();
      await lines.return();
      await process.status;
    },
  };
}

Deno.test("two processes share a cache: 50 expiries, one refresh each, although an old refresh token would end it all", async () => {
  await using lab = await startLab();
  await using place = await cachePlace();
  const cache = openTokenCache(place.path);
  await using open = openSso(lab, { person: "alice", cache });
  await open.sso.token(NEVER);
  await using one = startRenewing(lab, place.path);
  await using two = startRenewing(lab, place.path);
  for (let round = 1; round <= ROUNDS; round++) {
    const [entry] = await cache.entries(lab.baseUrl.origin);
    const { instance, issuer, clientId, ...tokens } = entry ??
      assert.fail("nothing is kept");
    await cache.exclusively(
      { instance, issuer, clientId },
      (held) => held.store({ ...tokens, expiresAt: Date.now() - 1 }),
    );
    const digests = await Promise.all([one.ask(), two.ask()]);
    assert.equal(digests[0], digests[1]);
    assert.equal(lab.provider.traffic.tokens("refresh_token"), round);
  }
  assert.equal(lab.provider.traffic.authorizations.length, 1);
});
