/**
 * Everything that can be said of a connection before it is opened: a wrong setting stops the start, not the first call.
 *
 * Opening it is `open_connection.ts`, which brings the whole client; a start needs only this.
 *
 * @module
 */
import { parseServerAddress } from "../argocd/address.ts";
import { parseHeaderLines } from "../argocd/header_lines.ts";
import type { TlsOptions } from "../argocd/transport.ts";
import { checkToken } from "../auth/check_token.ts";
import { checkSettings } from "./check_settings.ts";
import type { OptionKey } from "./options.ts";
import { readText } from "./read_text.ts";
import type { Resolved } from "./resolve_settings.ts";

/** What a connection is made of. */
export interface ConnectionPlan extends Resolved {
  readonly baseUrl: URL;
  /** The root as people write it, without a closing slash. */
  readonly address: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly tls: TlsOptions;
  /** How the way there is protected, for a person. */
  readonly tlsText: string;
}

/** The settings whose values only the client itself can judge. */
const JUDGED_BY_CLIENT: readonly OptionKey[] = [
  "caFile",
  "clientCertFile",
  "proxy",
];

/** Whether the connection has to be opened at the start to know that its settings can be used. */
export function needsTrial({ origins }: Resolved): boolean {
  return JUDGED_BY_CLIENT.some((key) => origins.has(key));
}

async function readFileOf(
  { settings, origins }: Resolved,
  key: "caFile" | "clientCertFile" | "clientKeyFile",
): Promise<string | undefined> {
  const path = settings[key];
  if (path === undefined) return undefined;
  return await readText(path, origins.get(key) ?? key);
}

async function readTls(resolved: Resolved): Promise<TlsOptions> {
  const [caPem, certPem, keyPem] = await Promise.all([
    readFileOf(resolved, "caFile"),
    readFileOf(resolved, "clientCertFile"),
    readFileOf(resolved, "clientKeyFile"),
  ]);
  return {
    ...(caPem === undefined ? {} : { caPem }),
    ...(certPem === undefined ? {} : { certPem }),
    ...(keyPem === undefined ? {} : { keyPem }),
    ...(resolved.settings.insecure ? { insecure: true } : {}),
  };
}

function describeTls(baseUrl: URL, { settings, origins }: Resolved): string {
  if (baseUrl.protocol === "http:") return "none: plain http";
  if (settings.insecure) return "certificate NOT VERIFIED";
  const ca = origins.get("caFile");
  const cert = origins.get("clientCertFile");
  return [
    `certificate verified${ca ? ` with ${ca}` : ""}`,
    ...(cert ? [`presenting the one of ${cert}`] : []),
  ].join(", ");
}

/**
 * Checks the settings of a connection and reads the files that they name.
 *
 * @throws {ToolError} `CONFIGURATION`
 */
export async function planConnection(
  resolved: Resolved,
): Promise<ConnectionPlan> {
  checkSettings(resolved);
  const { settings, origins } = resolved;
  if (settings.token !== undefined) {
    checkToken(settings.token, origins.get("token") ?? "token");
  }
  if (settings.tokenFile !== undefined) {
    // The credential reads it again for itself; a file that is not there should not wait for the first call.
    const source = origins.get("tokenFile") ?? "token file";
    checkToken(
      await readText(settings.tokenFile, source),
      `the file of ${source}`,
    );
  }
  const baseUrl = parseServerAddress(settings.server ?? "", {
    plaintext: settings.plaintext,
    source: origins.get("server") ?? "ARGOCD_SERVER",
  });
  return {
    ...resolved,
    baseUrl,
    address: baseUrl.href.replace(/\/$/, ""),
    headers: parseHeaderLines(settings.headers ?? ""),
    tls: await readTls(resolved),
    tlsText: describeTls(baseUrl, resolved),
  };
}
