import * as assert from "node:assert/strict";
import { compare } from "./contract/compare.ts";
import { knownShapes } from "./contract/known.ts";
import { readRecordings, RECORDED_VERSIONS } from "./contract/recording.ts";
import { Replayer } from "./contract/replay.ts";
import { skipReason } from "./contract/skipped.ts";

const newest = await readRecordings("v3.5");

for (const version of RECORDED_VERSIONS) {
  const files = version === "v3.5" ? newest : await readRecordings(version);
  const known = knownShapes(files, newest);
  const replayer = new Replayer(version);

  for (const [file, entries] of files) {
    Deno.test(`the simulator answers like the recorded ${version} ${file}`, async (t) => {
      for (const entry of entries) {
        await t.step({
          name: entry.name,
          ignore: skipReason(version, entry) !== undefined,
          fn: async () => {
            const answer = await replayer.replay(entry);
            assert.deepEqual(
              compare(entry, answer, { version, known: known(entry) }),
              [],
            );
          },
        });
      }
    });
  }

  Deno.test(`nothing of ${version} is left out that would agree`, async () => {
    const entries = [...files.values()].flat()
      .filter((entry) => skipReason(version, entry) !== undefined);
    for (const entry of entries) {
      const answer = await replayer.replay(entry);
      const differences = compare(entry, answer, {
        version,
        known: known(entry),
      });
      assert.notEqual(differences.length, 0, `'${entry.name}' would agree`);
    }
  });
}
