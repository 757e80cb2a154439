/**
 * Settings: the way to the Argo CD.
 *
 * @module
 */
import { integer, text, toggle } from "../option_values.ts";
import { option, REMOTE, RUNNING } from "./option.ts";

/** Their part of the table. */
export const NETWORK_OPTIONS = {
  insecure: option<boolean>({
    group: "TLS and network",
    flag: "insecure",
    variables: ["ARGOCD_INSECURE"],
    value: toggle,
    default: false,
    help: "Do not verify the certificate of the Argo CD",
    commands: REMOTE,
  }),
  caFile: option<string | undefined>({
    group: "TLS and network",
    flag: "ca-file",
    variables: ["ARGOCD_CA_FILE"],
    value: text("FILE"),
    default: undefined,
    help: "PEM certificates to trust besides the system's",
    commands: REMOTE,
  }),
  clientCertFile: option<string | undefined>({
    group: "TLS and network",
    flag: "client-cert-file",
    variables: ["ARGOCD_CLIENT_CERT_FILE"],
    value: text("FILE"),
    default: undefined,
    help: "PEM certificate to present to the Argo CD",
    commands: REMOTE,
  }),
  clientKeyFile: option<string | undefined>({
    group: "TLS and network",
    flag: "client-key-file",
    variables: ["ARGOCD_CLIENT_KEY_FILE"],
    value: text("FILE"),
    default: undefined,
    help: "PEM key of that certificate",
    commands: REMOTE,
  }),
  tlsServerName: option<string | undefined>({
    group: "TLS and network",
    flag: "tls-server-name",
    variables: ["ARGOCD_TLS_SERVER_NAME"],
    value: text("NAME"),
    default: undefined,
    help:
      "Name that the certificate of the Argo CD must have instead of the address's, for port-forwards",
    commands: REMOTE,
  }),
  headers: option<string | undefined>({
    group: "TLS and network",
    refusedFlags: ["header", "headers"],
    variables: ["ARGOCD_HEADERS"],
    value: text("LINES"),
    default: undefined,
    help:
      "Extra headers for the Argo CD and nobody else, one 'Name: value' a line",
    secret: true,
    commands: REMOTE,
  }),
  timeout: option<number>({
    group: "TLS and network",
    flag: "timeout",
    variables: ["ARGOCD_TIMEOUT"],
    value: integer("SECONDS", { min: 1, max: 600 }),
    default: 30,
    help: "Time that one call to the Argo CD may take, in seconds",
    commands: REMOTE,
  }),
  proxy: option<string | undefined>({
    group: "TLS and network",
    variables: ["HTTPS_PROXY", "https_proxy"],
    value: text("URL"),
    default: undefined,
    help: "Proxy for the way to the Argo CD",
    secret: true,
    commands: REMOTE,
  }),
  httpProxy: option<string | undefined>({
    group: "TLS and network",
    variables: ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    value: text("URL"),
    default: undefined,
    help: "Proxy for plain http, never used for an Argo CD on this machine",
    secret: true,
    commands: RUNNING,
  }),
  noProxy: option<string | undefined>({
    group: "TLS and network",
    variables: ["NO_PROXY", "no_proxy"],
    value: text("HOSTS"),
    default: undefined,
    help: "Hosts that are reached without the proxy, separated by commas",
    commands: REMOTE,
  }),
} as const;
