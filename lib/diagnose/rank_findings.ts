/**
 * The order of findings: the cause that a person should hear of first is the first one.
 *
 * @module
 */
import type { Finding, Severity } from "./finding.ts";

const WEIGHT: Readonly<Record<Severity, number>> = {
  broken: 2,
  waiting: 1,
  note: 0,
};

/** Whoever sorts by confidence must not take what is merely worth knowing for the cause. */
const NOTE_CONFIDENCE = 0.3;

/** The object of a place, without its field. */
function objectOf({ where }: Finding): string {
  return where.split("@")[0] ?? where;
}

/** `group/kind/namespace/name` and `kind/namespace/name` are compared by what both have. */
function nameOf(key: string): string {
  return key.split("/").slice(1).filter(Boolean).join("/");
}

/** The part of an application that a place is in: all conditions are one, for Argo CD reports one cause at several layers. */
function sideOf(where: string): string {
  return where.split("[")[0] ?? where;
}

/**
 * Whether two findings are about one thing. An application has many sides that have nothing to do with each other: of
 * it, the side is meant that a cause shows as its own evidence.
 */
function isAboutSame(cause: Finding, other: Finding): boolean {
  if (objectOf(cause) !== objectOf(other)) return false;
  const side = sideOf(other.where);
  return !side.startsWith("Application/") ||
    [cause, ...cause.evidence].some(({ where }) => sideOf(where) === side);
}

/** Whether `cause` is why `other` looks as it does. */
function explains(cause: Finding, other: Finding): boolean {
  if (cause === other) return false;
  const place = objectOf(other);
  const isNamed = cause.explains?.some((key) => nameOf(key) === place) ?? false;
  if (isNamed && (other.symptom || cause.confidence >= other.confidence)) {
    return true;
  }
  return other.symptom === true && !cause.symptom && isAboutSame(cause, other);
}

/** Whoever knows why one object looks bad also knows how bad it is. */
function knowsBetter(cause: Finding, other: Finding): boolean {
  return other.symptom === true && !cause.symptom &&
    cause.severity !== "note" && isAboutSame(cause, other);
}

/** Ids that a node or a driver puts into its words: another one for each pod. */
const ID_REGEXP = /\b(?=[a-f]*\d)[0-9a-f]{7,64}(?:-[0-9a-f]{4,12})*\b/g;

/** A summary without what is of one pod alone in the words that it quotes. */
function likeText(finding: Finding): string {
  const [kind, ...name] = objectOf(finding).split("/");
  const own = name.at(-1);
  if (kind !== "Pod" || !own) return finding.summary;
  return finding.summary.replace(
    /"[^"]*"/g,
    (quote) => quote.replaceAll(own, "*").replace(ID_REGEXP, "#"),
  );
}

/** Findings of one rule about like objects (the pods of one workload) are one finding; the first one stands for all. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.rule} ${likeText(finding)}`;
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}

/**
 * Ranks findings, and leaves out what another one explains.
 *
 * A symptom without any cause stays: an unknown fault still shows its decisive evidence.
 */
export function rankFindings(
  findings: readonly Finding[],
): readonly Finding[] {
  const ranked = [...findings].sort((a, b) =>
    WEIGHT[b.severity] - WEIGHT[a.severity] ||
    Number(a.symptom ?? false) - Number(b.symptom ?? false) ||
    b.confidence - a.confidence
  );
  const left = ranked.filter((other, at) =>
    !ranked.some((cause, before) =>
      (WEIGHT[cause.severity] >= WEIGHT[other.severity] ||
        knowsBetter(cause, other)) &&
      explains(cause, other) &&
      // Of two that explain each other the first one stays, not neither.
      (before < at || !explains(other, cause))
    )
  );
  return merged(left).map((finding) =>
    finding.severity === "note"
      ? {
        ...finding,
        confidence: Math.min(finding.confidence, NOTE_CONFIDENCE),
      }
      : finding
  );
}
