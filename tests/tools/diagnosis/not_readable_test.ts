import assert from "node:assert/strict";
import { diagnoseApplication } from "../../../lib/tools/diagnosis/diagnose_application.ts";
import { notReadable } from "../../../lib/tools/diagnosis/not_readable.ts";
import { harness } from "../../helpers/tool_harness.ts";
import { denyPath } from "../../helpers/denied.ts";

Deno.test("a reason is said once, with the first few of what it kept from being read", () => {
  const limit =
    "RATE_LIMIT_EXCEEDED: Cannot ask Argo CD: 10 calls to it within 60 s are as many as this server allows";
  const pods = Array.from({ length: 9 }, (_, at) => `Pod/shop/web-${at}`);
  assert.deepEqual(
    notReadable([
      { what: "the sync windows", why: "it was not answered in time" },
      ...pods.map((what) => ({ what, why: limit })),
      ...pods.map((what) => ({ what, why: limit })),
    ]),
    [
      "the sync windows: it was not answered in time",
      "Pod/shop/web-0, Pod/shop/web-1, Pod/shop/web-2, Pod/shop/web-3, Pod/shop/web-4 and 4 more: " +
      "RATE_LIMIT_EXCEEDED: 10 calls to it within 60 s are as many as this server allows",
    ],
  );
  assert.deepEqual(notReadable([]), []);
});

Deno.test("an account that may read neither events nor logs is told so in one line", async () => {
  await using h = harness({
    intercept: denyPath(/\/(?:events|logs)$/),
  });
  const { structured, text } = await h.call(diagnoseApplication, {
    application: "worker",
  });
  const lines = structured?.["not_readable"] as readonly string[];
  assert.equal(lines.length, 1, text);
  assert.match(
    lines[0] ?? "",
    /^the application's events, events of \d objects, .*the log of worker .*: [A-Z_]+: /,
  );
});
