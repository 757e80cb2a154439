/**
 * Checks the arguments of a call against the tool's strict schema.
 *
 * @module
 */
import type * as z from "zod";
import { ToolError } from "../errors.ts";
import { nearest } from "./nearest.ts";

type Issue = z.core.$ZodIssue;

/** `"x"` where a list is wanted means `["x"]`: harmless, and models write it often. Nothing else is converted. */
function wrapLoneStrings(args: unknown, issues: readonly Issue[]): unknown {
  if (typeof args !== "object" || args === null) return args;
  const repaired: Record<string, unknown> = { ...args };
  for (const issue of issues) {
    const key = issue.path[0];
    if (issue.code !== "invalid_type" || issue.expected !== "array") continue;
    if (issue.path.length !== 1 || typeof key !== "string") continue;
    if (typeof repaired[key] === "string") repaired[key] = [repaired[key]];
  }
  return repaired;
}

function describe(issue: Issue, valid: readonly string[]): string {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const near = nearest(key, valid);
      return `unknown argument '${key.slice(0, 60)}'${
        near ? ` (did you mean '${near}'?)` : ""
      }`;
    }).join("; ");
  }
  const where = issue.path.join(".");
  return where ? `'${where}': ${issue.message}` : issue.message;
}

/**
 * Parses `args`, or says everything that is wrong with them and which arguments exist.
 *
 * @param others Arguments that were taken out before; they exist, too.
 * @throws {ToolError} `INVALID_ARGUMENT`
 */
export function parseArguments<Args>(
  tool: { readonly name: string; readonly input: z.ZodType<Args> },
  args: unknown,
  others: readonly string[] = [],
): Args {
  let parsed = tool.input.safeParse(args ?? {});
  if (!parsed.success) {
    parsed = tool.input.safeParse(
      wrapLoneStrings(args ?? {}, parsed.error.issues),
    );
  }
  if (parsed.success) return parsed.data;
  const valid = [
    ...others,
    ..."shape" in tool.input ? Object.keys(tool.input.shape as object) : [],
  ];
  const problems = parsed.error.issues.slice(0, 5).map((issue) =>
    describe(issue, valid)
  );
  throw new ToolError(
    "INVALID_ARGUMENT",
    `Cannot call '${tool.name}': ${problems.join("; ")}`,
    {
      hint: valid.length
        ? `Valid arguments: ${valid.join(", ")}`
        : "This tool takes no arguments",
    },
  );
}
