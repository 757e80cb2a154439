/**
 * Settings: what comes out.
 *
 * @module
 */
import { choice, integer, toggle } from "../option_values.ts";
import { option, RUNNING } from "./option.ts";

/** Their part of the table. */
export const ANSWER_OPTIONS = {
  maskSecrets: option<boolean>({
    group: "Answers and log",
    flag: "mask-secrets",
    variables: ["MCP_MASK_SECRETS"],
    value: toggle,
    default: true,
    help: "Mask credentials in everything that leaves: answers, errors, log",
    commands: RUNNING,
  }),
  maxResultChars: option<number>({
    group: "Answers and log",
    flag: "max-result-chars",
    variables: ["MCP_MAX_RESULT_CHARS"],
    // Below this a page holds nothing useful; above it clients put the answer into a file.
    value: integer("NUMBER", { min: 2_000, max: 45_000 }),
    default: 24_000,
    help:
      "Longest answer of a tool, in characters; what is left out comes with a cursor",
    commands: RUNNING,
  }),
  logLevel: option<"debug" | "info" | "warning" | "error">({
    group: "Answers and log",
    flag: "log-level",
    variables: ["ARGOCD_MCP_LOG_LEVEL"],
    value: choice("LEVEL", ["debug", "info", "warning", "error"]),
    default: "info",
    help:
      "Least level that is logged (JSON lines on stderr): debug, info, warning or error",
    commands: RUNNING,
  }),
} as const;
