/**
 * What an operator calls each setting of a connection, so that a hint names the one to change.
 *
 * @module
 */

/** The settings of one connection, as nouns that fit into "Check …" and "… has no certificate". */
export interface SettingNames {
  /** Who is at the other end. */
  readonly peer: string;
  readonly server: string;
  /** With the value that allows plain http; `undefined` where nothing can. */
  readonly plaintext: string | undefined;
  /** With the value that switches the check of the certificate off; `undefined` where nothing can. */
  readonly insecure: string | undefined;
  readonly caFile: string;
  /** That of the identity provider, where it is another one. */
  readonly ssoCaFile: string;
  readonly clientCertFile: string;
  readonly clientKeyFile: string;
  readonly tlsServerName: string;
  readonly headers: string;
  readonly timeout: string;
  /** The ways to give a credential at all. */
  readonly credential: string;
  /** User and password. */
  readonly account: string;
  /** What has to be done for a changed setting to count; `undefined` where it counts by itself. */
  readonly restart: string | undefined;
}

/** The names of a connection that is set by environment variables. */
export const VARIABLE_NAMES: SettingNames = {
  peer: "Argo CD (or the port-forward)",
  server: "ARGOCD_SERVER",
  plaintext: "ARGOCD_PLAINTEXT=1",
  insecure: "ARGOCD_INSECURE=1",
  caFile: "ARGOCD_CA_FILE",
  ssoCaFile: "ARGOCD_SSO_CA_FILE",
  clientCertFile: "ARGOCD_CLIENT_CERT_FILE",
  clientKeyFile: "ARGOCD_CLIENT_KEY_FILE",
  tlsServerName: "ARGOCD_TLS_SERVER_NAME",
  headers: "ARGOCD_HEADERS",
  timeout: "ARGOCD_TIMEOUT",
  credential:
    "ARGOCD_AUTH_TOKEN, ARGOCD_AUTH=sso, or ARGOCD_USERNAME and ARGOCD_PASSWORD",
  account: "ARGOCD_USERNAME and ARGOCD_PASSWORD",
  restart: "restart the server",
};

/**
 * The names of a connection that is an entry of the registry.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(registryNames("prod").caFile, "ca_file of 'prod' in the registry");
 * ```
 */
export function registryNames(instance: string): SettingNames {
  const of = (key: string) => `${key} of '${instance}' in the registry`;
  return {
    peer: VARIABLE_NAMES.peer,
    server: of("baseUrl"),
    plaintext: of("plaintext: true"),
    insecure: of("insecure: true"),
    caFile: of("ca_file"),
    ssoCaFile: of("sso.ca_file"),
    clientCertFile: of("client_cert_file"),
    clientKeyFile: of("client_key_file"),
    tlsServerName: of("tls_server_name"),
    headers: of("headers"),
    timeout: of("timeout"),
    credential: of("token_file, sso or another way to sign in"),
    account: of("username and password"),
    // A registry that has changed is read again by itself.
    restart: undefined,
  };
}

/**
 * The end of a hint to change a setting: `" and restart the server"`, or nothing.
 *
 * @param joint Stands before it.
 */
export function andRestart(
  { restart }: SettingNames,
  joint = " and ",
): string {
  return restart === undefined ? "" : `${joint}${restart}`;
}

/**
 * The names of the way to an identity provider, whose address Argo CD tells.
 *
 * @param caFile What its certificate authority is given with.
 */
export function providerNames(caFile: string): SettingNames {
  return {
    ...VARIABLE_NAMES,
    peer: "the identity provider",
    server: "the issuer in the single sign-on settings of Argo CD",
    plaintext: undefined,
    insecure: undefined,
    caFile,
  };
}
