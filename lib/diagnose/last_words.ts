/**
 * What a container said before it ended.
 *
 * @module
 */
import { isTelling, tellingLine, withNeighbours } from "./container_log.ts";
import type { Facts } from "./facts.ts";
import type { Evidence } from "./finding.ts";
import { placeOf } from "./object_key.ts";
import type { ContainerFacts, PodFacts } from "./pod_facts.ts";

/** The telling line of a container's end. */
export interface LastWords extends Evidence {
  readonly previous: boolean;
  /** The line with its neighbours, for evidence. */
  readonly context: string;
}

/**
 * The line that says why a container ended, of the run that ended: the previous log while it runs again, or waits to.
 * `undefined` when it wrote nothing, or its log could not be read.
 */
export function lastWords(
  { logs }: Pick<Facts, "logs">,
  pod: PodFacts,
  { name, terminated, runningSince }: ContainerFacts,
): LastWords | undefined {
  const own = logs.filter((log) =>
    log.container === name && log.pod.name === pod.ref.name &&
    log.pod.namespace === pod.ref.namespace
  );
  const inOrder = terminated && !runningSince ? [false, true] : [true, false];
  for (const previous of inOrder) {
    const log = own.find((one) => one.previous === previous);
    const lines = log?.lines ?? [];
    const line = tellingLine(lines);
    if (line !== undefined) {
      const field = `log[${name}${previous ? ",previous" : ""}]`;
      return {
        where: placeOf(pod.ref, field),
        text: line.trim(),
        context: withNeighbours(lines, line, isTelling),
        previous,
      };
    }
  }
  return undefined;
}
