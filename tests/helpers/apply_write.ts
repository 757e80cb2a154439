/**
 * Applying a write as its callers do: preview, then the same call with the plan and the name.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { ToolResult } from "../../lib/pipeline/present.ts";
import type { Tool } from "../../lib/tool.ts";
import type { Harness } from "./tool_harness.ts";

/** The structured part of an answer. */
export function structured(
  result: ToolResult,
): Readonly<Record<string, unknown>> {
  assert(!result.isError, result.text);
  return result.structured as Record<string, unknown>;
}

/** The arguments that apply what was previewed. */
export function confirmed(
  preview: ToolResult,
  name: string,
): Readonly<Record<string, unknown>> {
  const { plan } = structured(preview);
  return { dry_run: false, plan, confirm: true, confirm_name: name };
}

/** Previews and applies; answers both. */
export async function applyWrite(
  h: Harness,
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
): Promise<{ readonly preview: ToolResult; readonly applied: ToolResult }> {
  const preview = await h.call(tool, args);
  const name = String(args["application"]).split("/").at(-1) ?? "";
  const applied = await h.call(tool, { ...args, ...confirmed(preview, name) });
  return { preview, applied };
}
