/**
 * Whether an action can be run as it was asked for. Argo CD runs a disabled one all the same, and answers 500 with the
 * text of a script for a parameter that it misses.
 *
 * @module
 */
import * as z from "zod";
import type { ResourceActions } from "../../../argocd/wire/resources.ts";
import { ToolError } from "../../../errors.ts";
import {
  type ActionItem,
  actionItems,
} from "../../../views/resource_actions.ts";

/** The argument that holds the parameters. */
export const parameters = z.array(
  z.strictObject({ name: z.string().max(100), value: z.string().max(1_000) }),
).max(20).optional();

/** What is asked for. */
export interface ActionRequest {
  readonly action: string;
  readonly parameters?: z.infer<typeof parameters>;
}

function callOf({ name, params }: ActionItem): string {
  return params ? `${name}(${params.join(", ")})` : name;
}

function listed(items: readonly ActionItem[]): string {
  return items.length === 0
    ? "it has none"
    : `it has ${items.map(callOf).join(", ")}`;
}

function requireParameters(
  { params = [], ...item }: ActionItem,
  given: NonNullable<ActionRequest["parameters"]>,
  purpose: string,
): void {
  const refuse = (state: string): ToolError =>
    new ToolError("INVALID_ARGUMENT", `Cannot ${purpose}: ${state}`, {
      hint: params.length > 0
        ? `Give 'parameters' for ${
          callOf({ ...item, params })
        }, each with name and value`
        : "Leave 'parameters' out",
    });
  const names = given.map(({ name }) => name);
  const unknown = names.find((name) => !params.includes(name));
  if (unknown !== undefined) {
    throw refuse(`the action has no parameter '${unknown}'`);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw refuse(`parameter '${twice}' is given twice`);
  const missing = params.find((name) => !names.includes(name));
  if (missing !== undefined) throw refuse(`it needs parameter '${missing}'`);
  const replicas = given.find(({ name }) => name === "replicas");
  if (
    item.name === "scale" && replicas && !/^\d{1,6}$/.test(replicas.value)
  ) throw refuse(`'${replicas.value}' is no number of replicas`);
}

/**
 * Passes actions that the resource has, that are not disabled, and that get the parameters they need.
 *
 * @throws {ToolError} `NOT_FOUND`, `CONFLICT` for a disabled one, `INVALID_ARGUMENT`.
 */
export function requireAction(
  request: ActionRequest,
  offered: ResourceActions,
  purpose: string,
): ActionItem {
  const items = actionItems(offered);
  const item = items.find(({ name }) => name === request.action);
  if (!item) {
    throw new ToolError(
      "NOT_FOUND",
      `Cannot ${purpose}: the resource has no such action; ${listed(items)}`,
      {
        hint:
          "get_resource_actions shows the actions of a resource; older versions of Argo CD have fewer",
      },
    );
  }
  if (item.disabled) {
    throw new ToolError(
      "CONFLICT",
      `Cannot ${purpose}: the action is disabled in the present state of the resource, and Argo CD would run it all the same`,
      { hint: "get_resource shows the state; choose another action" },
    );
  }
  requireParameters(item, request.parameters ?? [], purpose);
  return item;
}
