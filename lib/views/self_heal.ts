/**
 * Self-heal that does not come to an end.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";

/** One attempt is what self-heal is for. */
const TOO_MANY = 2;

/**
 * Says how often in a row it has synced while something still differs; `undefined` where that is nothing unusual.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const sync = { autoHealAttemptsCount: 7 };
 * const operationState = { operation: { sync }, phase: "Succeeded", finishedAt: "2026-11-21T06:15:34Z" };
 * assert.equal(
 *   selfHealText({ status: { sync: { status: "OutOfSync" }, operationState } }),
 *   "self-heal has synced 7 times in a row, last Succeeded at 2026-11-21T06:15:34Z: what differs comes back",
 * );
 * ```
 */
export function selfHealText({ status }: Application): string | undefined {
  const { operation, phase, finishedAt } = status?.operationState ?? {};
  const attempts = operation?.sync?.autoHealAttemptsCount ?? 0;
  if (attempts < TOO_MANY || status?.sync?.status !== "OutOfSync") {
    return undefined;
  }
  const last = finishedAt ? `, last ${phase ?? "?"} at ${finishedAt}` : "";
  return `self-heal has synced ${attempts} times in a row${last}: what differs comes back`;
}
