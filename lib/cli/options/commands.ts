/**
 * Settings: single commands.
 *
 * @module
 */
import { choice, text, toggle } from "../option_values.ts";
import { option } from "./option.ts";

/** Their part of the table. */
export const COMMAND_OPTIONS = {
  listen: option<string | undefined>({
    group: "Demo and check",
    flag: "listen",
    variables: [],
    value: text("HOST:PORT"),
    default: undefined,
    help: "demo: serve only the simulated Argo CD's REST API there",
    commands: ["demo"],
  }),
  argocdVersion: option<"2.14" | "3.2" | "3.5">({
    group: "Demo and check",
    flag: "argocd-version",
    variables: [],
    value: choice("VERSION", ["2.14", "3.2", "3.5"]),
    default: "3.5",
    help: "demo: the Argo CD version to simulate: 2.14, 3.2 or 3.5",
    commands: ["demo"],
  }),
  json: option<boolean>({
    group: "Demo and check",
    flag: "json",
    variables: [],
    value: toggle,
    default: false,
    help: "check, whoami, audit: print the findings as JSON",
    commands: ["check", "whoami", "audit"],
  }),
} as const;
