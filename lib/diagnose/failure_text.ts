/**
 * What Argo CD says of an application that it cannot compare, and what each of these texts is about.
 *
 * @module
 */
import type { ApplicationSource } from "../argocd/wire/application.ts";
import { isWarning } from "../views/application_reasons.ts";
import type { Facts } from "./facts.ts";

/** `source`: repository, revision, rendering. `cluster`: its destination. `argocd`: Argo CD's own parts. */
export type FailureSubject = "source" | "cluster" | "argocd";

/** One text. */
export interface FailureText {
  /** As Argo CD wrote it. */
  readonly text: string;
  /** Where it stands. */
  readonly place: string;
  readonly subject: FailureSubject;
  /** Which of the application's sources it is about, where it says so or there is one. */
  readonly source?: ApplicationSource;
  /** `source 2 of 3`; empty where there is one. */
  readonly position: string;
}

/** Layers of the text that name the cluster, whatever the last error below them says. */
const CLUSTER_REGEXP =
  /Failed to load live state|failed to get cluster (?:info|version)|error synchronizing cache state|failed to get server version|failed to (?:sync|load) (?:initial state|cluster)|[Nn]amespace "[^"]*" for \w+ "[^"]*" is not managed|can not be managed when in namespaced mode/;
/** Argo CD's parts talk to each other over gRPC and Redis. */
const OWN_REGEXP =
  /connection error: desc = |error reading server preface|code = (?:Unavailable|ResourceExhausted|Unimplemented) desc|argocd-(?:repo-server|redis|commit-server)|error getting cached app|(?:NOAUTH|WRONGPASS|LOADING|READONLY|MASTERDOWN) [A-Z]|(?:^|[^\w/.-])redis: (?:c|nil|pool|get)|dial tcp [^ ]*:(?:6379|8081|26379)\b/;
const POSITION_REGEXP = /for source (\d+) of (\d+)/;
/** An operation that could not begin says the same as the conditions. */
const OPERATION_REGEXP = /^(?:ComparisonError|InvalidSpecError|UnknownError):/;

/** What an error of Argo CD is about. */
export function failureSubject(text: string): FailureSubject {
  if (OWN_REGEXP.test(text)) return "argocd";
  return CLUSTER_REGEXP.test(text) ? "cluster" : "source";
}

function sourcesOf({ application }: Facts): readonly ApplicationSource[] {
  const { source, sources } = application.spec ?? {};
  if (sources && sources.length > 0) return sources;
  return source ? [source] : [];
}

/** A text with what it is about. */
export function failureText(
  text: string,
  { place, sources }: {
    readonly place: string;
    readonly sources: readonly ApplicationSource[];
  },
): FailureText {
  const [, number, of] = POSITION_REGEXP.exec(text) ?? [];
  const source = number === undefined
    ? sources.length === 1 ? sources[0] : undefined
    : sources[Number(number) - 1];
  return {
    text,
    place,
    subject: failureSubject(text),
    ...(source ? { source } : {}),
    position: number && of && of !== "1" ? `source ${number} of ${of}` : "",
  };
}

/**
 * The error conditions, and what ended the last operation before it began; each text once. What only warns is not
 * here.
 */
export function failureTexts(facts: Facts): readonly FailureText[] {
  const { application, ref } = facts;
  const { conditions = [], operationState, sync } = application.status ?? {};
  const sources = sourcesOf(facts);
  const own = `Application/${ref}@status`;
  const texts = conditions.filter((one) => !isWarning(one) && one.message)
    .map(({ type = "", message = "" }) =>
      failureText(message, { place: `${own}.conditions[${type}]`, sources })
    );
  const { phase, message = "" } = operationState ?? {};
  const isEnded = phase === "Error" || phase === "Failed";
  // The conditions are newer; and a comparison that works again has outlived what once failed.
  const isOutlived = texts.length > 0 || sync?.status === "Synced";
  if (isEnded && OPERATION_REGEXP.test(message) && !isOutlived) {
    const place = `${own}.operationState.message`;
    texts.push(failureText(message, { place, sources }));
  }
  return texts;
}
