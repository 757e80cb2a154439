import assert from "node:assert/strict";
import { diagnoseCase } from "../diagnose/corpus.ts";
import { readFault } from "../helpers/recorded_fault.ts";

Deno.test("where the list is not to be had, what Argo CD says of the application itself stands", async () => {
  const recorded = await readFault("f70-project");
  const { text } = await diagnoseCase({
    ...recorded,
    calls: recorded.calls.filter(({ request }) =>
      !request.path.startsWith("/api/v1/applications?")
    ),
  });
  assert.match(text, /project "retail", or the project does not exist/);
});
