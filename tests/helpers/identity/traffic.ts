/**
 * What a provider of the tests was asked, to be counted and looked into by a test.
 *
 * @module
 */

/** One request that reached a provider. */
export interface Asked {
  readonly method: string;
  /** Below the provider's own path, for example `/token`. */
  readonly path: string;
  readonly headers: Headers;
  /** The query of a GET, or the form of a POST. */
  readonly form: URLSearchParams;
}

/** Everything that a provider was asked, in order. */
export class Traffic {
  readonly all: Asked[] = [];

  /** How many requests went to a path, for example to `/token/revocation`. */
  count(path: string): number {
    return this.all.filter((asked) => asked.path === path).length;
  }

  /** The sign-ins that were begun: what the client sent to the authorization endpoint. */
  get authorizations(): readonly URLSearchParams[] {
    return this.all.filter(({ path }) => path === "/auth").map(({ form }) =>
      form
    );
  }

  /** How many tokens were asked for with a grant type; with all of them when none is named. */
  tokens(grantType?: string): number {
    return this.all.filter(({ path, form }) =>
      path === "/token" &&
      (grantType === undefined || form.get("grant_type") === grantType)
    ).length;
  }
}
