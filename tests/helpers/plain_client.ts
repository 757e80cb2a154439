/**
 * An OpenID client without any cleverness: it sends what it is told, so that a test sees what a provider
 * answers to it.
 *
 * @module
 */
import { CLI_CLIENT } from "./identity_provider.ts";
import { signInByFetch, type SignInOptions } from "./sign_in_by_fetch.ts";

/** What a provider's token endpoint and its like answer. */
export interface FormAnswer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly [field: string]: any;
}

/** Where the client asks, and as whom. */
export interface PlainClientOptions {
  readonly issuer: string;
  readonly ca: string;
  readonly clientId?: string;
  readonly scope?: string;
  readonly redirectUri?: string;
  /** The `claims` parameter; by default groups are asked for. */
  readonly claims?: string;
  /** Sent with every request but those of the browser. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Parameters of one sign-in that are other than usual; an undefined one is left out. */
export type Changed = Readonly<Record<string, string | undefined>>;

/** The client. */
export class PlainClient implements Disposable {
  readonly #client: Deno.HttpClient;
  readonly #options: PlainClientOptions;
  readonly verifier = crypto.randomUUID().repeat(2);
  readonly redirectUri: string;

  constructor(options: PlainClientOptions) {
    this.#options = options;
    this.redirectUri = options.redirectUri ??
      "http://localhost:8085/auth/callback";
    this.#client = Deno.createHttpClient({
      caCerts: [options.ca],
      poolMaxIdlePerHost: 0,
    });
  }

  /** The address that a browser is to open. */
  async authorizationUrl(changed: Changed = {}): Promise<URL> {
    const digest = await crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode(this.verifier),
    );
    const url = this.#address("/auth");
    const query: Record<string, string | undefined> = {
      client_id: this.#options.clientId ?? CLI_CLIENT,
      redirect_uri: this.redirectUri,
      response_type: "code",
      scope: this.#options.scope ??
        "openid profile email groups offline_access",
      state: "a-state",
      code_challenge: new Uint8Array(digest).toBase64({
        alphabet: "base64url",
        omitPadding: true,
      }),
      code_challenge_method: "S256",
      claims: this.#options.claims ??
        '{"id_token":{"groups":{"essential":true}}}',
      ...changed,
    };
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return url;
  }

  /** Signs a user in; the address that the browser is sent back to. */
  async signIn(
    changed: Changed = {},
    { user = "alice", ...options }: SignInOptions & { user?: string } = {},
  ): Promise<URL> {
    const address = await this.authorizationUrl(changed);
    const page = await signInByFetch(address, user, {
      ca: this.#options.ca,
      stopAtCallback: true,
      ...options,
    });
    return page.url;
  }

  /** GET of a path below the issuer. */
  async get(
    path: string,
  ): Promise<{ status: number; text: string; headers: Headers }> {
    const response = await fetch(this.#address(path), {
      client: this.#client,
      redirect: "manual",
      headers: { ...this.#options.headers },
    });
    const { status, headers } = response;
    return { status, text: await response.text(), headers };
  }

  /** POST of a form to a path below the issuer, with the client's id. */
  async post(
    path: string,
    form: Readonly<Record<string, string>>,
  ): Promise<FormAnswer> {
    const response = await fetch(this.#address(path), {
      method: "POST",
      client: this.#client,
      headers: { ...this.#options.headers },
      body: new URLSearchParams({
        client_id: this.#options.clientId ?? CLI_CLIENT,
        ...form,
      }),
    });
    const text = await response.text();
    const fields = text.startsWith("{") ? JSON.parse(text) : {};
    return { status: response.status, ...fields };
  }

  /** The tokens for the code in a callback's address. */
  exchange(callback: URL): Promise<FormAnswer> {
    return this.post("/token", {
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      redirect_uri: this.redirectUri,
      code_verifier: this.verifier,
    });
  }

  /** New tokens for a refresh token. */
  refresh(
    token: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<FormAnswer> {
    return this.post("/token", {
      grant_type: "refresh_token",
      refresh_token: token,
      ...more,
    });
  }

  #address(path: string): URL {
    return path.startsWith("https:")
      ? new URL(path)
      : new URL(`${this.#options.issuer}${path}`);
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
