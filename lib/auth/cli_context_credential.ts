/**
 * The token of a context of the Argo CD CLI, as long as the CLI keeps it current.
 *
 * @module
 */
import type { Credential } from "../argocd/credential.ts";
import { ToolError } from "../errors.ts";
import { checkToken } from "./check_token.ts";
import { readCliConfig } from "./cli_config.ts";
import { type CliContext, findContext, noConfig, word } from "./cli_context.ts";
import { readJwtClaims } from "./jwt_claims.ts";
import { SeenSecrets } from "./seen_secrets.ts";

/** What differs from the usual. */
export interface CliContextCredentialOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * A credential for the token of a context, which is read again when the CLI's file has changed and after a 401.
 *
 * It is never renewed here: a provider that gives each refresh token once would sign the CLI out. And it belongs to the
 * address that the context had when it was read; a context that was given another one since is refused.
 */
export function cliContextCredential(
  context: CliContext,
  options: CliContextCredentialOptions = {},
): Credential {
  return new CliContextCredential(context, options.now ?? Date.now);
}

class CliContextCredential implements Credential {
  readonly kind = "argocd_context";
  readonly remedy: string;
  readonly #context: CliContext;
  readonly #now: () => number;
  #stamp: string | undefined;
  #token: string | undefined;
  readonly #seen = new SeenSecrets();

  constructor(context: CliContext, now: () => number) {
    this.#context = context;
    this.#now = now;
    this.remedy = `Run: ${relogin(context)}; the new token is seen by itself`;
    if (context.token !== undefined) this.#seen.add(context.token);
  }

  describe(): string {
    return `the token of context '${this.#context.name}' of the argocd CLI`;
  }

  async token(): Promise<string> {
    const token = await this.#read(false);
    const { expiresAt } = readJwtClaims(token);
    // Argo CD does not say that a token has ended, and where it lets anonymous users in it answers all the same.
    if (expiresAt === undefined || this.#now() < expiresAt.getTime()) {
      return token;
    }
    throw new ToolError(
      "SIGN_IN_REQUIRED",
      `Cannot use ${this.describe()}: it ended at ${expiresAt.toISOString()}`,
      { hint: this.remedy },
    );
  }

  async renew(rejected: string): Promise<boolean> {
    return await this.#read(true) !== rejected;
  }

  secrets(): readonly string[] {
    return this.#seen.list();
  }

  expiresAt(): Date | undefined {
    const token = this.#token ?? this.#context.token;
    return token === undefined ? undefined : readJwtClaims(token).expiresAt;
  }

  async #read(always: boolean): Promise<string> {
    const { name, path, address } = this.#context;
    const file = await readCliConfig(path);
    if (!file) throw noConfig(path, name);
    const known = this.#token;
    if (!always && known !== undefined && file.stamp === this.#stamp) {
      return known;
    }
    const context = findContext(file, { path, name });
    if (context.address !== address) {
      throw new ToolError(
        "CONFIGURATION",
        `Cannot use ${this.describe()}: it was made for ${address} and now leads to ${context.address}`,
        { hint: "Restart the server to use the new address" },
      );
    }
    if (context.token === undefined) {
      this.#token = undefined;
      throw new ToolError(
        "SIGN_IN_REQUIRED",
        `Cannot use context '${name}' of the argocd CLI: its user '${context.user}' is signed out`,
        { hint: `Run: ${login(context)}; the new token is seen by itself` },
      );
    }
    const token = checkToken(context.token, `context '${name}'`);
    this.#seen.add(token);
    this.#token = token;
    this.#stamp = file.stamp;
    return token;
  }
}

/** For a context whose token has ended; the CLI knows from the token how it was signed in. */
function relogin({ name }: CliContext): string {
  return `argocd relogin --argocd-context ${word(name)}`;
}

/** For a context without a token, which the CLI cannot sign in again. */
function login({ name, address, plaintext }: CliContext): string {
  const [host = "", ...root] = address.replace(/^https?:\/\//, "").split("/");
  return [
    "argocd login",
    word(host),
    `--name ${word(name)}`,
    ...(root.length === 0
      ? []
      : [`--grpc-web-root-path ${word(root.join("/"))}`]),
    ...(plaintext ? ["--plaintext"] : []),
  ].join(" ");
}
