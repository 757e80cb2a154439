/**
 * The arguments that choose among several Argo CDs, as `tools/list` shows them.
 *
 * @module
 */
import type { Instances } from "../instances/instance.ts";
import type { ListedTool, ToolDescription } from "./tool_list.ts";

/** More names would cost more in every list of tools than they help. */
const MOST_NAMES = 20;

function instanceSchema({ all }: Instances): unknown {
  if (all.length > MOST_NAMES) {
    return { type: "string", description: "name from list_instances" };
  }
  return { type: "string", enum: all.map(({ name }) => name) };
}

const INSTANCES_SCHEMA = {
  type: "string",
  description: "instead of instance: 'all' or labels, env=prod,region!=eu",
};

/** Whether a call has to say which instance it is for: a change always, a read where none is the usual one. */
function isRequired(
  { tier, across }: ListedTool,
  { usual }: Instances,
): boolean {
  return tier !== "read" || !usual && across === undefined;
}

/** The input schema of `tool` with what chooses an instance; unchanged where there is one only. */
export function withInstanceArguments(
  tool: ListedTool,
  instances: Instances,
): ToolDescription["inputSchema"] {
  const { inputSchema, across, other } = tool;
  if (instances.all.length === 1) return inputSchema;
  const { properties = {}, required = [] } = inputSchema as {
    readonly properties?: object;
    readonly required?: readonly string[];
  };
  return {
    ...inputSchema,
    properties: {
      instance: instanceSchema(instances),
      ...(across === undefined ? {} : { instances: INSTANCES_SCHEMA }),
      ...properties,
      ...(other === undefined ? {} : { [other]: instanceSchema(instances) }),
    },
    required: [
      ...(isRequired(tool, instances) ? ["instance"] : []),
      ...required,
    ],
  };
}
