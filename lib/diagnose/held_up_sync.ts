/**
 * A sync that is held up by what another finding explains: who is told why a database does not get ready wants to know
 * that nothing of the later waves is there because of it.
 *
 * @module
 */
import { span } from "../views/age.ts";
import { plural } from "../views/plural.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { keyOf, placeOf } from "./object_key.ts";
import {
  type Awaited,
  awaited,
  minutesSince,
  operationFacts,
} from "./operation_facts.ts";

/** Evidence in front of that of the sync: what says why comes first, and the third piece is the last that is shown. */
const MOST_BEFORE = 2;

/** The message of a sync that waits for the health of something. */
interface HeldUp {
  readonly message: string;
  readonly waits: Awaited;
  readonly startedAt: string | undefined;
}

function heldUp({ application }: Facts): HeldUp | undefined {
  const { phase, retrying, message, startedAt } = operationFacts(application);
  if (phase !== "Running" || retrying) return undefined;
  const waits = awaited(message);
  return waits?.what === "health" ? { message, waits, startedAt } : undefined;
}

/** Resources that the sync has not made. */
function notStarted({ application }: Facts): readonly string[] {
  return (application.status?.resources ?? []).filter(({ health, hook }) =>
    !hook && health?.status === "Missing"
  ).map(({ kind, name }) => `${kind} '${name}'`);
}

/** `; 2 resources of later waves (Service 'front') not started`; empty when all of them are there. */
export function laterText(facts: Facts): string {
  const later = notStarted(facts);
  return later.length > 0
    ? `; ${plural(later.length, "resource")} of later waves (${
      later[0]
    }) not started`
    : "";
}

function isAbout(
  { nodes }: Facts,
  { where, explains = [] }: Finding,
  { ref: { group = "", kind, name } }: Awaited,
): boolean {
  const [place] = where.split("@");
  return nodes.some((node) =>
    (node.group ?? "") === group && node.kind === kind && node.name === name &&
    (placeOf(node) === place || explains.includes(keyOf(node)))
  );
}

/** Says of the finding that explains why a running sync waits, that it does, and what is not there yet. */
export function withHeldUpSync(
  facts: Facts,
  findings: readonly Finding[],
): readonly Finding[] {
  const held = heldUp(facts);
  if (!held) return findings;
  const place = `Application/${facts.ref}@status.operationState.message`;
  const isSaid = ({ evidence }: Finding) =>
    evidence.some(({ where }) => where === place);
  const cause = findings.find((one) =>
    one.severity !== "note" && isAbout(facts, one, held.waits)
  );
  if (!cause || findings.some(isSaid)) return findings;
  const since = span(minutesSince(held.startedAt, facts.now) * 60_000);
  return findings.map((finding) =>
    finding === cause
      ? {
        ...finding,
        summary: `${finding.summary}; the sync has waited ${since} for it${
          laterText(facts)
        }`,
        evidence: [
          ...finding.evidence.slice(0, MOST_BEFORE),
          { where: place, text: held.message },
          ...finding.evidence.slice(MOST_BEFORE),
        ],
      }
      : finding
  );
}
