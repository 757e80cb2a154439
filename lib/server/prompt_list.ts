/**
 * The prompts as `prompts/list` shows them.
 *
 * @module
 */
import type { Instances } from "../instances/instance.ts";
import type { Prompt, PromptArgument } from "../prompts/prompt.ts";
import { PROMPTS } from "../prompts/registry.ts";

/** One entry of `prompts/list`. */
export interface PromptDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: {
    readonly name: string;
    readonly description: string;
    readonly required?: boolean;
  }[];
}

/** The arguments of a prompt; where there are several instances, with the one that chooses among them. */
export function argumentsOf(
  prompt: Prompt,
  { all, usual }: Instances,
): readonly PromptArgument[] {
  if (all.length === 1) return prompt.arguments;
  const words = prompt.across
    ? "which Argo CD; all unless given"
    : usual
    ? `which Argo CD; ${usual.name} unless given`
    : "which Argo CD";
  return [
    {
      name: "instance",
      description: words,
      required: !prompt.across && !usual,
      completes: "instance",
    },
    ...prompt.arguments,
  ];
}

/** All prompts, sorted by name. */
export function listPrompts(
  instances: Instances,
): readonly PromptDescription[] {
  return PROMPTS.map((prompt) => ({
    name: prompt.name,
    title: prompt.title,
    description: prompt.description,
    arguments: argumentsOf(prompt, instances)
      .map(({ name, description, required = false }) => ({
        name,
        description,
        ...(required ? { required } : {}),
      })),
  }));
}
