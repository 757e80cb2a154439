/**
 * A server of one Argo CD that is never asked, for tests of what a server says of itself.
 *
 * @module
 */
import type { Policy } from "../../lib/guards/guard.ts";
import type { Instance, Instances } from "../../lib/instances/instance.ts";

/** An instance with nothing behind it. */
export function unreachable(
  name: string,
  policy: Policy,
  labels: Readonly<Record<string, string>> = {},
): Instance {
  return {
    name,
    labels,
    address: `https://${name}.invalid`,
    policy,
    connection: () => Promise.reject(new Error(`${name} is never asked`)),
    secrets: () => [],
  };
}

/** One such instance. */
export function onlyInstance(policy: Policy): Instances {
  const instance = unreachable("test", policy);
  return { all: [instance], usual: instance };
}
