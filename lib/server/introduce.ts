/**
 * What the server says of itself: its introduction and its list of tools.
 *
 * @module
 */
import type { Instances } from "../instances/instance.ts";
import { covers, highest, type Tier } from "../tier.ts";
import type { Delivery } from "./delivery.ts";
import type { Introduction } from "./first_answers.ts";
import { withInstanceArguments } from "./instance_arguments.ts";
import { instructions } from "./instructions.ts";
import { TOOL_LIST, type ToolDescription } from "./tool_list.ts";

/** The highest tier that is allowed anywhere. */
function tierOf({ all }: Instances): Tier {
  return highest(all.map(({ policy }) => policy.tier));
}

/**
 * Name, abilities and instructions.
 *
 * @param delivery Nothing is promised that the transport does not carry.
 */
export function introduce(
  instances: Instances,
  { version, delivery }: {
    readonly version: string;
    readonly delivery: Delivery;
  },
): Introduction {
  // Both let a caller choose among the instances, which may come and go.
  const listChanged = delivery.lists && instances.onChange !== undefined;
  return {
    capabilities: {
      tools: { listChanged },
      prompts: { listChanged },
      resources: { subscribe: delivery.resources, listChanged: false },
      completions: {},
    },
    serverInfo: { name: "argocd-mcp", title: "Argo CD", version },
    instructions: instructions(instances, tierOf(instances)),
  };
}

/**
 * The tools that the policy allows, sorted by name. What a tool could destroy and the policy refuses, it cannot, so it is
 * not said of it: clients warn of what may be destroyed.
 */
export function listTools(instances: Instances): readonly ToolDescription[] {
  const allowed = tierOf(instances);
  const isOne = instances.all.length === 1;
  return TOOL_LIST
    .filter(({ tier, across }) =>
      covers(allowed, tier) && !(isOne && across === "always")
    )
    .map((tool) => {
      const {
        tier: _tier,
        across: _across,
        other: _other,
        reach,
        annotations,
        ...shown
      } = tool;
      return {
        ...shown,
        inputSchema: withInstanceArguments(tool, instances),
        annotations: {
          ...annotations,
          destructiveHint: reach === "destructive" && covers(allowed, reach),
        },
      };
    });
}
