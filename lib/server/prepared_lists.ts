/**
 * The lists that depend on nothing but the program and its instances.
 *
 * @module
 */
import type { Instances } from "../instances/instance.ts";
import type { PreparedLists } from "./first_answers.ts";
import { listTools } from "./introduce.ts";
import { listPrompts } from "./prompt_list.ts";
import { RESOURCE_TEMPLATES } from "./resource_uri.ts";

/** The result of each request for such a list, made when it is asked for. */
export function preparedLists(instances: Instances): PreparedLists {
  return new Map<string, () => unknown>([
    ["tools/list", () => ({ tools: listTools(instances) })],
    ["prompts/list", () => ({ prompts: listPrompts(instances) })],
    [
      "resources/templates/list",
      () => ({ resourceTemplates: RESOURCE_TEMPLATES }),
    ],
  ]);
}
