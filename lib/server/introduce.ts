/**
 * What the server says of itself: its introduction and its list of tools.
 *
 * @module
 */
import type { Policy } from "../guards/guard.ts";
import { covers } from "../tier.ts";
import type { Introduction } from "./first_answers.ts";
import { instructions } from "./instructions.ts";
import { TOOL_LIST, type ToolDescription } from "./tool_list.ts";

/** Name, abilities and instructions; tools change only with the program. */
export function introduce(policy: Policy, version: string): Introduction {
  return {
    capabilities: { tools: { listChanged: false } },
    serverInfo: { name: "argocd-mcp", title: "Argo CD", version },
    instructions: instructions(policy),
  };
}

/**
 * The tools that the policy allows, sorted by name. What a tool could destroy and the policy refuses, it cannot, so it is
 * not said of it: clients warn of what may be destroyed.
 */
export function listTools(policy: Policy): readonly ToolDescription[] {
  return TOOL_LIST.filter(({ tier }) => covers(policy.tier, tier))
    .map(({ tier: _tier, reach, annotations, ...description }) => ({
      ...description,
      annotations: {
        ...annotations,
        destructiveHint: reach === "destructive" && covers(policy.tier, reach),
      },
    }));
}
