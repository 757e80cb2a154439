/**
 * Settings: which Argo CD.
 *
 * @module
 */
import { text, toggle } from "../option_values.ts";
import { option, REMOTE, RUNNING } from "./option.ts";

/** Their part of the table. */
export const ARGOCD_OPTIONS = {
  server: option<string | undefined>({
    group: "Argo CD",
    flag: "server",
    variables: ["ARGOCD_SERVER", "ARGOCD_BASE_URL", "ARGOCD_URL"],
    value: text("ADDRESS"),
    default: undefined,
    help:
      "Address of the Argo CD, with or without https:// and root path; a pasted UI address works too",
    commands: REMOTE,
  }),
  registry: option<string | undefined>({
    group: "Argo CD",
    flag: "registry",
    variables: ["ARGOCD_TOKEN_REGISTRY_PATH"],
    value: text("FILE"),
    default: undefined,
    help:
      "JSON or YAML file of several Argo CDs, each with its own way in; read again when it changes",
    commands: REMOTE,
  }),
  plaintext: option<boolean>({
    group: "Argo CD",
    flag: "plaintext",
    variables: ["ARGOCD_PLAINTEXT"],
    value: toggle,
    default: false,
    help: "Allow plain http to a host that is not this machine",
    commands: REMOTE,
  }),
  envFile: option<string | undefined>({
    group: "Argo CD",
    flag: "env-file",
    variables: [],
    value: text("FILE"),
    default: undefined,
    help:
      "Read variables from FILE; those of the environment win; no .env is ever read unasked",
    commands: RUNNING,
  }),
} as const;
