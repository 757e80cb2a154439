import assert from "node:assert/strict";
import { ToolError } from "../../lib/errors.ts";
import {
  freezeText,
  type ReadFreeze,
  requireNotFrozen,
} from "../../lib/guards/require_not_frozen.ts";

const says = (text: string | undefined): ReadFreeze => () =>
  Promise.resolve(text);

function fails(error: unknown): ReadFreeze {
  return () => Promise.reject(error);
}

Deno.test("without a freeze file, and with one that is not there, writes pass", async () => {
  await requireNotFrozen(undefined, "sync 'shop'");
  await requireNotFrozen(says(undefined), "sync 'shop'");
  assert.equal(await freezeText(undefined), undefined);
  assert.equal(await freezeText(says(undefined)), undefined);
});

Deno.test("a freeze refuses with its text and the setting behind it", async () => {
  await assert.rejects(
    requireNotFrozen(says("Release 7 until Monday, ask Ann\n"), "sync 'shop'"),
    {
      code: "FROZEN",
      message:
        "Cannot sync 'shop': changes are frozen: \"Release 7 until Monday, ask Ann\"",
      hint:
        "Changes are frozen as long as the file of MCP_FREEZE_FILE exists; its operator removes it, no restart is needed",
    },
  );
});

for (
  const [what, text, shown] of [
    ["an empty file", "", "changes are frozen"],
    ["only blanks", " \n\t\r\n ", "changes are frozen"],
    ["several lines", "a\n\n  b\tc\n", 'changes are frozen: "a b c"'],
    [
      "a long text",
      "x".repeat(600),
      `changes are frozen: "${"x".repeat(500)}…"`,
    ],
  ] as const
) {
  Deno.test(`the freeze of ${what} is one line`, async () => {
    assert.equal(await freezeText(says(text)), shown);
  });
}

Deno.test("when it cannot be told whether changes are frozen, they are", async () => {
  const known = new ToolError("CONFIGURATION", "the file cannot be read");
  const refused = { code: "FROZEN" };
  await assert.rejects(requireNotFrozen(fails(known), "sync 'shop'"), {
    ...refused,
    message:
      "Cannot sync 'shop': it cannot be told whether changes are frozen: the file cannot be read",
  });
  await assert.rejects(
    requireNotFrozen(fails(new Error("EIO /secret/path")), "sync 'shop'"),
    {
      ...refused,
      message:
        "Cannot sync 'shop': it cannot be told whether changes are frozen",
    },
  );
  const throws: ReadFreeze = () => {
    throw new TypeError("at once");
  };
  await assert.rejects(requireNotFrozen(throws, "sync 'shop'"), refused);
});
