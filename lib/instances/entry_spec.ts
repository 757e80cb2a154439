/**
 * From an entry of the registry to an instance that can be opened.
 *
 * @module
 */
import { parseServerAddress } from "../argocd/address.ts";
import { registryNames, type SettingNames } from "../argocd/setting_names.ts";
import type { TlsOptions } from "../argocd/transport.ts";
import { checkToken } from "../auth/check_token.ts";
import { ToolError } from "../errors.ts";
import { narrowPolicy } from "../guards/narrow_policy.ts";
import type { Policy } from "../guards/guard.ts";
import { eitherFreeze, type ReadFreeze } from "../guards/require_not_frozen.ts";
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
  readonly readFreeze: (path: string, setting: string) => ReadFreeze;
  readonly machine: Pick<SignInMachine, "readText" | "environment">;
}

async function readTls(
  { insecure, serverName, caFile, clientCertFile, clientKeyFile }: RegistryTls,
  { names, read }: {
    readonly names: SettingNames;
    readonly read: EntryDefaults["machine"]["readText"];
  },
): Promise<TlsOptions> {
  const [caPem, certPem, keyPem] = await Promise.all([
    caFile && read(caFile, names.caFile),
    clientCertFile && read(clientCertFile, names.clientCertFile),
    clientKeyFile && read(clientKeyFile, names.clientKeyFile),
  ]);
  return {
    ...(caPem ? { caPem } : {}),
    ...(certPem ? { certPem } : {}),
    ...(keyPem ? { keyPem } : {}),
    ...(serverName ? { serverName } : {}),
    ...(insecure ? { insecure } : {}),
  };
}

/** The way in, checked as far as it can be without asking anybody. */
async function signInOf(
  { signIn }: RegistryEntry,
  { machine: { environment, readText } }: EntryDefaults,
): Promise<PlannedSignIn> {
  const { source } = signIn;
  switch (signIn.kind) {
    case "token_file": {
      // The credential reads it again for itself; a file that is not there should not wait for the first call.
      const setting = `token_file of ${source}`;
      checkToken(await readText(signIn.path, setting), `the ${setting}`);
      return signIn;
    }
    case "session": {
      if (signIn.passwordFile === undefined) {
        return { ...signIn, password: signIn.password ?? "" };
      }
      const setting = `password_file of ${source}`;
      const text = await readText(signIn.passwordFile, setting);
      const password = text.replace(/\r?\n$/, "");
      if (password !== "") return { ...signIn, password };
      throw new ToolError(
        "CONFIGURATION",
        `Cannot sign in: the file of ${setting} is empty`,
      );
    }
    case "argocd_context": {
      const { readCliContext } = await import("../auth/cli_context.ts");
      const name = signIn.context;
      const context = await readCliContext({ name, environment });
      return { kind: "argocd_context", context, source };
    }
    default:
      return signIn;
  }
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
  const { policy, machine } = defaults;
  const names = registryNames(name);
  const whose = `'${name}' in the registry`;
  const signIn = await signInOf(entry, defaults);
  const context = signIn.kind === "argocd_context" ? signIn.context : undefined;
  const baseUrl = entry.baseUrl ?? parseServerAddress(context?.address ?? "", {
    plaintext: context?.plaintext ?? false,
    names,
  });
  const tls = {
    ...contextTls(context),
    ...await readTls(entry.tls, { names, read: machine.readText }),
  };
  const own = freezeFile === undefined
    ? undefined
    : defaults.readFreeze(freezeFile, `freeze_file of ${whose}`);
  const freeze = eitherFreeze(defaults.freeze, own);
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
          source: whose,
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
    identity: JSON.stringify([{ ...entry, line: 0 }, tls, signIn]),
  };
}
