/**
 * Settings: what may be seen and touched at all.
 *
 * @module
 */
import {
  APPLICATION_PATTERN_REGEXP,
  PROJECT_PATTERN_REGEXP,
} from "../../guards/scope_patterns.ts";
import { patterns, text, toggle } from "../option_values.ts";
import { option, RUNNING } from "./option.ts";

/** Their part of the table. */
export const SCOPE_OPTIONS = {
  singleCluster: option<boolean>({
    group: "Scope (what may be seen and touched at all)",
    variables: ["MCP_SINGLE_CLUSTER"],
    value: toggle,
    default: false,
    help: "Only applications whose destination is surely the one cluster",
    commands: RUNNING,
  }),
  singleClusterName: option<string>({
    group: "Scope (what may be seen and touched at all)",
    variables: ["MCP_SINGLE_CLUSTER_NAME"],
    value: text("NAME"),
    default: "in-cluster",
    help: "Name of that cluster; in-cluster is the one Argo CD runs in",
    commands: RUNNING,
  }),
  allowedProjects: option<readonly string[] | undefined>({
    group: "Scope (what may be seen and touched at all)",
    variables: ["MCP_ALLOWED_PROJECTS"],
    value: patterns("PATTERNS", {
      regexp: PROJECT_PATTERN_REGEXP,
      accepts:
        "names of projects separated by commas, each of a-z, 0-9, '-', '.', '*' and '?'",
    }),
    default: undefined,
    help: "Only these projects: names with * and ?, separated by commas",
    commands: RUNNING,
  }),
  allowedApplications: option<readonly string[] | undefined>({
    group: "Scope (what may be seen and touched at all)",
    variables: ["MCP_ALLOWED_APPLICATIONS"],
    value: patterns("PATTERNS", {
      regexp: APPLICATION_PATTERN_REGEXP,
      accepts:
        "'name' or 'namespace/name' separated by commas, each of a-z, 0-9, '-', '.', '*' and '?'",
    }),
    default: undefined,
    help:
      "Only these applications: name (in Argo CD's namespace) or namespace/name with * and ?, separated by commas",
    commands: RUNNING,
  }),
} as const;
