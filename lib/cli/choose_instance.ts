/**
 * The instance that a command is told to use.
 *
 * @module
 */
import { sameAddress } from "../argocd/comparable_address.ts";
import type { OwnedInstance } from "../instances/open_instance.ts";
import { nearest } from "../pipeline/nearest.ts";
import type { CommandContext } from "./command.ts";
import { didYouMean, refusal } from "./configuration_error.ts";
import type { OpenedInstances } from "./open_instances.ts";

/** A misplaced secret does not look like a name. */
function repeatable(word: string): string {
  return /^[a-z][a-z0-9.-]{0,60}$/.test(word) ? ` '${word}'` : " of that name";
}

/**
 * The instance that the operand names, by name or address.
 *
 * @returns `undefined` when there is no operand and more than one instance.
 * @throws {ToolError} `CONFIGURATION` when no such instance is registered.
 */
export function namedInstance(
  { all }: Pick<OpenedInstances, "all">,
  operands: readonly string[],
): OwnedInstance | undefined {
  const [wanted] = operands;
  if (wanted === undefined) return all.length === 1 ? all[0] : undefined;
  const found = all.find(({ name }) => name === wanted) ??
    all.find(({ address }) => sameAddress(address, wanted));
  if (found) return found;
  const names = all.map(({ name }) => name);
  throw refusal(
    `no instance${repeatable(wanted)} is registered${
      didYouMean(nearest(wanted, names))
    }`,
    `Registered: ${names.join(", ")}`,
  );
}

/** As {@linkcode namedInstance}, for commands that are about one: without an operand the usual one is meant. */
export function requireInstance(
  instances: OpenedInstances,
  { operands }: Pick<CommandContext, "operands">,
): OwnedInstance {
  const found = namedInstance(instances, operands) ?? instances.usual;
  if (found) return found;
  throw refusal(
    `${instances.all.length} instances are registered, and the command does not say which one is meant`,
    `Add one of: ${instances.all.map(({ name }) => name).join(", ")}`,
  );
}
