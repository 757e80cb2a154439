/**
 * From a specification to an instance; nothing is sent before its first call.
 *
 * @module
 */
import type { Connection } from "../argocd/client.ts";
import type { Credential, SignInAccess } from "../argocd/credential.ts";
import { connectionSecrets } from "../argocd/connection_secrets.ts";
import { ToolError } from "../errors.ts";
import type { Instance } from "./instance.ts";
import type { InstanceSpec } from "./instance_spec.ts";
import type { SignInMachine } from "./sign_in.ts";

/** What opening needs besides the specification. */
export interface OpenOptions {
  readonly machine: SignInMachine;
  /** This program's version. */
  readonly version: string;
}

/** An open way to an Argo CD. */
export interface OpenedInstance {
  readonly connection: Connection;
  readonly credential: Credential;
}

/** An instance that somebody has to close. */
export interface OwnedInstance extends Instance {
  readonly spec: InstanceSpec;
  /** As `connection`, with the credential. */
  open(): Promise<OpenedInstance>;
  /** The command that signs a person in. */
  readonly loginCommand: string;
  /** Frees sockets, and ends what waits for a person. */
  close(): Promise<void>;
}

async function open(
  spec: InstanceSpec,
  { machine, version }: OpenOptions,
): Promise<OpenedInstance> {
  const [{ connect }, { credentialSource }] = await Promise.all([
    import("../argocd/connect.ts"),
    import("./sign_in.ts"),
  ]);
  const source = await credentialSource(spec, machine);
  let credential: Credential | undefined;
  function remember(access: SignInAccess): Credential {
    credential = typeof source === "function" ? source(access) : source;
    return credential;
  }
  const connection = connect({
    instance: spec.name,
    baseUrl: spec.baseUrl,
    credential: remember,
    headers: spec.headers,
    timeoutMs: spec.timeoutSeconds * 1_000,
    tls: spec.tls,
    proxy: spec.proxy,
    names: spec.names,
    version,
  });
  // `connect` asks for the credential before it returns.
  if (!credential) {
    throw new TypeError("Cannot connect: no credential was made");
  }
  return { connection, credential };
}

function signInSecret(signIn: InstanceSpec["signIn"]): string | undefined {
  switch (signIn.kind) {
    case "token":
      return signIn.token;
    case "session":
      return signIn.password;
    case "argocd_context":
      return signIn.context.token;
    default:
      return undefined;
  }
}

/** What a specification holds that no answer may repeat; the connection knows more, once it is open. */
function ownSecrets(
  { signIn, tls, headers, proxy }: InstanceSpec,
): readonly string[] {
  return [
    signInSecret(signIn),
    tls.keyPem,
    ...connectionSecrets({ credential: undefined, headers, proxy }),
  ].filter((secret) => secret !== undefined);
}

/** An instance as it is specified; it is opened with the first call. */
export function openInstance(
  spec: InstanceSpec,
  options: OpenOptions,
): OwnedInstance {
  const { name, labels, policy, freeze, windows, baseUrl } = spec;
  let opening: Promise<OpenedInstance> | undefined;
  let opened: OpenedInstance | undefined;
  let isClosed = false;

  async function openOnce(): Promise<OpenedInstance> {
    if (isClosed) {
      throw new ToolError(
        "CONFIGURATION",
        `Cannot use instance '${name}': its entry in the registry was changed or removed`,
        { hint: "Call again; list_instances shows what is registered now" },
      );
    }
    opening ??= open(spec, options).catch((error) => {
      opening = undefined;
      throw error;
    });
    opened = await opening;
    return opened;
  }

  return {
    spec,
    name,
    labels,
    address: baseUrl.href.replace(/\/$/, ""),
    policy,
    ...(freeze ? { freeze } : {}),
    ...(windows ? { windows } : {}),
    open: openOnce,
    loginCommand: options.machine.loginCommand(name),
    connection: async () => (await openOnce()).connection,
    secrets: () => [
      ...ownSecrets(spec),
      ...opened?.connection.secrets() ?? [],
    ],
    async close() {
      isClosed = true;
      const last = await opening?.catch(() => undefined);
      if (!last) return;
      const { credential, connection } = last;
      await (credential as Partial<AsyncDisposable>)[Symbol.asyncDispose]?.();
      connection[Symbol.dispose]();
    },
  };
}
