/**
 * The Argo CD CLI's configuration file, as far as it is read here. Nothing is ever written to it.
 *
 * @module
 */
import { realpath } from "node:fs/promises";
import { parseDocument } from "yaml";
import { ToolError } from "../errors.ts";
import { fileErrorCode } from "./file_state.ts";
import {
  privateFailure,
  type PrivateRules,
  unusableFile,
} from "./private_fault.ts";
import { type PrivateText, readPrivateFile } from "./private_file.ts";

/** A server that the CLI has signed in to. */
export interface CliServer {
  /** Host, with a port where it is not the usual one. */
  readonly server: string;
  readonly insecure: boolean;
  readonly plaintext: boolean;
  /** The CLI talks to Kubernetes instead of an Argo CD. */
  readonly core: boolean;
  readonly rootPath: string;
  /** PEM texts in Base64. */
  readonly caData: string;
  readonly certData: string;
  readonly keyData: string;
}

/** A context, with what its names stand for. */
export interface CliEntry {
  readonly name: string;
  /** Its server's name. */
  readonly server: string;
  /** Its user's name. */
  readonly user: string;
}

/** What the file holds. */
export interface CliConfig {
  readonly contexts: readonly CliEntry[];
  readonly servers: readonly CliServer[];
  readonly users: readonly { readonly name: string; readonly token: string }[];
}

/** How messages name the file. */
export const CLI_CONFIG = "the argocd CLI's configuration";

const RULES: PrivateRules = {
  what: CLI_CONFIG,
  // What the CLI itself takes.
  modes: [0o600, 0o400],
  // A token of 1 MB is taken by Argo CD; nobody has several of them.
  maxBytes: 4 * 1024 * 1024,
};

/**
 * Reads the file; a link to it is followed, as the CLI does.
 *
 * @returns `undefined` when there is none.
 * @throws {ToolError} `CONFIGURATION` when the CLI would refuse it too, or when it belongs to somebody else.
 */
export async function readCliConfig(
  path: string,
): Promise<PrivateText | undefined> {
  let place: string;
  try {
    place = await realpath(path);
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return undefined;
    throw unusableFile(path, CLI_CONFIG, error);
  }
  return await readPrivateFile(place, RULES);
}

/**
 * Reads the text of the file.
 *
 * @param path For messages.
 * @throws {ToolError} `CONFIGURATION`, without a word of the text.
 */
export function parseCliConfig(bytes: Uint8Array, path: string): CliConfig {
  const value = parse(new TextDecoder().decode(bytes), path);
  return {
    contexts: listOf(value.contexts).map((context) => ({
      name: text(context.name),
      server: text(context.server),
      user: text(context.user),
    })),
    servers: listOf(value.servers).map((server) => ({
      server: text(server.server),
      insecure: server.insecure === true,
      plaintext: server["plain-text"] === true,
      core: server.core === true,
      rootPath: text(server["grpc-web-root-path"]),
      caData: text(server["certificate-authority-data"]),
      certData: text(server["client-certificate-data"]),
      keyData: text(server["client-certificate-key-data"]),
    })),
    users: listOf(value.users).map((user) => ({
      name: text(user.name),
      token: text(user["auth-token"]),
    })),
  };
}

function parse(
  source: string,
  path: string,
): Readonly<Record<string, unknown>> {
  const unreadable = (state: string) =>
    privateFailure(path, CLI_CONFIG, {
      state,
      hint: "Check whether the argocd CLI can read it: argocd context",
    });
  try {
    const document = parseDocument(source, {
      logLevel: "error",
      prettyErrors: true,
    });
    const [error] = document.errors;
    if (error) {
      const line = error.linePos?.[0].line;
      throw unreadable(`it is not YAML${line ? ` (line ${line})` : ""}`);
    }
    // The CLI writes no aliases, and a few of them can stand for more than fits into memory.
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    if (isRecord(value)) return value;
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw unreadable("it cannot be read as YAML");
  }
  throw unreadable("it holds no contexts");
}

function listOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Names and tokens may look like numbers to YAML. */
function text(value: unknown): string {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
