import assert from "node:assert/strict";
import * as z from "zod";
import { getManagedResources } from "../../lib/argocd/endpoints.ts";
import { REVERSIBLE } from "../../lib/guards/effect.ts";
import type { Scope } from "../../lib/guards/scope.ts";
import { defineWriteTool } from "../../lib/tool.ts";
import { readApplication } from "../../lib/tools/read_application.ts";
import { codeOf, labelTool, writeHarness } from "./label_tool.ts";

const ARGS = { application: "guestbook", value: "silver" };

for (
  const [scope, refused] of [
    [{ projects: ["default"] }, false],
    [{ projects: ["team-a"] }, true],
    [{ applications: ["pay*"] }, true],
  ] as const satisfies readonly (readonly [Scope, boolean])[]
) {
  Deno.test(`a preview within ${JSON.stringify(scope)} is ${refused ? "refused" : "made"}`, async () => {
    await using it = await writeHarness({ policy: { scope } });
    const result = await it.call(labelTool(), ARGS);
    assert.equal(codeOf(result), refused ? "OUT_OF_SCOPE" : "PREVIEW");
    assert.equal(it.requests.length, 1);
  });
}

Deno.test("what an application would become must be in scope, too", async () => {
  const scope = { projects: ["default"] };
  await using it = await writeHarness({ policy: { scope } });
  const becomes = [
    { metadata: { name: "guestbook" }, spec: { project: "team-a" } },
  ];
  const tool = labelTool({ prepared: { becomes } });
  for (const dry_run of [true, false]) {
    const result = await it.call(tool, { ...ARGS, dry_run });
    assert.match(
      result.text,
      /^OUT_OF_SCOPE: Cannot use application 'guestbook' as it would be: MCP_ALLOWED_PROJECTS does not allow its project\n/,
    );
  }
  const same = [{
    metadata: { name: "guestbook" },
    spec: { project: "default" },
  }];
  const inScope = labelTool({ prepared: { becomes: same } });
  assert.equal(codeOf(await it.call(inScope, ARGS)), "PREVIEW");
  assert.deepEqual(it.changes(), []);
});

Deno.test("what covers all of an application is refused when the scope hides a part of it", async () => {
  const input = z.strictObject({ application: z.string() });
  const wipe = defineWriteTool({
    name: "wipe",
    title: "Wipe",
    description: "Wipes.",
    tier: "write",
    input,
    async prepare({ application }, { argocd, signal }) {
      const { key } = await readApplication(argocd, application, signal);
      await argocd.call(getManagedResources, {
        path: { name: key.name },
        query: key.query,
      });
      return {
        purpose: `wipe '${application}'`,
        name: key.name,
        effect: REVERSIBLE,
        facts: {},
        windows: [],
        coversAll: true as const,
        preview: { summary: "wipe" },
        send: undefined,
      };
    },
    apply: () =>
      Promise.resolve({ summary: "wiped", undo: { how: "No way back." } }),
  });
  const args = { application: "root" };
  await using open = await writeHarness();
  assert.equal(codeOf(await open.call(wipe, args)), "PREVIEW");
  const scope = { applications: ["root", "guestbook"] };
  await using scoped = await writeHarness({ policy: { scope } });
  for (const dry_run of [true, false]) {
    const { text } = await scoped.call(wipe, { ...args, dry_run });
    assert.match(
      text,
      /^OUT_OF_SCOPE: Cannot wipe 'root': \d+ of its resources belong to what is out of scope\n/,
    );
  }
  const guestbook = await scoped.call(wipe, { application: "guestbook" });
  assert.equal(codeOf(guestbook), "PREVIEW");
});
