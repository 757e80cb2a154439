/**
 * Logs of one or many containers for a reader: where each line comes from, and the newest lines of all.
 *
 * @module
 */
import { compact } from "./compact.ts";
import type { TailedLog } from "./log_tail.ts";
import { plural } from "./plural.ts";

/** One log that was read. */
export interface ReadLog {
  readonly pod: string;
  readonly container?: string | undefined;
  /** Of the container's run before the present one. */
  readonly previous: boolean;
  readonly restarts?: number | undefined;
  readonly state?: string | undefined;
  readonly log: TailedLog;
}

/** Where lines of a log come from. */
export interface LogSource {
  readonly pod: string;
  readonly container?: string;
  readonly previous?: true;
  readonly restarts?: number;
  readonly state?: string;
  /** Lines of it in the answer as a whole. */
  readonly lines: number;
  /** Older lines that were read and left out, so that every source has its share. */
  readonly left_out?: number;
  readonly from?: string;
  readonly to?: string;
  /** What Kubernetes or Argo CD said instead of a log. */
  readonly problem?: string;
}

/** What `get_application_logs` answers. */
export interface LogsView {
  readonly application: string;
  /** Which pods were chosen, and why. */
  readonly selected: string;
  readonly pods_left_out?: number;
  readonly sources: readonly LogSource[];
  /** Text of the containers. With several sources each line starts with the number of its source, from 1. */
  readonly log: string;
}

/** What a line costs in an answer: it is there twice, quoted as JSON. */
function cost(line: string): number {
  return 2 * (JSON.stringify(line).length + 4);
}

/**
 * Keeps the newest lines of every log so that all together cost at most `budget` characters: short logs whole, the
 * others equally.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(fairTails([["a"], ["b", "c", "d", "e"]], 60), [["a"], ["c", "d", "e"]]);
 * ```
 */
export function fairTails(
  logs: readonly (readonly string[])[],
  budget: number,
): readonly (readonly string[])[] {
  const costs = logs.map((lines) =>
    lines.reduce((sum, line) => sum + cost(line), 0)
  );
  const order = logs.map((_, index) => index).sort((a, b) =>
    (costs[a] ?? 0) - (costs[b] ?? 0)
  );
  const tails: (readonly string[])[] = logs.map(() => []);
  let left = budget;
  for (const [done, index] of order.entries()) {
    let share = Math.floor(left / (order.length - done));
    const lines = logs[index] ?? [];
    let start = lines.length;
    while (start > 0 && cost(lines[start - 1] ?? "") <= share) {
      share -= cost(lines[--start] ?? "");
    }
    tails[index] = lines.slice(start);
    left -= (tails[index] ?? []).reduce((sum, line) => sum + cost(line), 0);
  }
  return tails;
}

/**
 * Puts logs together.
 *
 * @param selection.budget Characters that lines of several logs may cost; one log alone is paged instead.
 */
export function logsView(
  logs: readonly ReadLog[],
  selection: {
    readonly application: string;
    readonly selected: string;
    readonly leftOut: number;
    readonly budget: number;
  },
): LogsView {
  const { application, selected, leftOut, budget } = selection;
  const several = logs.length > 1;
  const all = logs.map(({ log }) => log.lines);
  const shown = several ? fairTails(all, budget) : all;
  const sources = logs.map(
    ({ pod, container, previous, restarts, state, log }, index) => {
      const lines = shown[index]?.length ?? 0;
      return {
        pod,
        ...compact({ container, restarts: restarts || undefined, state }),
        ...(previous ? { previous } : {}),
        lines,
        ...(log.lines.length > lines
          ? { left_out: log.lines.length - lines }
          : {}),
        ...compact({ from: log.from, to: log.to, problem: log.problem }),
      };
    },
  );
  return {
    application,
    selected,
    ...(leftOut > 0 ? { pods_left_out: leftOut } : {}),
    sources,
    log: shown.flatMap((lines, index) =>
      several ? lines.map((line) => `${index + 1}| ${line}`) : lines
    ).join("\n"),
  };
}

function sourceLine(source: LogSource, number: string): string {
  const {
    pod,
    container,
    previous,
    restarts,
    state,
    lines,
    left_out: leftOut,
    from,
    to,
    problem,
  } = source;
  const facts = [
    previous && "previous run",
    restarts && plural(restarts, "restart"),
    state,
    lines > 0 || problem === undefined
      ? `${plural(lines, "line")}${from ? ` ${from} to ${to ?? "?"}` : ""}`
      : undefined,
    problem && `${lines > 0 ? "then it broke off" : "no log"}: ${problem}`,
    leftOut && `${leftOut} older left out`,
  ].filter(Boolean).join(" · ");
  return `${number}${pod}${container ? `/${container}` : ""}: ${facts}`;
}

/** The logs as text; see {@linkcode LogsView}. */
export function logsText(view: LogsView): string {
  const several = view.sources.length > 1;
  return [
    `${view.application}: logs of ${view.selected}`,
    view.pods_left_out
      ? `${view.pods_left_out} more pods were left out; name a pod for its log`
      : "",
    ...view.sources.map((source, index) =>
      sourceLine(source, several ? `${index + 1} = ` : "")
    ),
    view.log === ""
      ? "no lines"
      : `--- log, text of the containers ---\n${view.log}`,
  ].filter(Boolean).join("\n");
}
