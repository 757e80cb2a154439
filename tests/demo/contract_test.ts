import * as assert from "node:assert/strict";
import { allowancesFor, ALLOWED } from "./contract/allowed.ts";
import { compare, differencesOf } from "./contract/compare.ts";
import { knownShapes } from "./contract/known.ts";
import {
  readRecordings,
  RECORDED_VERSIONS,
  type Recording,
} from "./contract/recording.ts";
import { Replayer } from "./contract/replay.ts";
import { setupNames } from "./contract/setups/setup_of.ts";
import { SKIPPED, skipReason } from "./contract/skipped.ts";

const newest = await readRecordings("v3.5");
const versions = await Promise.all(RECORDED_VERSIONS.map(async (version) => {
  const files = version === "v3.5" ? newest : await readRecordings(version);
  const known = knownShapes(files, newest);
  return {
    version,
    files,
    entries: [...files.values()].flat(),
    replayer: new Replayer(version),
    contextOf: (entry: Recording) => ({ version, known: known(entry) }),
  };
}));

for (const { version, files, replayer, contextOf } of versions) {
  for (const [file, entries] of files) {
    Deno.test(`the simulator answers like the recorded ${version} ${file}`, async (t) => {
      for (const entry of entries) {
        await t.step({
          name: entry.name,
          ignore: skipReason(entry) !== undefined,
          fn: async () => {
            const answer = await replayer.replay(entry);
            assert.deepEqual(compare(entry, answer, contextOf(entry)), []);
          },
        });
      }
    });
  }
}

Deno.test("nothing is skipped that would agree", async () => {
  const agreeing: string[] = [];
  for (const { version, entries, replayer, contextOf } of versions) {
    for (const entry of entries) {
      if (skipReason(entry) === undefined) continue;
      const answer = await replayer.replay(entry);
      const differences = compare(entry, answer, contextOf(entry));
      if (differences.length === 0) agreeing.push(`${version} ${entry.name}`);
    }
  }
  assert.deepEqual(agreeing, []);
});

Deno.test("every allowed difference occurs", async () => {
  const idle = new Set(ALLOWED);
  for (const { version, entries, replayer, contextOf } of versions) {
    for (const entry of entries) {
      const candidates = allowancesFor(version, entry);
      if (!candidates.some((one) => idle.has(one))) continue;
      const answer = await replayer.replay(entry);
      const differences = differencesOf(entry, answer, contextOf(entry));
      for (const one of candidates) {
        if (differences.some((text) => one.what.test(text))) idle.delete(one);
      }
    }
  }
  assert.deepEqual([...idle].map(({ because }) => because), []);
});

Deno.test("every setup and every skip belongs to a recording", () => {
  const recorded = new Set(
    versions.flatMap(({ version, entries }) =>
      entries.flatMap(({ name }) => [name, `${version}: ${name}`])
    ),
  );
  assert.deepEqual(setupNames().filter((name) => !recorded.has(name)), []);
  const skips = SKIPPED.flatMap(({ names }) => names);
  assert.deepEqual(skips.filter((name) => !recorded.has(name)), []);
});
