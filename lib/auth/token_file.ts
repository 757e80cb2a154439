/**
 * A token that somebody else keeps current in a file, as Vault agents and Kubernetes do.
 *
 * @module
 */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { Credential } from "../argocd/credential.ts";
import { ToolError } from "../errors.ts";
import { checkToken } from "./check_token.ts";
import { readJwtClaims } from "./jwt_claims.ts";
import { SeenSecrets } from "./seen_secrets.ts";

/** No token is longer; a larger file is the wrong one. */
const MAX_BYTES = 64 * 1024;

/** A pipe must not stop us until somebody writes to it; Windows does not know the flag. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** What tells a changed file from an unchanged one without reading it. */
interface Stamp {
  readonly mtimeNs: bigint;
  readonly size: bigint;
  readonly ino: bigint;
}

/**
 * A credential for the token in a file, which is read again when the file has changed and after a 401.
 *
 * @param path The file.
 * @param source Who named it, for messages: `ARGOCD_TOKEN_FILE`.
 */
export function tokenFile(path: string, source: string): Credential {
  return new TokenFile(path, source);
}

class TokenFile implements Credential {
  readonly kind = "token_file";
  readonly remedy: string;
  readonly #path: string;
  readonly #source: string;
  #stamp: Stamp | undefined;
  #token = "";
  /** Tokens before this one stay secret. */
  readonly #seen = new SeenSecrets();

  constructor(path: string, source: string) {
    this.#path = path;
    this.#source = source;
    this.remedy =
      `Put a new token into the file of ${source}; it is read again by itself`;
  }

  describe(): string {
    return `the token in the file of ${this.#source}`;
  }

  async token(): Promise<string> {
    return await this.#read(false);
  }

  async renew(rejected: string): Promise<boolean> {
    return await this.#read(true) !== rejected;
  }

  secrets(): readonly string[] {
    return this.#seen.list();
  }

  expiresAt(): Date | undefined {
    return readJwtClaims(this.#token).expiresAt;
  }

  async #read(always: boolean): Promise<string> {
    try {
      await using file = await open(this.#path, OPEN_FLAGS);
      const info = await file.stat({ bigint: true });
      if (!info.isFile()) throw this.#unusable("it is not a file");
      if (info.size > MAX_BYTES) {
        throw this.#unusable(`it is larger than ${MAX_BYTES / 1024} KiB`);
      }
      if (!always && isSame(this.#stamp, info)) return this.#token;
      const text = await file.readFile("utf8");
      this.#token = checkToken(text, `the file of ${this.#source}`);
      this.#stamp = { mtimeNs: info.mtimeNs, size: info.size, ino: info.ino };
      this.#seen.add(this.#token);
      return this.#token;
    } catch (error) {
      if (error instanceof ToolError) throw error;
      const code = (error as { readonly code?: unknown }).code;
      throw this.#unusable(
        code === "ENOENT"
          ? "it does not exist"
          : code === "EACCES" || code === "EPERM"
          ? "this program may not read it"
          : "it cannot be read",
        error,
      );
    }
  }

  #unusable(state: string, cause?: unknown): ToolError {
    return new ToolError(
      "CONFIGURATION",
      `Cannot use the token file '${this.#path}' of ${this.#source}: ${state}`,
      { hint: `Check ${this.#source}; the file holds the token alone`, cause },
    );
  }
}

function isSame(a: Stamp | undefined, b: Stamp): boolean {
  return a !== undefined && a.mtimeNs === b.mtimeNs && a.size === b.size &&
    a.ino === b.ino;
}
