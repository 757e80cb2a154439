/**
 * How a change is made through this server, as prompts say it.
 *
 * @module
 */
import { covers } from "../tier.ts";
import type { PromptSetting } from "./prompt.ts";

/** A tool that makes the change, and what it needs. */
export interface Change {
  readonly tool: string;
  /** A rollback destroys; a sync may. */
  readonly isDestructive?: boolean;
}

/** The rules for a change that the task may lead to. */
export function howToChange(
  { tool, isDestructive = false }: Change,
  { tier }: PromptSetting,
): string {
  const isAllowed = covers(tier, isDestructive ? "destructive" : "write");
  if (!isAllowed) {
    return `Changes: this server may not do that (its tier is '${tier}'). Say exactly what somebody with the right should do, and change nothing.`;
  }
  return `Changes: nothing is changed by this prompt. If a change is right, preview it with ${tool} (dry_run defaults to true), show me the preview, and apply it only when I say so, as its apply_with says.`;
}
