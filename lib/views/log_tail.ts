/**
 * The end of a log, held in bounded memory however long the log is.
 *
 * @module
 */
import type { LogEntry } from "../argocd/wire/events.ts";
import { isoTime } from "./iso_time.ts";

/** A line that is longer is data; its start says what it is. */
const LINE_CHARS = 1_000;

/** What was kept of one container's log. */
export interface TailedLog {
  /** Oldest first. */
  readonly lines: readonly string[];
  /** Matching lines that were seen, kept or not. */
  readonly seen: number;
  /** When the first and the last kept line were written. */
  readonly from?: string;
  readonly to?: string;
  /** What Kubernetes said instead of a log. Argo CD delivers it as a line of the log, with 200. */
  readonly problem?: string;
}

/**
 * What a filter argument means: part of a line in any case, `!` in front for lines without it.
 *
 * Argo CD's own filter depends on its version (before 3.0 it minds the case), so answers are filtered again by this.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert(lineMatcher("error")("ERROR no queue"));
 * assert(!lineMatcher("!error")("ERROR no queue"));
 * assert(lineMatcher(undefined)("anything"));
 * ```
 */
export function lineMatcher(
  filter: string | undefined,
): (line: string) => boolean {
  if (filter === undefined || filter === "" || filter === "!") {
    return () => true;
  }
  const inverted = filter.startsWith("!");
  const part = (inverted ? filter.slice(1) : filter).toLowerCase();
  return (line) => line.toLowerCase().includes(part) !== inverted;
}

/** A copy that does not keep the whole line alive, as a slice would. */
function shortCopy(line: string): string {
  if (line.length <= LINE_CHARS) return line;
  const start = new TextDecoder().decode(
    new TextEncoder().encode(line.slice(0, LINE_CHARS)),
  );
  return `${start}… (${line.length - LINE_CHARS} more characters)`;
}

/** Takes a stream's entries and keeps its last lines. */
export class LogTail {
  readonly #most: number;
  readonly #matches: (line: string) => boolean;
  #entries: { readonly line: string; readonly time: string }[] = [];
  #seen = 0;
  #problem: string | undefined;

  /** Keeps the last `most` of the lines that `matches`. */
  constructor(most: number, matches: (line: string) => boolean = () => true) {
    this.#most = most;
    this.#matches = matches;
  }

  /** Takes the next entry. */
  add(
    { content = "", podName = "", timeStampStr = "", last = false }: LogEntry,
  ): void {
    if (last && content === "") return;
    // Only what comes from a pod carries its name; the rest are errors of the kubelet or the API server.
    if (podName === "") {
      this.#problem ??= shortCopy(content);
      return;
    }
    if (!this.#matches(content)) return;
    this.#seen++;
    this.#entries.push({
      line: shortCopy(content).replace(/[\r\n]+/g, " "),
      time: timeStampStr,
    });
    if (this.#entries.length >= 2 * this.#most + 16) {
      this.#entries = this.#entries.slice(-this.#most);
    }
  }

  /** What was kept. */
  result(): TailedLog {
    const kept = this.#entries.slice(-this.#most);
    const [from, to] = [kept[0]?.time, kept.at(-1)?.time].map((time) =>
      time && isoTime(time)
    );
    return {
      lines: kept.map(({ line }) => line),
      seen: this.#seen,
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }
}

const CHOOSE_REGEXP = /a container name must be specified/;
const NAMES_REGEXP = /\[([a-z0-9][a-z0-9 .-]*)\]/g;

/**
 * The containers that Kubernetes names when it wants one of several chosen; empty for any other text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const said = "a container name must be specified for pod shop-0, choose one of: [web proxy] or one of the init containers: [migrate]";
 * assert.deepEqual(namedContainers(said), ["web", "proxy", "migrate"]);
 * assert.deepEqual(namedContainers("container nope is not valid for pod shop-0"), []);
 * ```
 */
export function namedContainers(
  problem: string | undefined,
): readonly string[] {
  if (problem === undefined || !CHOOSE_REGEXP.test(problem)) return [];
  return [...problem.matchAll(NAMES_REGEXP)].flatMap(([, names = ""]) =>
    names.split(" ").filter(Boolean)
  );
}
