/**
 * How the way to an Argo CD is protected, in words.
 *
 * @module
 */
import type { SettingNames } from "../argocd/setting_names.ts";
import type { TlsOptions } from "../argocd/transport.ts";

/** One line for a person. */
export function tlsText(
  baseUrl: URL,
  { insecure, caPem, certPem, serverName }: TlsOptions,
  names: SettingNames,
): string {
  if (baseUrl.protocol === "http:") return "none: plain http";
  if (insecure) return "certificate NOT VERIFIED";
  return [
    `certificate verified${caPem ? ` with ${names.caFile}` : ""}`,
    ...(serverName ? [`for the name ${serverName}`] : []),
    ...(certPem ? [`presenting the one of ${names.clientCertFile}`] : []),
  ].join(", ");
}
