/**
 * What Argo CD says of itself and of us, on the wire.
 *
 * @module
 */

/** `GET /api/version`; without a login only `Version`. */
export interface VersionMessage {
  readonly Version?: string;
  readonly KustomizeVersion?: string;
  readonly HelmVersion?: string;
}

/** `GET settings`; a missing key means unknown, not false. */
export interface Settings {
  readonly url?: string;
  readonly appLabelKey?: string;
  readonly trackingMethod?: string;
  readonly controllerNamespace?: string;
  readonly appsInAnyNamespaceEnabled?: boolean;
  readonly syncWithReplaceAllowed?: boolean;
  readonly execEnabled?: boolean;
  readonly hydratorEnabled?: boolean;
  readonly impersonationEnabled?: boolean;
  readonly statusBadgeEnabled?: boolean;
  readonly userLoginsDisabled?: boolean;
  readonly dexConfig?: {
    readonly connectors?: readonly {
      readonly name?: string;
      readonly type?: string;
    }[];
  };
  readonly oidcConfig?: {
    readonly name?: string;
    readonly issuer?: string;
    readonly clientID?: string;
    readonly cliClientID?: string;
    readonly scopes?: readonly string[];
    /** Claims that are asked for in the id_token, in the form of OpenID's `claims` parameter. */
    readonly idTokenClaims?: Readonly<Record<string, unknown>>;
  };
}

/** `GET session/userinfo`; `loggedIn` is absent when nobody is. */
export interface UserInfo {
  readonly loggedIn?: boolean;
  readonly username?: string;
  readonly iss?: string;
  readonly groups?: readonly string[];
}

/** `GET account/can-i/…`. */
export interface CanI {
  readonly value?: "yes" | "no";
}

/** `POST /api/v1/session`; the token is a secret. */
export interface Session {
  readonly token?: string;
}
