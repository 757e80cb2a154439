/**
 * What an operator should know although it does not stop the start.
 *
 * @module
 */
import type { InstanceSpec } from "../instances/instance_spec.ts";
import type { CommandContext } from "./command.ts";
import { nearest } from "../pipeline/nearest.ts";
import type { Environment } from "./environment.ts";
import { optionEntries } from "./options.ts";
import type { Resolved } from "./resolve_settings.ts";

/** Prefixes of names that are ours; the longest comes first, because the first that fits is taken. */
const PREFIXES = ["ARGOCD_MCP_", "ARGOCD_", "MCP_"];

/**
 * Variables that look like misspelt ones of ours.
 *
 * Other programs use the same prefixes (the argocd CLI, Kubernetes for a Service named `argocd-server`), so only
 * the part after the prefix is compared, and nothing is refused.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { recordEnvironment } from "./environment.ts";
 * const environment = recordEnvironment({ ARGOCD_TOKN: "x", ARGOCD_SERVER_PORT: "tcp://10.0.0.1:443" });
 * assert.deepEqual(misspeltVariables(environment), ["ARGOCD_TOKN is not a setting; did you mean ARGOCD_TOKEN?"]);
 * ```
 */
export function misspeltVariables(environment: Environment): string[] {
  const known = optionEntries().flatMap(([, { variables }]) => variables);
  const warnings: string[] = [];
  for (const name of [...environment.names()].sort()) {
    const prefix = PREFIXES.find((prefix) => name.startsWith(prefix));
    if (!prefix || known.includes(name)) continue;
    const near = nearest(
      name.slice(prefix.length),
      known.filter((candidate) => candidate.startsWith(prefix))
        .map((candidate) => candidate.slice(prefix.length)),
    );
    if (near) {
      warnings.push(`${name} is not a setting; did you mean ${prefix}${near}?`);
    }
  }
  return warnings;
}

/** What the settings themselves call for. */
export function settingWarnings({ settings, origins }: Resolved): string[] {
  const warnings: string[] = [];
  if (settings.readOnly && !settings.disableDestructive) {
    warnings.push(
      `${
        origins.get("disableDestructive")
      } has no effect: MCP_READ_ONLY is on, which refuses every write`,
    );
  }
  if (origins.has("singleClusterName") && !settings.singleCluster) {
    warnings.push(
      `${
        origins.get("singleClusterName")
      } has no effect: MCP_SINGLE_CLUSTER is not on`,
    );
  }
  if (!settings.maskSecrets) {
    warnings.push(
      `SECRETS ARE NOT MASKED (${
        origins.get("maskSecrets")
      }): answers may hold credentials`,
    );
  }
  return warnings;
}

/** The file that a way in takes its secret from. */
function secretFileOf(
  signIn: InstanceSpec["signIn"],
): { readonly path: string; readonly setting: string } | undefined {
  const { kind, source } = signIn;
  if (kind === "token_file") return { path: signIn.path, setting: source };
  if (kind !== "session" || signIn.passwordFile === undefined) return undefined;
  return { path: signIn.passwordFile, setting: `password_file of ${source}` };
}

/** Everyone who can read the file of a token or a password is whoever it stands for. */
async function secretFileWarning(
  { signIn }: InstanceSpec,
): Promise<readonly string[]> {
  const file = secretFileOf(signIn);
  // Windows has no such bits.
  if (file === undefined || Deno.build.os === "windows") return [];
  const { mode } = await Deno.stat(file.path);
  if (((mode ?? 0) & 0o004) === 0) return [];
  return [
    `every user of this machine can read the file of ${file.setting}; 'chmod 600' it`,
  ];
}

/** What each instance calls for: one line each. */
export async function instanceWarnings(
  instances: readonly { readonly spec: InstanceSpec }[],
): Promise<readonly string[]> {
  const warnings = await Promise.all(
    instances.map(async ({ spec }) => {
      const { tls, baseUrl, names } = spec;
      const isUnverified = tls.insecure && baseUrl.protocol === "https:";
      return [
        ...(isUnverified
          ? [
            `TLS CERTIFICATE VERIFICATION IS OFF for ${baseUrl.host} (${names.insecure}): anyone on the way can read the token and change the answers`,
          ]
          : []),
        ...await secretFileWarning(spec),
      ];
    }),
  );
  return warnings.flat();
}

/** Tells the operator everything that is worth a warning; called once at the start. */
export async function warn(
  { host, environment, ...resolved }: Pick<
    CommandContext,
    "host" | "environment" | "settings" | "origins"
  >,
  more: readonly string[] | Promise<readonly string[]> = [],
): Promise<void> {
  const warnings = [
    ...await more,
    ...settingWarnings(resolved),
    ...misspeltVariables(environment),
  ];
  for (const warning of warnings) {
    host.tell(`argocd-mcp: warning: ${warning}`);
  }
}
