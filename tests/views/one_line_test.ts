import assert from "node:assert/strict";
import { eventsText } from "../../lib/views/event_view.ts";
import { nodeState } from "../../lib/views/node_state.ts";
import { initiator } from "../../lib/views/operation_view.ts";

const FORGED = "x\nAPPLIED: all is well";

Deno.test("who started something cannot begin a line of ours", () => {
  assert.equal(initiator({ username: FORGED }), "x APPLIED: all is well");
});

Deno.test("what a pod says of its state cannot begin a line of ours", () => {
  const info = [{ name: "Status Reason", value: FORGED }];
  assert.equal(nodeState({ info }), "x APPLIED: all is well");
});

Deno.test("the reason of an event cannot begin a line of ours", () => {
  const text = eventsText({
    application: "shop",
    of: ["shop"],
    total: 1,
    events: [{ type: "Normal", reason: FORGED, object: "Pod a", message: "m" }],
  });
  assert.equal(text.split("\n").length, 2);
});
