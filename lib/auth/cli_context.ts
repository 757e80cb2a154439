/**
 * The sign-ins of the Argo CD CLI, used as they are: never renewed, never written.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { ToolError } from "../errors.ts";
import {
  CLI_CONFIG,
  type CliServer,
  parseCliConfig,
  readCliConfig,
} from "./cli_config.ts";
import { cliConfigPath, type Variables } from "./cli_config_path.ts";
import { shellQuoted } from "./private_fault.ts";
import type { PrivateText } from "./private_file.ts";

/** What a context of the CLI stands for. */
export interface CliContext {
  readonly name: string;
  /** The file that it is from. */
  readonly path: string;
  /** The address with scheme and root path, as a person would write it: `https://argocd.example/argo`. */
  readonly address: string;
  /** The CLI was told to use plain http. */
  readonly plaintext: boolean;
  /** The CLI was told not to check the server's certificate. */
  readonly insecure: boolean;
  /** PEM texts. */
  readonly caPem?: string;
  readonly certPem?: string;
  readonly keyPem?: string;
  /** The name of the user, for messages. */
  readonly user: string;
  /** Absent after `argocd logout`. */
  readonly token?: string;
}

/** Which context, and where to look for it. */
export interface CliContextOptions {
  readonly name: string;
  readonly environment: Variables;
}

/**
 * Reads a context. One without a token is none the less a context: {@linkcode cliContextCredential} says what to do.
 *
 * @throws {ToolError} `CONFIGURATION` when there is no such context, or it leads to no Argo CD that can be reached
 * over HTTP.
 */
export async function readCliContext(
  { name, environment }: CliContextOptions,
): Promise<CliContext> {
  const path = await cliConfigPath(environment);
  const file = await readCliConfig(path);
  if (!file) throw noConfig(path, name);
  return findContext(file, { path, name });
}

/** An error for a file that is not there. */
export function noConfig(path: string, name: string): ToolError {
  return new ToolError(
    "CONFIGURATION",
    `Cannot use context '${name}' of the argocd CLI: there is no file '${path}'`,
    { hint: `Run: argocd login SERVER --name ${word(name)}` },
  );
}

/** Finds a context in what was read of the file at `path`. Throws `CONFIGURATION`. */
export function findContext(
  { bytes }: PrivateText,
  { path, name }: { readonly path: string; readonly name: string },
): CliContext {
  const { contexts, servers, users } = parseCliConfig(bytes, path);
  function unusable(state: string, hint: string): ToolError {
    return new ToolError(
      "CONFIGURATION",
      `Cannot use context '${name}' of the argocd CLI: ${state}`,
      { hint },
    );
  }
  const context = contexts.find((context) => context.name === name);
  if (!context) {
    throw unusable(
      contexts.length === 0
        ? `'${path}' has no contexts`
        : `'${path}' has ${listed(contexts.map(({ name }) => name))}`,
      contexts.length === 0
        ? `Run: argocd login SERVER --name ${word(name)}`
        : "Choose one of these",
    );
  }
  const server = servers.find(({ server }) => server === context.server);
  if (!server) {
    throw unusable(
      `its server '${context.server}' is missing in '${path}'`,
      `Run: argocd login ${word(context.server)} --name ${word(name)}`,
    );
  }
  const kind = server.core || server.server === "kubernetes"
    ? "it is a core context, which talks to Kubernetes and to no Argo CD"
    : server.server === "port-forward"
    ? "it is a port-forward, which only the CLI opens"
    : undefined;
  if (kind) {
    throw unusable(
      kind,
      "Sign in to the address of the Argo CD server: argocd login SERVER",
    );
  }
  const token = users.find(({ name }) => name === context.user)?.token ?? "";
  return {
    name,
    path,
    address: addressOf(server),
    plaintext: server.plaintext,
    insecure: server.insecure,
    ...pems(server, unusable),
    user: context.user,
    ...(token === "" ? {} : { token }),
  };
}

/** So many names that an error stays readable. */
const LISTED = 20;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).map((name) => `'${name}'`).join(", ");
  const more = names.length - LISTED;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** A scheme that stands there all the same is dropped; `plain-text` is what the CLI goes by. */
function addressOf({ server, plaintext, rootPath }: CliServer): string {
  const host = server.replace(/^https?:\/\//, "").replace(/\/+$/, "");
  const root = rootPath.replace(/^\/+|\/+$/g, "");
  const scheme = plaintext ? "http" : "https";
  return `${scheme}://${host}${root === "" ? "" : `/${root}`}`;
}

function pems(
  { caData, certData, keyData }: CliServer,
  unusable: (state: string, hint: string) => ToolError,
): Pick<CliContext, "caPem" | "certPem" | "keyPem"> {
  function decode(data: string, key: string): string | undefined {
    if (data === "") return undefined;
    const pem = Buffer.from(data, "base64").toString("utf8");
    if (pem.includes("-----BEGIN ")) return pem;
    throw unusable(
      `its ${key} is no PEM text in Base64`,
      `Check ${CLI_CONFIG}`,
    );
  }
  const caPem = decode(caData, "certificate-authority-data");
  const certPem = decode(certData, "client-certificate-data");
  const keyPem = decode(keyData, "client-certificate-key-data");
  return {
    ...(caPem === undefined ? {} : { caPem }),
    ...(certPem === undefined ? {} : { certPem }),
    ...(keyPem === undefined ? {} : { keyPem }),
  };
}

/** A word of a command; only what a shell would read otherwise is quoted. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : shellQuoted(text);
}
