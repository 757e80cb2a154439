/**
 * Records for people: which ones, and as one line each.
 *
 * @module
 */
import { cleanText } from "../guards/clean_text.ts";
import type { AuditCall, AuditRecord } from "./record.ts";

/** Which records are wanted; what is left out does not matter. */
export interface AuditFilter {
  readonly tool?: string;
  /** As it was called: `name` or `namespace/name`. */
  readonly application?: string;
  readonly decision?: AuditCall["decision"];
  readonly since?: Date;
  readonly until?: Date;
}

/** Whether it is of a call; the others are what the log says of itself. */
function isCall(record: AuditRecord): record is AuditRecord & AuditCall {
  return record.kind === "call" || record.kind === "intent" ||
    record.kind === "outcome";
}

/** Whether a record is wanted. With a filter for calls, what the log says of itself is not. */
export function isWanted(record: AuditRecord, filter: AuditFilter): boolean {
  const { tool, application, decision, since, until } = filter;
  const time = Date.parse(record.time);
  if (since && !(time >= since.getTime())) return false;
  if (until && !(time < until.getTime())) return false;
  if (!isCall(record)) return !tool && !application && !decision;
  return (!tool || record.tool === tool) &&
    (!application || record.target?.["application"] === application) &&
    (!decision || record.decision === decision);
}

/** An intent whose outcome is in none of the files that are shown. */
export function isOpen(
  record: AuditRecord,
  open: ReadonlySet<string>,
): boolean {
  return record.kind === "intent" && open.has(record.id);
}

function upstreamText({ upstream }: AuditCall): string {
  if (!upstream) return "";
  const { calls, changes = 0 } = upstream;
  return `${calls} API calls${
    changes > 0 ? `, ${changes} of them changes` : ""
  }`;
}

function ofCall(
  record: AuditRecord & AuditCall,
  open: ReadonlySet<string>,
): readonly string[] {
  const { kind, decision, code, tool, target = {}, client, dry_run } = record;
  const { caller, ms, plan, outcome_unknown } = record;
  return [
    kind === "call" ? "" : kind,
    isOpen(record, open) ? "NO OUTCOME" : "",
    code ? `${decision} ${code}` : decision,
    outcome_unknown ? "OUTCOME UNKNOWN" : "",
    tool,
    Object.entries(target).map(([key, value]) => `${key}=${value}`).join(" "),
    dry_run === undefined ? "" : dry_run ? "dry run" : "for real",
    plan === undefined ? "" : `plan ${plan}`,
    upstreamText(record),
    ms === undefined ? "" : `${ms} ms`,
    client ? `by ${client.name} ${client.version}` : "",
    caller ? `for ${caller}` : "",
  ];
}

function ofEvent(record: AuditRecord): readonly string[] {
  switch (record.kind) {
    case "open":
      return [`file opened: ${record.reason}`];
    case "close":
      return ["file closed: rotated"];
    case "note":
      return [
        record.note === "cut_off"
          ? `note: records ${record.from} to ${record.through} were cut off`
          : record.note === "unrecorded"
          ? `note: ${record.calls} calls were not recorded`
          : `note: ${record.note}`,
      ];
    default:
      return [];
  }
}

/**
 * A record as one line; whatever its file holds, nothing in it can end the line or steer a terminal.
 *
 * @param open Ids of intents without an outcome, to mark them.
 */
export function recordLine(
  record: AuditRecord,
  open: ReadonlySet<string> = new Set(),
): string {
  const parts = isCall(record) ? ofCall(record, open) : ofEvent(record);
  return [`${record.seq}`, record.time, ...parts]
    .map((part) => cleanText(String(part)).replace(/\s+/g, " "))
    .filter((part) => part !== "")
    .join("  ");
}
