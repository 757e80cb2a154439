/**
 * What a guard is: a plain function that passes by returning and refuses by throwing.
 *
 * @module
 */
import type { Tier } from "../tier.ts";
import type { Effect } from "./effect.ts";
import type { ApplicationFacts, Restriction, Scope } from "./scope.ts";

/** When a person is asked before something destructive is done. */
export const HUMAN_APPROVALS = ["auto", "required", "off"] as const;

/** One of {@linkcode HUMAN_APPROVALS}. `auto`: where the client can ask; `required`: a client that cannot is refused. */
export type HumanApproval = typeof HUMAN_APPROVALS[number];

/** Calls to the Argo CD API that one caller may make. */
export interface RateLimit {
  readonly calls: number;
  /** Length of the sliding window. */
  readonly windowSeconds: number;
}

/** What the operator allows; the same for every caller of one server. */
export interface Policy {
  /** The highest tier that may be used. */
  readonly tier: Tier;
  /** What holds the tier down, where it is not the variables: `max_tier of 'prod' in registry.yaml`. */
  readonly tierSetting?: string;
  /** Whether credentials are masked in everything that leaves. */
  readonly maskSecrets: boolean;
  /** Upper bound of one answer, text and structured content together, in characters. */
  readonly maxResultChars: number;
  /** What may be seen and touched at all; absent = everything that the account may. */
  readonly scope?: Scope;
  readonly humanApproval: HumanApproval;
  /** Absent = no limit. */
  readonly rateLimit?: RateLimit;
}

/** What a guard can find out about the objects of a call. It costs requests, so it is asked for, not handed over. */
export interface CallFacts {
  /**
   * What keeps the application `ref` out of scope.
   *
   * @throws {ToolError} when it cannot be read.
   */
  restrictionOf(ref: string): Promise<Restriction | undefined>;
  /** The same of an application that does not exist like that yet. */
  restrictionOfState(
    application: ApplicationFacts,
  ): Promise<Restriction | undefined>;
}

/** A call on its way to its handler. */
export interface GuardedCall {
  readonly tool: string;
  /** What the tool and the arguments are known to do before anything is read. */
  readonly effect: Effect;
  /** Arguments that have passed the schema. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly policy: Policy;
  readonly facts: CallFacts;
  readonly signal: AbortSignal;
}

/** Returns to let the call pass, throws a `ToolError` to refuse it. */
export type Guard = (call: GuardedCall) => void | Promise<void>;
