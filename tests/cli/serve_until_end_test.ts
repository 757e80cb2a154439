import assert from "node:assert/strict";
import { serveUntilEnd } from "../../lib/cli/serve_until_end.ts";
import { createLogger } from "../../lib/log.ts";
import { fakeHost } from "./fake_host.ts";

Deno.test("serveUntilEnd() closes on the first signal and ends the process on the second", async () => {
  const host = fakeHost();
  const log = createLogger({ level: "error", stream: host.errors() });
  const closed = Promise.withResolvers<void>();
  let closes = 0;
  const served = serveUntilEnd({
    closed: closed.promise,
    close() {
      closes++;
      return closed.promise;
    },
  }, { host, log });
  host.signal("SIGTERM");
  assert.deepEqual({ closes, exits: host.exits }, { closes: 1, exits: [] });
  host.signal("SIGINT");
  assert.deepEqual(host.exits, [1]);
  closed.resolve();
  await served;
});
