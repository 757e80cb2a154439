/**
 * Another process of this program that waits for a sign-in: holds a free port until its stdin ends.
 *
 * @module
 */
import { awaitCallback } from "../../../lib/auth/sso/callback_server.ts";
import { freePort } from "./sso_harness.ts";

const port = freePort();
await using _awaited = await awaitCallback(port, "elsewhere");
await Deno.stdout.write(new TextEncoder().encode(`${port}\n`));
await Deno.stdin.readable.pipeTo(new WritableStream());
