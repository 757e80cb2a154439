import assert from "node:assert/strict";
import { stall, startFaultServer } from "../helpers/fault_server.ts";
import { entryOf, fleet, site } from "../instances/fleet.ts";

Deno.test("with the usual limits an instance that stalls costs a row, and the summary its part", async () => {
  await using a = site();
  await using silent = startFaultServer({ replies: [stall] });
  await using it = await fleet([
    entryOf("a", a),
    { name: "silent", baseUrl: silent.url.href, token: "head.claims.mark" },
  ]);
  const [instances, summary] = await Promise.all([
    it.call("list_instances"),
    it.call("get_fleet_summary"),
  ]);
  assert.equal(instances?.structured?.["total"], 2, instances?.text);
  assert.equal(instances?.structured?.["failed"], undefined);
  assert.match(instances?.text ?? "", /\nsilent .*no answer within 5 s/);
  assert.match(
    summary?.text ?? "",
    /NOT ANSWERED by instance silent: TIMEOUT: .*\nwithout silent:\n24 applications/,
  );
});
