/**
 * Log lines with times, and the kubelet's texts for containers that have none.
 *
 * @module
 */
import { digList, digText } from "./json.ts";
import type { KubeObject } from "./kube_object.ts";
import type { World } from "./world.ts";

/** One line of a container's log. */
export interface LogLine {
  readonly content: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly pod: string;
}

/** What the kubelet says instead of a log. */
export class LogError extends Error {
  override readonly name = "LogError";
}

/** Milliseconds before the start of the simulator at which the newest line was written. */
const NEWEST = 20_000;
const CRASHED = 140_000;
const CRASHED_BEFORE = 460_000;

/** Names of a pod's containers. */
function containersOf(pod: KubeObject): readonly string[] {
  return digList(pod, "spec", "containers").map((container) =>
    digText(container, "name")
  );
}

/** The log of one container, oldest line first; throws what the kubelet would say. */
export function containerLog(
  world: World,
  pod: KubeObject,
  options: { readonly container: string; readonly previous: boolean },
): readonly LogLine[] {
  const names = containersOf(pod);
  const { name } = pod.metadata;
  if (options.container === "" && names.length > 1) {
    throw new LogError(
      `a container name must be specified for pod ${name}, choose one of: [${
        names.join(" ")
      }]`,
    );
  }
  const container = options.container === ""
    ? names[0] ?? ""
    : options.container;
  const index = names.indexOf(container);
  if (index < 0) {
    throw new LogError(`container ${container} is not valid for pod ${name}`);
  }
  const image = digText(digList(pod, "spec", "containers")[index], "image");
  const behaviour = world.images.behaviour(image);
  if (behaviour.state === "pull") {
    throw new LogError(
      `container "${container}" in pod "${name}" is waiting to start: trying and failing to pull image`,
    );
  }
  if (options.previous && behaviour.state !== "crash") {
    throw new LogError(
      `previous terminated container "${container}" in pod "${name}" not found`,
    );
  }
  const texts = (options.previous ? behaviour.previousLogs : behaviour.logs) ??
    [];
  const step = (behaviour.secondsPerLine ?? 60) * 1000;
  const created = Date.parse(pod.metadata.creationTimestamp ?? "");
  const start = world.startedAt.getTime();
  const back = behaviour.state !== "crash"
    ? NEWEST
    : options.previous
    ? CRASHED_BEFORE
    : CRASHED;
  return texts.map((content, line) => ({
    content,
    pod: name,
    // A pod made after the start of the simulator has just begun to write.
    time: created > start
      ? created + line * 40
      : start - back - (texts.length - 1 - line) * step + line % 7,
  }));
}
