import assert from "node:assert/strict";
import * as z from "zod";
import { patchApplication } from "../../lib/argocd/endpoints.ts";
import { REVERSIBLE } from "../../lib/guards/effect.ts";
import { leavesOf } from "../../lib/plans/facts.ts";
import { defineWriteTool } from "../../lib/tool.ts";
import { readApplication } from "../../lib/tools/read_application.ts";
import { codeOf, planOf, writeHarness } from "./label_tool.ts";

const SECRET = "hazel-Kettle-31";
const NEXT = "maple-Teapot-72";
const input = z.strictObject({ application: z.string() });

/** Adds a Helm parameter to those that are there: what is sent has to hold the secret, what is shown must not. */
const addParameter = defineWriteTool({
  name: "add_parameter",
  title: "Add parameter",
  description: "Adds one.",
  tier: "write",
  input,
  async prepare({ application }, { argocd, signal, exact }) {
    const { key, application: shown } = await readApplication(
      argocd,
      application,
      signal,
    );
    const { spec } = exact(shown);
    return {
      purpose: `add a parameter to '${application}'`,
      name: key.name,
      effect: REVERSIBLE,
      facts: { spec: leavesOf(spec) },
      windows: [],
      preview: {
        summary: "add one",
        // A tool that shows exact values by mistake.
        diff: JSON.stringify([shown.spec?.source, spec?.source]),
      },
      send: { key, parameters: spec?.source?.helm?.parameters ?? [] },
    };
  },
  async apply({ key, parameters }, { argocd, signal }) {
    const all = [...parameters, { name: "more", value: "1" }];
    const { spec } = await argocd.call(patchApplication, {
      path: { name: key.name },
      body: {
        name: key.name,
        patchType: "merge",
        patch: JSON.stringify({
          spec: { source: { helm: { parameters: all } } },
        }),
      },
      signal,
    });
    return {
      summary: `now ${spec?.source?.helm?.parameters?.length} parameters`,
      result: { parameters: spec?.source?.helm?.parameters },
      undo: { how: `Put it back to ${JSON.stringify(parameters)}` },
    };
  },
});

Deno.test("what is written back holds the real secret, what is shown and recorded never does", async () => {
  await using it = await writeHarness();
  const record = it.simulator.world.applications.get("argocd/chart");
  const parameters = () => JSON.stringify(record?.app.spec.source?.helm);
  assert(parameters().includes(SECRET));
  const args = { application: "chart" };
  const preview = await it.call(addParameter, args);
  const plan = planOf(preview);
  const applied = await it.call(addParameter, {
    ...args,
    dry_run: false,
    plan,
  });
  assert.equal(codeOf(applied), "APPLIED");
  assert(parameters().includes(SECRET));
  assert(parameters().includes('"more"'));
  const log = await Deno.readTextFile(`${it.folder}/audit.log`);
  for (const text of [JSON.stringify([preview, applied]), log]) {
    assert(!text.includes(SECRET));
    assert(!text.includes(btoa(SECRET)));
  }
  assert.match(preview.text, /adminPassword/);
});

Deno.test("a changed secret outdates a plan without being told", async () => {
  await using it = await writeHarness();
  const args = { application: "chart" };
  const plan = planOf(await it.call(addParameter, args));
  const record = it.simulator.world.applications.get("argocd/chart");
  const helm = record?.app.spec.source?.helm as
    | { readonly parameters: { value: string }[] }
    | undefined;
  const parameter = helm?.parameters.find(({ value }) => value === SECRET);
  assert(parameter);
  parameter.value = NEXT;
  const { text } = await it.call(addParameter, {
    ...args,
    dry_run: false,
    plan,
  });
  assert.match(
    text,
    /^PLAN_OUTDATED: .* this has moved: spec: source\.helm\.parameters\[1\]\.value has changed\n/,
  );
  assert(!text.includes(SECRET) && !text.includes(NEXT));
  assert.deepEqual(it.changes(), []);
});
