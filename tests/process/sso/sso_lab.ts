/**
 * Everything around the real program that signs in: an Argo CD and its provider behind one private authority, and a
 * user's machine with a folder for settings and a port for the browser's return.
 *
 * @module
 */
import { openTokenCache } from "../../../lib/auth/sso/token_cache.ts";
import type { CachedTokens } from "../../../lib/auth/sso/token_cache_types.ts";
import type { World } from "../../../lib/demo/model/world.ts";
import {
  type IdentityProvider,
  type IdentityProviderOptions,
  startIdentityProvider,
} from "../../helpers/identity_provider.ts";
import {
  type Authority,
  makeAuthority,
} from "../../helpers/make_certificates.ts";
import {
  type FinalPage,
  signInByFetch,
  type SignInOptions,
} from "../../helpers/sign_in_by_fetch.ts";
import {
  type SsoArgocd,
  ssoThrough,
  startSsoArgocd,
} from "../../helpers/sso_argocd.ts";
import { freePort } from "../../auth/sso/sso_harness.ts";
import { type Ended, Program } from "../program.ts";

type Env = Readonly<Record<string, string>>;

/** A user's machine. */
export interface Machine extends AsyncDisposable {
  /** A folder that is removed at the end. */
  readonly folder: string;
  /** The certificate of the authority. */
  readonly caFile: string;
  /** Where the sign-ins are kept. */
  readonly cachePath: string;
  /** Where the browser comes back to. */
  readonly port: number;
  /** What the program is started with to use the Argo CD at an address. */
  env(address: string, more?: Env): Record<string, string>;
}

/** Makes a machine that trusts an authority. */
export async function makeMachine(ca: string): Promise<Machine> {
  const folder = await Deno.makeTempDir({ prefix: "argocd-mcp-sso-" });
  const caFile = `${folder}/ca.pem`;
  await Deno.writeTextFile(caFile, ca);
  const port = freePort();
  const cachePath = `${folder}/settings/argocd-mcp/sso-tokens.json`;
  return {
    folder,
    caFile,
    port,
    cachePath,
    env: (address, more = {}) => ({
      ARGOCD_SERVER: address,
      ARGOCD_AUTH: "sso",
      ARGOCD_SSO_PORT: String(port),
      ARGOCD_CA_FILE: caFile,
      // Elsewhere the folder for settings is one that Deno needs, too.
      ...(Deno.build.os === "linux"
        ? { XDG_CONFIG_HOME: `${folder}/settings` }
        : { ARGOCD_MCP_SSO_CACHE: cachePath }),
      ...more,
    }),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Gives alice's group its rights; whoever is not in it sees nothing. */
export function letAdminsIn({ roles }: World): void {
  roles.set("platform-admins", ["role:admin"]);
}

/** An Argo CD with a provider of its own, and a machine. */
export interface Lab extends AsyncDisposable {
  readonly provider: IdentityProvider;
  readonly argocd: SsoArgocd;
  readonly machine: Machine;
  readonly env: Record<string, string>;
  /** A person signs in at an address that the program has said. */
  visit(
    address: URL | string,
    user?: string,
    options?: Pick<SignInOptions, "cancelAt">,
  ): Promise<FinalPage>;
}

/** How the lab differs from a plain one. */
export interface LabOptions extends Omit<IdentityProviderOptions, "authority"> {
  readonly rootPath?: string;
  readonly env?: Env;
}

/** Starts it all. */
export async function startLab(
  { rootPath = "", env = {}, ...options }: LabOptions = {},
): Promise<Lab> {
  const authority: Authority = makeAuthority();
  const provider = await startIdentityProvider({ authority, ...options });
  const argocd = startSsoArgocd(ssoThrough(provider), {
    authority,
    rootPath,
    simulator: { customize: letAdminsIn },
  });
  const machine = await makeMachine(authority.ca);
  return {
    provider,
    argocd,
    machine,
    env: machine.env(argocd.url, env),
    visit: (address, user = "alice", options = {}) =>
      signInByFetch(address, user, { ...options, ca: authority.ca }),
    async [Symbol.asyncDispose]() {
      await argocd[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
      await machine[Symbol.asyncDispose]();
    },
  };
}

/** The address that `login` has said. */
export async function addressOf(login: Program): Promise<URL> {
  const stderr = await login.stderrWith("gives up");
  const address = /^https:.*$/m.exec(stderr)?.[0];
  if (address === undefined) throw new Error(`No address in: ${stderr}`);
  return new URL(address);
}

/** Runs `login` to its end, with a person who signs in. */
export async function logIn(
  { env, visit }: Pick<Lab, "env" | "visit">,
  { args = [], user = "alice" }: {
    readonly args?: readonly string[];
    readonly user?: string;
  } = {},
): Promise<Ended> {
  await using login = new Program({ args: ["login", ...args], env });
  await visit(await addressOf(login), user);
  return await login.ended();
}

/** Changes what is kept, as another process would. */
export async function editKept(
  { machine: { cachePath }, argocd: { url } }: Pick<Lab, "machine" | "argocd">,
  edit: (tokens: CachedTokens) => CachedTokens,
): Promise<void> {
  const cache = openTokenCache(cachePath);
  const [entry] = await cache.entries(url);
  if (entry === undefined) throw new Error(`Nothing is kept for ${url}`);
  await cache.exclusively(entry, (held) => {
    if (held.tokens === undefined) throw new Error("It has gone");
    return held.store(edit(held.tokens));
  });
}
