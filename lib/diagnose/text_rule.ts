/**
 * Rules that read what Argo CD says in words: one pattern, one cause.
 *
 * @module
 */
import type { Facts, Rule } from "./facts.ts";
import {
  type FailureSubject,
  type FailureText,
  failureTexts,
} from "./failure_text.ts";
import type { Evidence, Finding, NextCall } from "./finding.ts";
import { quoteAround } from "./quote.ts";

/** What a text means. */
export interface Reading {
  readonly rule: string;
  /** The cause in one sentence, without its period. */
  readonly summary: string;
  /** The part of the text that says so. */
  readonly decisive: string;
  /** 1 unless given. */
  readonly confidence?: number;
  /** The call that shows more; the application itself unless given. */
  readonly next?: Pick<NextCall, "tool" | "arguments">;
  /** What a person does. */
  readonly then: string;
  /** The field of the application that is to be looked at. */
  readonly field?: string;
}

/** Reads a text; `undefined` when its case is not there. */
export type Read = (failure: FailureText) => Reading | undefined;

/** A rule whose reading can be used on other texts, too: those of an ApplicationSet. */
export interface TextRule extends Rule {
  readonly read: Read;
}

/** One cause that a text may state. */
export interface Saying extends
  Omit<
    Reading,
    "summary" | "decisive" | "next" | "then"
  > {
  readonly pattern: RegExp;
  /** Texts that say more than this. */
  readonly unless?: RegExp;
  readonly summary: (match: RegExpExecArray, failure: FailureText) => string;
  readonly next?: (
    match: RegExpExecArray,
    failure: FailureText,
  ) => Pick<NextCall, "tool" | "arguments">;
  readonly then:
    | string
    | ((match: RegExpExecArray, failure: FailureText) => string);
}

/** The first of `sayings` that a text states. */
export function readSayings(sayings: readonly Saying[]): Read {
  return (failure) => {
    for (
      const { pattern, unless, summary, next, then, ...rest } of sayings
    ) {
      const match = pattern.exec(failure.text);
      if (!match || unless?.test(failure.text)) continue;
      return {
        ...rest,
        summary: summary(match, failure),
        decisive: match[0],
        then: typeof then === "string" ? then : then(match, failure),
        ...(next ? { next: next(match, failure) } : {}),
      };
    }
    return undefined;
  };
}

/** A text as an expression for itself, however its spaces are written. */
function literally(text: string): RegExp {
  return new RegExp(
    text.trim().replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replace(
      /\s+/g,
      "\\s+",
    ),
  );
}

function finding(
  reading: Reading,
  evidence: readonly Evidence[],
  { ref }: Facts,
): Finding {
  const { rule, summary, confidence = 1, next, then, field } = reading;
  const [first] = evidence;
  return {
    rule,
    severity: "broken",
    confidence,
    summary,
    where: field
      ? `Application/${ref}@${field}`
      : first?.where ?? `Application/${ref}`,
    evidence,
    next: {
      ...next ??
        {
          tool: "get_application",
          arguments: { application: ref, include: ["spec"] },
        },
      then,
    },
  };
}

/**
 * A rule that reads the error texts of the application; what several of them say alike is one finding.
 *
 * @param more Evidence besides the texts: what Argo CD says of the repository or the cluster itself.
 */
export function textRule(
  { names, subjects, read, more }: {
    readonly names: readonly string[];
    readonly subjects: readonly FailureSubject[];
    readonly read: Read;
    readonly more?: (failure: FailureText, facts: Facts) => readonly Evidence[];
  },
): TextRule {
  function readHere(failure: FailureText): Reading | undefined {
    return subjects.includes(failure.subject) ? read(failure) : undefined;
  }
  return {
    names,
    read: readHere,
    look(facts) {
      const found = new Map<string, [Reading, Evidence[]]>();
      for (const failure of failureTexts(facts)) {
        const reading = readHere(failure);
        if (!reading) continue;
        const { rule, summary, decisive } = reading;
        const text = quoteAround(failure.text, literally(decisive));
        const known = found.get(`${rule} ${summary}`);
        if (known) {
          const isNew = !known[1].some((one) => one.text === text);
          if (isNew) known[1].push({ where: failure.place, text });
          continue;
        }
        found.set(`${rule} ${summary}`, [reading, [
          { where: failure.place, text },
          ...(more?.(failure, facts) ?? []),
        ]]);
      }
      return [...found.values()].map(([reading, evidence]) =>
        finding(reading, evidence, facts)
      );
    },
  };
}
