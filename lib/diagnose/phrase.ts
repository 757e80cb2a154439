/**
 * What a message of Kubernetes means, told by the phrases in it.
 *
 * @module
 */

/** A phrase, and what it says. */
export interface Phrase {
  /** Name of the finding's rule. */
  readonly rule: string;
  readonly regexp: RegExp;
  /** What the finding's sentence says of the cause; `groups` are those of the expression. */
  say(groups: Readonly<Record<string, string | undefined>>): string;
  /** What a person does about it. */
  readonly then: string;
}

/** A phrase that was found. */
export interface FoundPhrase {
  readonly rule: string;
  readonly said: string;
  readonly then: string;
}

/**
 * The first phrase of a list that a message holds: put what is special before what is general.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const full = { rule: "disk-full", regexp: /no space left/, say: () => "the disk is full", then: "make room" };
 * assert.equal(findPhrase([full], "write /tmp/x: no space left on device")?.said, "the disk is full");
 * assert.equal(findPhrase([full], "refused"), undefined);
 * ```
 */
export function findPhrase(
  phrases: readonly Phrase[],
  message: string,
): FoundPhrase | undefined {
  for (const { rule, regexp, say, then } of phrases) {
    const match = regexp.exec(message);
    if (match) return { rule, said: say(match.groups ?? {}), then };
  }
  return undefined;
}
