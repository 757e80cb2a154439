/**
 * What a guard is: a plain function that passes by returning and refuses by throwing.
 *
 * @module
 */
import type { Tier } from "../tier.ts";

/** What the operator allows; the same for every caller of one server. */
export interface Policy {
  /** The highest tier that may be used. */
  readonly tier: Tier;
  /** Whether credentials are masked in everything that leaves. */
  readonly maskSecrets: boolean;
  /** Upper bound of one answer, text and structured content together, in characters. */
  readonly maxResultChars: number;
}

/** A call on its way to its handler. */
export interface GuardedCall {
  readonly tool: string;
  readonly tier: Tier;
  /** Arguments that have passed the schema. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly policy: Policy;
  readonly signal: AbortSignal;
}

/** Returns to let the call pass, throws a `ToolError` to refuse it. */
export type Guard = (call: GuardedCall) => void | Promise<void>;
