/**
 * What a person needs to use the simulated Argo CD.
 *
 * @module
 */
import type { Credentials } from "../demo/simulator.ts";

const MAY: Readonly<Record<keyof Credentials, string>> = {
  admin: "may do everything",
  readonly: "may read everything",
  limited: "may see the applications of project team-a",
  deployer: "may see, sync and restart the applications of project team-a",
};

/** Address and accounts. They are made up and good for this simulator only, so they are shown in full. */
export function accountsText(
  { url, version, credentials }: {
    readonly url: string;
    readonly version: string;
    readonly credentials: Credentials;
  },
): string {
  const accounts = Object.values(credentials).map((
    { username, password, token },
  ) =>
    [
      `${username}: ${MAY[username as keyof Credentials]}`,
      `  ARGOCD_USERNAME=${username} ARGOCD_PASSWORD=${password}`,
      `  ARGOCD_AUTH_TOKEN=${token}`,
    ].join("\n")
  );
  return [
    `Simulated Argo CD ${version} at ${url} (Ctrl+C ends it)`,
    ...accounts,
    `Try: ARGOCD_SERVER=${url} ARGOCD_USERNAME=readonly ARGOCD_PASSWORD=${credentials.readonly.password} argocd-mcp check`,
  ].join("\n");
}
