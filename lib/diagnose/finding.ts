/**
 * What a diagnosis finds.
 *
 * @module
 */

/**
 * What a finding means for the person who asks. `broken`: somebody has to act. `waiting`: in progress, paused or held
 * back on purpose. `note`: worth knowing, and nothing wrong.
 */
export type Severity = "broken" | "waiting" | "note";

/** A text that proves a finding, and where it stands. */
export interface Evidence {
  /** `Pod/shop/cart-0@status.containerStatuses[app].state.waiting` */
  readonly where: string;
  /** Quoted as it is; data, not words of ours. */
  readonly text: string;
}

/** The call that shows more, or previews the way out. */
export interface NextCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What a person does outside of this program; may stand beside a call. */
  readonly then?: string;
}

/** One thing that explains the state of an application. */
export interface Finding {
  /** Name of the rule, of its kind of cause: `image-not-found`. */
  readonly rule: string;
  readonly severity: Severity;
  /**
   * From 0 to 1, that this is why things are not as they should be: 1 is what the evidence says in so many words, 0.5 a
   * symptom whose cause is not seen. Of a note at most 0.3 is left, however true it is.
   */
  readonly confidence: number;
  /** The cause in one sentence, without its period. */
  readonly summary: string;
  /** What it is about, `kind/namespace/name`, with the field where one decides: `Service/shop/web@spec.ports`. */
  readonly where: string;
  readonly evidence: readonly Evidence[];
  readonly next: NextCall;
  /**
   * Keys (`keyOf`) of the objects whose bad state this is the reason of, besides the one in `where`. What other rules
   * say of them, with less confidence or as a symptom only, is left out.
   */
  readonly explains?: readonly string[];
  /** It says how something looks, not why: dropped as soon as anything explains the same object. */
  readonly symptom?: true;
}
