/**
 * The arguments that every write takes besides its own.
 *
 * @module
 */
import * as z from "zod";
import { parseArguments } from "../pipeline/parse_arguments.ts";

/** How a write is previewed, confirmed and applied. */
export const WRITE_ARGUMENTS = {
  dry_run: z.boolean().optional().describe("default true: preview only"),
  plan: z.string().max(1_000).optional().describe("from the preview"),
  confirm: z.boolean().optional(),
  confirm_name: z.string().max(300).optional(),
} as const;

/** The arguments of a write, parted. */
export interface WriteArguments<Args> {
  /** What it is about; a plan is bound to these. */
  readonly own: Args;
  readonly isPreview: boolean;
  readonly plan?: string | undefined;
  readonly confirm?: boolean | undefined;
  readonly confirm_name?: string | undefined;
}

/** Adds the shared arguments to a tool's own. */
export function withWriteArguments<Args>(
  input: z.ZodType<Args>,
): z.ZodType<Args & z.infer<z.ZodObject<typeof WRITE_ARGUMENTS>>> {
  return (input as unknown as z.ZodObject).extend(WRITE_ARGUMENTS) as never;
}

/**
 * Parses the arguments of a write.
 *
 * @param tool.input As {@linkcode withWriteArguments} makes it.
 * @param others Arguments that were taken out before.
 * @throws {ToolError} `INVALID_ARGUMENT`
 */
export function parseWriteArguments<Args>(
  tool: { readonly name: string; readonly input: z.ZodType },
  raw: unknown,
  others: readonly string[] = [],
): WriteArguments<Args> {
  const parsed = parseArguments(tool, raw, others) as Record<string, unknown>;
  const { dry_run = true, plan, confirm, confirm_name, ...own } = parsed;
  return {
    own: own as Args,
    isPreview: dry_run !== false,
    plan: plan as string | undefined,
    confirm: confirm as boolean | undefined,
    confirm_name: confirm_name as string | undefined,
  };
}
