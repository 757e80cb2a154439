/**
 * Arguments that several tools take, so that they mean and say the same everywhere.
 *
 * @module
 */
import * as z from "zod";

/** Which application; checked by the guard of the same name before any request. */
export const application = z.string().describe("name or namespace/name");

/** One resource of an application: its kind and name, and what else tells it from others. */
export const resource = {
  application,
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
  group: z.string().optional(),
} as const;

/** Sync states that are asked for. */
export const sync = z.array(z.enum(["Synced", "OutOfSync", "Unknown"]))
  .optional();

/** States of health that are asked for, of applications or resources. */
export const health = z.array(
  z.enum([
    "Healthy",
    "Progressing",
    "Degraded",
    "Suspended",
    "Missing",
    "Unknown",
  ]),
).optional();

/** Where to go on; see `pipeline/cursor.ts`. */
export const cursor = z.string().optional().describe(
  "next_cursor of the last answer",
);

/** How many items one answer holds at most. */
export function limit(usual: number, most = 500): z.ZodOptional<z.ZodInt> {
  return z.int().min(1).max(most).optional().describe(`default ${usual}`);
}

/** One value or several; a lone string is accepted for a list. */
export const names = z.array(z.string()).optional();
