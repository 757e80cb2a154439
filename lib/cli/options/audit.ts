/**
 * Settings: the audit log, and how it is shown.
 *
 * @module
 */
import { choice, instant, integer, text } from "../option_values.ts";
import { option, RUNNING } from "./option.ts";

/** Their part of the table. */
export const AUDIT_OPTIONS = {
  auditLog: option<string | undefined>({
    group: "Audit log",
    flag: "audit-log",
    variables: ["MCP_AUDIT_LOG"],
    value: text("FILE"),
    default: undefined,
    help:
      "Record every tool call in FILE, as a chain of JSON lines that shows changes; made when missing, mode 600",
    commands: RUNNING,
  }),
  auditMaxMb: option<number>({
    group: "Audit log",
    flag: "audit-max-mb",
    variables: ["MCP_AUDIT_MAX_MB"],
    value: integer("MB", { min: 0, max: 100_000 }),
    default: 100,
    help:
      "Size at which FILE becomes FILE.1 and a new one begins, in MB; ten older files are kept; 0 for never",
    commands: RUNNING,
  }),
  tool: option<string | undefined>({
    group: "Audit log",
    flag: "tool",
    variables: [],
    value: text("TOOL"),
    default: undefined,
    help: "audit show: only calls of this tool",
    commands: ["audit"],
  }),
  application: option<string | undefined>({
    group: "Audit log",
    flag: "application",
    variables: [],
    value: text("APPLICATION"),
    default: undefined,
    help: "audit show: only calls for this application, NAME or NAMESPACE/NAME",
    commands: ["audit"],
  }),
  decision: option<"allowed" | "refused" | "failed" | undefined>({
    group: "Audit log",
    flag: "decision",
    variables: [],
    value: choice("DECISION", ["allowed", "refused", "failed"]),
    default: undefined,
    help: "audit show: only calls that were allowed, refused or failed",
    commands: ["audit"],
  }),
  since: option<Date | undefined>({
    group: "Audit log",
    flag: "since",
    variables: [],
    value: instant("TIME"),
    default: undefined,
    help:
      "audit show: only records from TIME on, as 2026-07-01 or 2026-07-01T12:00Z",
    commands: ["audit"],
  }),
  until: option<Date | undefined>({
    group: "Audit log",
    flag: "until",
    variables: [],
    value: instant("TIME"),
    default: undefined,
    help: "audit show: only records before TIME",
    commands: ["audit"],
  }),
} as const;
