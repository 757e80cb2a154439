/**
 * Applications that a prune deletes, and those that go with them.
 *
 * @module
 */
import { ToolError } from "../../errors.ts";
import type { Facts } from "../../plans/facts.ts";
import type { WriteContext } from "../../tool_spec.ts";
import { isPruned } from "../../views/resource_change.ts";
import type { ComparedResource } from "../../views/resource_states.ts";
import { type FoundApplication, refOf } from "../read_application.ts";
import { tolerate } from "../tolerate.ts";
import {
  isApplication,
  readChild,
  readDescendants,
} from "./live/child_application.ts";

/** What is pruned of what. */
export interface Pruning {
  readonly found: FoundApplication;
  /** Absent where it is not known what the source renders to. */
  readonly compared?: readonly ComparedResource[] | undefined;
  readonly purpose: string;
}

async function readAll(
  { found, compared = [], purpose }: Pruning,
  context: WriteContext,
): Promise<readonly FoundApplication[]> {
  const all = new Map<string, FoundApplication>();
  for (const { ref } of compared.filter(isPruned)) {
    if (!isApplication(ref)) continue;
    const child = await readChild(ref, found.application, context);
    if (!child) continue;
    const below = await readDescendants(child, context, purpose);
    for (const one of [child, ...below]) all.set(refOf(one.key), one);
  }
  return [...all.values()];
}

/**
 * Reads the applications that go with a prune, however deep below it.
 *
 * @throws {ToolError} `OUT_OF_SCOPE` when one of them is, else as `readDescendants` does.
 */
export async function readPrunedApplications(
  pruning: Pruning,
  context: WriteContext,
): Promise<readonly FoundApplication[]> {
  const all = await tolerate(readAll(pruning, context), context.signal);
  if (!(all instanceof ToolError)) return all;
  if (all.code !== "OUT_OF_SCOPE") throw all;
  // Which one that is, is not told.
  throw new ToolError(
    "OUT_OF_SCOPE",
    `Cannot ${pruning.purpose}: an application that would be pruned, or that would go with one, is out of scope`,
    { hint: "Only the operator of this server can change its scope" },
  );
}

/** What a plan is bound to besides. */
export function prunedFacts(pruned: readonly FoundApplication[]): Facts {
  if (pruned.length === 0) return {};
  return {
    "pruned applications": Object.fromEntries(
      pruned.map(({ key, application }) => [
        refOf(key),
        application.metadata?.uid ?? "unknown",
      ]),
    ),
  };
}
