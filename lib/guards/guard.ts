/**
 * What a guard is: a plain function that passes by returning and refuses by throwing.
 *
 * @module
 */
import type { Tier } from "../tier.ts";
import type { Restriction, Scope } from "./scope.ts";

/** What the operator allows; the same for every caller of one server. */
export interface Policy {
  /** The highest tier that may be used. */
  readonly tier: Tier;
  /** Whether credentials are masked in everything that leaves. */
  readonly maskSecrets: boolean;
  /** Upper bound of one answer, text and structured content together, in characters. */
  readonly maxResultChars: number;
  /** What may be seen and touched at all; absent = everything that the account may. */
  readonly scope?: Scope;
}

/** What a guard can find out about the objects of a call. It costs requests, so it is asked for, not handed over. */
export interface CallFacts {
  /**
   * Which setting keeps the application `ref` out of scope.
   *
   * @throws {ToolError} when it cannot be read.
   */
  restrictionOf(ref: string): Promise<Restriction | undefined>;
}

/** A call on its way to its handler. */
export interface GuardedCall {
  readonly tool: string;
  readonly tier: Tier;
  /** Arguments that have passed the schema. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly policy: Policy;
  readonly facts: CallFacts;
  readonly signal: AbortSignal;
}

/** Returns to let the call pass, throws a `ToolError` to refuse it. */
export type Guard = (call: GuardedCall) => void | Promise<void>;
