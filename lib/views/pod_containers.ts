/**
 * The containers of a live pod, and how each is doing.
 *
 * @module
 */
import { isRecord, type Manifest } from "./manifest_yaml.ts";

/** One container. */
export interface PodContainer {
  readonly name: string;
  readonly init: boolean;
  readonly restarts: number;
  /** `waiting: CrashLoopBackOff; last exit 137 (OOMKilled)` */
  readonly state: string;
  /** An init container that has done its work: its log explains nothing. */
  readonly done: boolean;
}

function records(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function exitText(terminated: unknown): string | undefined {
  if (!isRecord(terminated)) return undefined;
  const { exitCode, reason } = terminated;
  return `exit ${String(exitCode ?? "?")}${
    typeof reason === "string" && reason !== "" ? ` (${reason})` : ""
  }`;
}

function stateText(status: Record<string, unknown>): string {
  const state = isRecord(status["state"]) ? status["state"] : {};
  const last = isRecord(status["lastState"]) ? status["lastState"] : {};
  const { waiting, running, terminated } = state;
  const lastExit = exitText(last["terminated"]);
  return [
    isRecord(waiting)
      ? `waiting: ${String(waiting["reason"] ?? "no reason")}`
      : undefined,
    isRecord(running) ? "running" : undefined,
    exitText(terminated),
    lastExit && `last ${lastExit}`,
  ].filter(Boolean).join("; ");
}

/** Reads the containers of a pod, those that run first first. */
export function podContainers(pod: Manifest): readonly PodContainer[] {
  const spec = isRecord(pod["spec"]) ? pod["spec"] : {};
  const status = isRecord(pod["status"]) ? pod["status"] : {};
  function read(
    list: unknown,
    statuses: unknown,
    init: boolean,
  ): readonly PodContainer[] {
    const byName = new Map(records(statuses).map((one) => [one["name"], one]));
    return records(list).flatMap((container) => {
      const { name } = container;
      if (typeof name !== "string") return [];
      const own = byName.get(name) ?? {};
      const restarts = own["restartCount"];
      const state = isRecord(own["state"]) ? own["state"] : {};
      const terminated = isRecord(state["terminated"])
        ? state["terminated"]
        : undefined;
      return [{
        name,
        init,
        restarts: typeof restarts === "number" ? restarts : 0,
        state: stateText(own),
        done: init && terminated?.["exitCode"] === 0,
      }];
    });
  }
  return [
    ...read(spec["initContainers"], status["initContainerStatuses"], true),
    ...read(spec["containers"], status["containerStatuses"], false),
  ];
}
