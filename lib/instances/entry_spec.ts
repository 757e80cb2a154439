/**
 * From an entry of the registry to an instance that can be opened.
 *
 * @module
 */
import { parseServerAddress } from "../argocd/address.ts";
import { registryNames } from "../argocd/setting_names.ts";
import type { TlsOptions } from "../argocd/transport.ts";
import { narrowPolicy } from "../guards/narrow_policy.ts";
import type { Policy } from "../guards/guard.ts";
import type { ReadFreeze } from "../guards/require_not_frozen.ts";
import { changeWindowVerdict } from "../views/change_windows.ts";
import { contextTls } from "./context_tls.ts";
import type { InstanceSpec, PlannedSignIn } from "./instance_spec.ts";
import type { RegistryEntry, RegistryTls } from "./registry_entry.ts";
import type { SignInMachine } from "./sign_in.ts";
import { tlsText } from "./tls_text.ts";

/** What holds for all entries. */
export interface EntryDefaults {
  /** An entry can only narrow it. */
  readonly policy: Policy;
  readonly freeze?: ReadFreeze;
  readonly timeoutSeconds: number;
  readonly proxy: InstanceSpec["proxy"];
  /** What the registry is called in messages. */
  readonly registry: string;
  readonly readFreeze: (path: string, setting: string) => ReadFreeze;
  readonly machine: Pick<SignInMachine, "readText" | "environment">;
}

async function readTls(
  { insecure, serverName, caFile, clientCertFile, clientKeyFile }: RegistryTls,
  read: (path: string, key: string) => Promise<string>,
): Promise<TlsOptions> {
  const [caPem, certPem, keyPem] = await Promise.all([
    caFile && read(caFile, "ca_file"),
    clientCertFile && read(clientCertFile, "client_cert_file"),
    clientKeyFile && read(clientKeyFile, "client_key_file"),
  ]);
  return {
    ...(caPem ? { caPem } : {}),
    ...(certPem ? { certPem } : {}),
    ...(keyPem ? { keyPem } : {}),
    ...(serverName ? { serverName } : {}),
    ...(insecure ? { insecure } : {}),
  };
}

async function signInOf(
  { signIn }: RegistryEntry,
  { machine }: EntryDefaults,
): Promise<PlannedSignIn> {
  if (signIn.kind !== "argocd_context") return signIn;
  const { readCliContext } = await import("../auth/cli_context.ts");
  const { environment } = machine;
  const context = await readCliContext({ name: signIn.context, environment });
  return { kind: "argocd_context", context, source: signIn.source };
}

/** Whichever freezes: the one for all, or the instance's own. */
function eitherFreeze(
  ...freezes: readonly (ReadFreeze | undefined)[]
): ReadFreeze | undefined {
  const given = freezes.filter((freeze) => freeze !== undefined);
  if (given.length === 0) return undefined;
  return async () => {
    for (const freeze of given) {
      const text = await freeze();
      if (text !== undefined) return text;
    }
    return undefined;
  };
}

/**
 * Reads the files that an entry names.
 *
 * @throws {ToolError} `CONFIGURATION`
 */
export async function entrySpec(
  entry: RegistryEntry,
  defaults: EntryDefaults,
): Promise<InstanceSpec> {
  const { name, labels, headers, limits, freezeFile, windows } = entry;
  const { policy, registry, machine } = defaults;
  const names = registryNames(name);
  const signIn = await signInOf(entry, defaults);
  const context = signIn.kind === "argocd_context" ? signIn.context : undefined;
  const baseUrl = entry.baseUrl ?? parseServerAddress(context?.address ?? "", {
    plaintext: context?.plaintext ?? false,
    names,
  });
  const read = (path: string, key: string) =>
    machine.readText(path, `${key} of '${name}' in ${registry}`);
  const tls = { ...contextTls(context), ...await readTls(entry.tls, read) };
  const freeze = eitherFreeze(
    defaults.freeze,
    freezeFile === undefined ? undefined : defaults.readFreeze(
      freezeFile,
      `freeze_file of '${name}' in ${registry}`,
    ),
  );
  return {
    name,
    labels,
    baseUrl,
    policy: narrowPolicy(policy, limits),
    ...(freeze ? { freeze } : {}),
    ...(windows
      ? {
        windows: () => ({
          ...changeWindowVerdict(windows, new Date()),
          source: `instance '${name}' in ${registry}`,
        }),
      }
      : {}),
    signIn,
    tls,
    tlsText: tlsText(baseUrl, tls, names),
    headers,
    timeoutSeconds: entry.timeoutSeconds ?? defaults.timeoutSeconds,
    proxy: defaults.proxy,
    names,
    // Two entries that read the same make the same instance, whose connection and session then go on.
    identity: JSON.stringify([{ ...entry, line: 0 }, tls, context]),
  };
}
