/**
 * Settings: what may be done, and how.
 *
 * @module
 */
import { HUMAN_APPROVALS, type HumanApproval } from "../../guards/guard.ts";
import { choice, integer, longText, text, toggle } from "../option_values.ts";
import { option, RUNNING } from "./option.ts";

/** Their part of the table. */
export const GUARDRAIL_OPTIONS = {
  readOnly: option<boolean>({
    group: "Guardrails",
    variables: ["MCP_READ_ONLY"],
    value: toggle,
    default: true,
    help: "Refuse every write",
    commands: RUNNING,
  }),
  disableDestructive: option<boolean>({
    group: "Guardrails",
    variables: ["MCP_DISABLE_DESTRUCTIVE"],
    value: toggle,
    default: true,
    help: "Refuse what destroys, also when writes are on",
    commands: RUNNING,
  }),
  humanApproval: option<HumanApproval>({
    group: "Guardrails",
    variables: ["MCP_HUMAN_APPROVAL"],
    value: choice("WHEN", HUMAN_APPROVALS),
    default: "auto",
    help:
      "Ask a person before something destructive is done: auto (where the client can ask), required or off",
    commands: RUNNING,
  }),
  rateLimitCalls: option<number>({
    group: "Guardrails",
    variables: ["MCP_RATE_LIMIT_CALLS"],
    value: integer("NUMBER", { min: 0, max: 100_000 }),
    default: 100,
    help:
      "Calls to the Argo CD API in one window, all tools of one caller together; 0 for no limit",
    commands: RUNNING,
  }),
  rateLimitWindow: option<number>({
    group: "Guardrails",
    variables: ["MCP_RATE_LIMIT_WINDOW"],
    value: integer("SECONDS", { min: 1, max: 86_400 }),
    default: 60,
    help: "Length of that window, which slides, in seconds",
    commands: RUNNING,
  }),
  freezeFile: option<string | undefined>({
    group: "Guardrails",
    variables: ["MCP_FREEZE_FILE"],
    value: text("FILE"),
    default: undefined,
    help: "Refuse every write with the text of FILE for as long as it exists",
    commands: RUNNING,
  }),
  planKey: option<string | undefined>({
    group: "Guardrails",
    refusedFlags: ["plan-key"],
    variables: ["MCP_PLAN_KEY"],
    value: longText("KEY", 32),
    default: undefined,
    help:
      "Key that seals plans, where several processes serve the same callers; random by default",
    secret: true,
    commands: RUNNING,
  }),
} as const;
