import assert from "node:assert/strict";
import { type ErrorCode, ToolError } from "../../lib/errors.ts";
import type { Masker } from "../../lib/guards/mask_secrets.ts";
import { presentError } from "../../lib/pipeline/present.ts";

const mask: Masker = { value: (value) => value, text: (text) => text };

function textOf(message: string, hint?: string): string {
  const code: ErrorCode = "CONFIRMATION_REQUIRED";
  const error = new ToolError(
    code,
    message,
    hint === undefined ? {} : { hint },
  );
  return presentError(error, { tool: "t", mask }).text;
}

Deno.test("an error that is too long loses its middle, and keeps what to do next", () => {
  const hint = `send plan="${"p".repeat(200)}"`;
  const text = textOf("m".repeat(5_000), hint);
  assert.equal(text.length, 1_901);
  assert.match(text, /^CONFIRMATION_REQUIRED: m+…\nNext: send plan="p{200}"$/);
});

Deno.test("without a hint, or with one that is too long itself, the end goes", () => {
  for (
    const text of [textOf("m".repeat(5_000)), textOf("m", "h".repeat(5_000))]
  ) {
    assert.equal(text.length, 1_901);
    assert.match(text, /[mh]…$/);
  }
});

Deno.test("an error that fits stays as it is", () => {
  assert.equal(textOf("m", "h"), "CONFIRMATION_REQUIRED: m\nNext: h");
});
