/**
 * From a way in to its credential. Each way is loaded when an instance uses it: most programs use one.
 *
 * @module
 */
import type { CredentialSource } from "../argocd/credential.ts";
import { providerNames } from "../argocd/setting_names.ts";
import type { TokenCache } from "../auth/sso/token_cache_types.ts";
import type { InstanceSpec } from "./instance_spec.ts";

/** What signing in needs of the machine that we run on. */
export interface SignInMachine {
  /** Where single sign-ons are kept; asked for when there is one. */
  readonly cache: () => Promise<TokenCache>;
  /** `false`: nobody is there to sign in, so a call that needs it fails and names the command for it. */
  readonly attended: boolean;
  /** Opens a page for a person; absent where there is no browser, or none is wanted. */
  readonly openBrowser?: (address: URL) => Promise<boolean>;
  /** Reads a small file that a setting names. Throws `ToolError` `CONFIGURATION`. */
  readonly readText: (path: string, setting: string) => Promise<string>;
  /** The command that signs in to an instance. */
  readonly loginCommand: (instance: string) => string;
  readonly environment: { get(name: string): string | undefined };
}

/** The credential of an instance. Throws `ToolError` `CONFIGURATION`. */
export async function credentialSource(
  spec: InstanceSpec,
  machine: SignInMachine,
): Promise<CredentialSource> {
  const { signIn, names } = spec;
  const { source } = signIn;
  switch (signIn.kind) {
    case "token": {
      const { bearerToken } = await import("../auth/bearer_token.ts");
      return bearerToken(signIn.token, source);
    }
    case "token_file": {
      const { tokenFile } = await import("../auth/token_file.ts");
      return tokenFile(signIn.path, source);
    }
    case "token_command": {
      const { tokenCommand } = await import("../auth/token_command.ts");
      return tokenCommand(signIn.command, source);
    }
    case "argocd_context": {
      const { cliContextCredential } = await import(
        "../auth/cli_context_credential.ts"
      );
      return cliContextCredential(signIn.context);
    }
    case "session": {
      const { sessionLogin } = await import("../auth/session_login.ts");
      const { username, password } = signIn;
      return ({ session }) =>
        sessionLogin({ username, password, signIn: session, names });
    }
    case "sso":
      return await ssoSource({ ...spec, signIn }, machine);
  }
}

async function ssoSource(
  spec: InstanceSpec & {
    readonly signIn: Extract<InstanceSpec["signIn"], { readonly kind: "sso" }>;
  },
  machine: SignInMachine,
): Promise<CredentialSource> {
  const [{ ssoCredential }, { openProviderFetch }, cache] = await Promise.all([
    import("../auth/sso/sso_credential.ts"),
    import("../argocd/provider_fetch.ts"),
    machine.cache(),
  ]);
  const { name, baseUrl, signIn, tls, proxy, names } = spec;
  const { port, device, offline, connector, browser, caFile } = signIn;
  // A company's own authority signs more than one server; the one for the provider alone may be named.
  const caPem = caFile === undefined
    ? tls.caPem
    : await machine.readText(caFile, names.ssoCaFile);
  const { openBrowser } = machine;
  const providerCa = caFile === undefined ? names.caFile : names.ssoCaFile;
  const provider = openProviderFetch({
    proxy,
    names: providerNames(providerCa),
    ...(caPem === undefined ? {} : { caPem }),
  });
  return (access) => {
    const sso = ssoCredential({
      instance: name,
      baseUrl,
      access,
      providerFetch: provider.fetch,
      providerCa,
      names,
      cache,
      attended: machine.attended,
      port,
      device,
      offline,
      ...(connector === undefined ? {} : { connectorId: connector }),
      ...(browser && openBrowser ? { openBrowser } : {}),
      commands: { login: machine.loginCommand(name) },
    });
    const end = sso[Symbol.asyncDispose].bind(sso);
    return Object.assign(sso, {
      async [Symbol.asyncDispose]() {
        await end();
        provider[Symbol.dispose]();
      },
    });
  };
}
