/**
 * The Argo CD that the settings themselves describe.
 *
 * @module
 */
import { parseServerAddress } from "../argocd/address.ts";
import { parseHeaderLines } from "../argocd/header_lines.ts";
import { VARIABLE_NAMES } from "../argocd/setting_names.ts";
import type { TlsOptions } from "../argocd/transport.ts";
import { checkToken } from "../auth/check_token.ts";
import type {
  InstanceSpec,
  PlannedSignIn,
} from "../instances/instance_spec.ts";
import { contextTls } from "../instances/context_tls.ts";
import { tlsText } from "../instances/tls_text.ts";
import type { Environment } from "./environment.ts";
import type { Settings } from "./options.ts";
import { policyOf } from "./policy.ts";
import { readFreeze } from "./read_freeze.ts";
import { readText } from "./read_text.ts";
import type { Resolved } from "./resolve_settings.ts";
import type { Way } from "./sign_in_way.ts";

/** Settings with the environment that names the user's folders. */
export interface SettingsSource extends Resolved {
  readonly environment: Environment;
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
  const { insecure, tlsServerName } = resolved.settings;
  return {
    ...(caPem === undefined ? {} : { caPem }),
    ...(certPem === undefined ? {} : { certPem }),
    ...(keyPem === undefined ? {} : { keyPem }),
    ...(tlsServerName === undefined ? {} : { serverName: tlsServerName }),
    ...(insecure ? { insecure: true } : {}),
  };
}

/** The way in, checked as far as it can be without asking anybody. */
async function signInOf(
  way: Way,
  { settings, origins, environment }: SettingsSource,
): Promise<PlannedSignIn> {
  const { token = "", tokenFile = "", tokenCommand = "" } = settings;
  switch (way) {
    case "token": {
      const source = origins.get("token") ?? "token";
      return { kind: "token", token: checkToken(token, source), source };
    }
    case "token-file": {
      const source = origins.get("tokenFile") ?? "token file";
      // The credential reads it again for itself; a file that is not there should not wait for the first call.
      checkToken(await readText(tokenFile, source), `the file of ${source}`);
      return { kind: "token_file", path: tokenFile, source };
    }
    case "token-command": {
      const { parseTokenCommand } = await import(
        "../auth/parse_token_command.ts"
      );
      const source = origins.get("tokenCommand") ?? "token command";
      const command = parseTokenCommand(tokenCommand, source);
      return { kind: "token_command", command, source };
    }
    case "session":
      return {
        kind: "session",
        username: settings.username ?? "",
        password: settings.password ?? "",
        source: VARIABLE_NAMES.account,
      };
    case "argocd-context": {
      const { readCliContext } = await import("../auth/cli_context.ts");
      const source = origins.get("argocdContext") ?? "argocd context";
      const name = settings.argocdContext ?? "";
      const context = await readCliContext({ name, environment });
      return { kind: "argocd_context", context, source };
    }
    case "sso":
      return {
        kind: "sso",
        port: settings.ssoPort,
        device: settings.device,
        offline: settings.ssoOffline,
        browser: settings.browser,
        ...(settings.ssoCaFile ? { caFile: settings.ssoCaFile } : {}),
        ...(settings.ssoConnector ? { connector: settings.ssoConnector } : {}),
        source: origins.get("sso") ?? origins.get("auth") ?? "--sso",
      };
  }
}

/** The proxies of the settings; the same for every Argo CD. */
export function proxyOf(settings: Settings): InstanceSpec["proxy"] {
  return {
    ...(settings.proxy ? { httpsProxy: settings.proxy } : {}),
    ...(settings.httpProxy ? { httpProxy: settings.httpProxy } : {}),
    ...(settings.noProxy ? { noProxy: settings.noProxy } : {}),
  };
}

/**
 * Checks the settings of an Argo CD and reads the files that they name.
 *
 * @throws {ToolError} `CONFIGURATION`
 */
export async function settingsInstance(
  way: Way,
  source: SettingsSource,
): Promise<InstanceSpec> {
  const { settings, origins } = source;
  const signIn = await signInOf(way, source);
  const context = signIn.kind === "argocd_context" ? signIn.context : undefined;
  const baseUrl = parseServerAddress(
    context?.address ?? settings.server ?? "",
    {
      plaintext: settings.plaintext || context?.plaintext === true,
      source: origins.get("server") ?? origins.get("argocdContext") ??
        "ARGOCD_SERVER",
    },
  );
  const tls = { ...contextTls(context), ...await readTls(source) };
  const { freezeFile } = settings;
  return {
    name: baseUrl.host + baseUrl.pathname.replace(/\/$/, ""),
    labels: {},
    baseUrl,
    policy: policyOf(settings),
    ...(freezeFile === undefined ? {} : { freeze: readFreeze(freezeFile) }),
    signIn,
    tls,
    tlsText: tlsText(baseUrl, tls, VARIABLE_NAMES),
    headers: parseHeaderLines(settings.headers ?? ""),
    timeoutSeconds: settings.timeout,
    proxy: proxyOf(settings),
    names: VARIABLE_NAMES,
    // The settings stay what they are; what they name may change, beside a registry that is read again.
    identity: JSON.stringify([tls, signIn]),
  };
}
