/**
 * What makes `oidc-provider` as strict as the recorded one.
 *
 * @module
 */

/** The public client that the CLI, and we, sign in with, and the confidential one of the web page. */
export const CLI_CLIENT = "argo-cd-cli-ext";
export const WEB_CLIENT = "argo-cd-web";

/** What of it can be chosen. */
export interface StrictOptions {
  readonly idTokenSeconds?: number;
  readonly accessTokenSeconds?: number;
  readonly refreshTokens?: boolean;
  readonly device?: boolean;
}

/** The pages of the device flow; `oidc-provider` hands in their forms. */
const DEVICE_PAGES = {
  userCodeInputSource: (context: Page, form: string) => {
    context.body = `${form}<button form="op.deviceInputForm">Continue</button>`;
  },
  userCodeConfirmSource: (context: Page, form: string) => {
    context.body =
      `${form}<button form="op.deviceConfirmForm">Continue</button>`;
  },
  successSource: (context: Page) => {
    context.body = "<h1>The device is signed in</h1>";
  },
};
interface Page {
  body: string;
}

/** The settings of `oidc-provider`. */
export function strictConfiguration(
  options: StrictOptions,
): Record<string, unknown> {
  const {
    idTokenSeconds = 300,
    accessTokenSeconds = 3600,
    refreshTokens = true,
    device = true,
  } = options;
  const deviceGrant = device
    ? ["urn:ietf:params:oauth:grant-type:device_code"]
    : [];
  const refreshGrant = refreshTokens ? ["refresh_token"] : [];
  const day = 86_400;
  return {
    clients: [
      {
        client_id: CLI_CLIENT,
        application_type: "native",
        token_endpoint_auth_method: "none",
        redirect_uris: ["http://localhost/auth/callback"],
        grant_types: ["authorization_code", ...refreshGrant, ...deviceGrant],
      },
      {
        client_id: WEB_CLIENT,
        client_secret: crypto.randomUUID(),
        redirect_uris: ["https://127.0.0.1/auth/callback"],
        grant_types: ["authorization_code", ...refreshGrant],
      },
    ],
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true },
      deviceFlow: { enabled: device, ...DEVICE_PAGES },
      revocation: {
        enabled: true,
        allowedPolicy: (
          _: unknown,
          client: { clientId: string },
          token: { clientId: string },
        ) => client.clientId === token.clientId,
      },
      resourceIndicators: { enabled: false },
    },
    scopes: ["openid", "offline_access"],
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      DeviceCode: 600,
      Grant: day,
      IdToken: idTokenSeconds,
      Interaction: 3600,
      RefreshToken: day,
      Session: day,
    },
  };
}
