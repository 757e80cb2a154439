import assert from "node:assert/strict";
import { stripVTControlCharacters, styleText } from "node:util";
import { helpText, optionsTable } from "../../lib/cli/help.ts";
import { COMMANDS, optionEntries } from "../../lib/cli/options.ts";

const text = (value: unknown) => String(value);

Deno.test("helpText() is what it was", async (t) => {
  await t.assertSnapshot(helpText("0.0.0"), { serializer: text });
});

Deno.test("helpText() fits into 80 columns and is plain without a terminal", () => {
  const help = helpText("0.0.0");
  assert.deepEqual(help.split("\n").filter((line) => line.length > 80), []);
  assert.equal(help, stripVTControlCharacters(help));
});

Deno.test("helpText() says the same in colours", () => {
  const coloured = helpText(
    "0.0.0",
    (format, text) => styleText(format, text, { validateStream: false }),
  );
  assert.notEqual(coloured, helpText("0.0.0"));
  assert.equal(stripVTControlCharacters(coloured), helpText("0.0.0"));
});

Deno.test("the help and the table name every command, flag and variable", () => {
  const help = helpText("0.0.0");
  for (const command of Object.keys(COMMANDS)) {
    assert(help.includes(`  ${command} `), command);
  }
  for (const [, { flag, variables }] of optionEntries()) {
    const names = [...variables, ...(flag ? [flag] : [])];
    for (const name of names) {
      assert(help.includes(name), name);
      assert(optionsTable().includes(name), name);
    }
  }
});

Deno.test("no variable and no flag belongs to two settings", () => {
  const names = optionEntries().flatMap((
    [, { flag, variables }],
  ) => [...variables, ...(flag ? [flag] : [])]);
  assert.deepEqual(names, [...new Set(names)]);
});
