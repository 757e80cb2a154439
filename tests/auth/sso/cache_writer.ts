/**
 * A process that uses a cache: counts up what is kept under a key, so many times or until it is killed.
 *
 * Arguments: path, client id, how often. Says the number that it has stored, after it has, one to a line.
 *
 * @module
 */
import { openTokenCache } from "../../../lib/auth/sso/token_cache.ts";
import { keyOf } from "./cache_place.ts";

const [path = "", clientId = "", times = "Infinity"] = Deno.args;
const cache = openTokenCache(path);
/** So that a write takes its time. */
const LONG = "r".repeat(300_000);
const encoder = new TextEncoder();

// Whoever starts several of us lets all begin at once.
await Deno.stdout.write(encoder.encode("ready\n"));
await Deno.stdin.read(new Uint8Array(1));

for (let round = 0; round < Number(times); round++) {
  await cache.exclusively(keyOf(clientId), async (held) => {
    const next = Number(held.tokens?.idToken ?? 0) + 1;
    // Gives every other process the opportunity to come in between.
    await new Promise((resolve) => setTimeout(resolve, round % 3));
    await held.store({ idToken: `${next}`, refreshToken: LONG });
    await Deno.stdout.write(encoder.encode(`${next}\n`));
  });
}
