/**
 * A tool as `tools/list` shows it.
 *
 * @module
 */
import type { Tool } from "../tool.ts";

/** A JSON Schema of an object. */
export interface ObjectSchema {
  readonly type: "object";
  readonly [key: string]: unknown;
}

/** One entry of `tools/list`. */
export interface ToolDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: ObjectSchema;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
}

/**
 * Describes a tool; the hints follow from its tier, so the two cannot disagree.
 *
 * @throws {TypeError} without schemas: `deno task gen` was not run.
 */
export function describeTool(
  tool: Tool,
  schemas: Pick<ToolDescription, "inputSchema" | "outputSchema"> | undefined,
): ToolDescription {
  if (!schemas) throw new TypeError(`Cannot list '${tool.name}': it has no generated schema`);
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: schemas.inputSchema,
    outputSchema: schemas.outputSchema,
    annotations: {
      readOnlyHint: tool.tier === "read",
      destructiveHint: tool.tier === "destructive",
      idempotentHint: tool.tier === "read",
      // The Argo CD, its clusters and repositories are outside of this program.
      openWorldHint: true,
    },
  };
}
