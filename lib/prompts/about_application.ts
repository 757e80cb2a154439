/**
 * What prompts about one application take, and what they read because of it.
 *
 * @module
 */
import type { PromptArgument, PromptArguments, PromptRead } from "./prompt.ts";
import { quoted } from "./lines.ts";

/** Which application. */
export const APPLICATION: PromptArgument = {
  name: "application",
  description: "name or namespace/name",
  required: true,
  completes: "application",
};

/** Another revision than the present one. */
export function revision(description: string): PromptArgument {
  return { name: "revision", description, completes: "revision" };
}

/** What differs at the revision, if one was given. */
export function comparison(
  { application, revision }: PromptArguments,
): readonly PromptRead[] {
  return revision
    ? [{ tool: "compare_application", args: { application, to: revision } }]
    : [];
}

/** Both in a sentence. */
export function named({ application, revision }: PromptArguments): string {
  const to = revision ? ` to revision ${quoted(revision)}` : "";
  return `the application ${quoted(application)}${to}`;
}
