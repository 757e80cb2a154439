/**
 * How a change is made through this server, as prompts say it.
 *
 * @module
 */
import { covers, type Tier } from "../tier.ts";
import { lines } from "./lines.ts";
import type { PromptSetting } from "./prompt.ts";

/** A tool that makes the change, and what it needs. */
export interface Change {
  readonly tool: string;
  readonly tier: Tier;
  /** What only a server may do that may destroy. */
  readonly more?: string;
}

/** Deploys what is in the source. */
export const SYNC: Change = {
  tool: "sync_application",
  tier: "write",
  more: "prunes, forces or replaces",
};

/** Deploys what was there before, over what is in the source. */
export const ROLLBACK: Change = {
  tool: "rollback_application",
  tier: "destructive",
};

/** The rules for a change that the task may lead to. */
export function howToChange(
  { tool, tier: needed, more }: Change,
  { tier }: PromptSetting,
): string {
  if (!covers(tier, needed)) {
    return `Changes: this server may not do that (its tier is '${tier}'). Say exactly what somebody with the right should do, and change nothing.`;
  }
  return lines(
    `Changes: nothing is changed by this prompt. If a change is right, preview it with ${tool} (dry_run defaults to true), show me the preview, and apply it only when I say so, as its apply_with says.`,
    more && !covers(tier, "destructive") &&
      `What ${more} is refused here (the tier is '${tier}'): say who has to do it.`,
  );
}
