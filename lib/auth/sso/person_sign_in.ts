/**
 * One sign-in with a person: by browser or device code, and where the port is taken, after whoever has it.
 *
 * @module
 */
import { abortable, sleep } from "../../argocd/abortable.ts";
import { ToolError } from "../../errors.ts";
import { signInWithBrowser } from "./browser_sign_in.ts";
import { PortBusyError } from "./callback_server.ts";
import { signInWithDevice } from "./device_sign_in.ts";
import { isOurPort } from "./port_holder.ts";
import { redirectUri } from "./redirect_uri.ts";
import type { SignInParts } from "./sign_in_parts.ts";
import type { CachedTokens } from "./token_cache_types.ts";

/** How the person signs in. */
export interface PersonSignInOptions {
  readonly port: number;
  readonly device: boolean;
  /** What another process may have kept in the meantime. */
  readonly kept: () => Promise<CachedTokens | undefined>;
}

/** So often it is looked whether another process has signed in, or has given the port up. */
const LOOK_MS = 500;

/** Waits for a person. Throws `ToolError`, or the signal's reason. */
export async function personSignIn(
  parts: SignInParts,
  { port, device, kept }: PersonSignInOptions,
): Promise<CachedTokens> {
  if (device) return await signInWithDevice(parts);
  for (let isTold = false;;) {
    try {
      return await signInWithBrowser(parts, port);
    } catch (error) {
      if (
        error instanceof Deno.errors.NotCapable ||
        error instanceof Deno.errors.PermissionDenied
      ) throw forbidden(parts, port);
      if (!(error instanceof PortBusyError)) throw error;
      if (!isTold && !await abortable(isOurPort(port), parts.signal)) {
        throw busy(parts, port);
      }
    }
    if (!isTold) parts.tell({ kind: "elsewhere", port, until: parts.until });
    isTold = true;
    await sleep(LOOK_MS, parts.signal);
    const tokens = await kept();
    if (tokens !== undefined) return tokens;
  }
}

function forbidden({ purpose }: SignInParts, port: number): ToolError {
  return new ToolError(
    "CONFIGURATION",
    `Cannot ${purpose}: this program may not listen on port ${port}, where the browser comes back to`,
    { hint: "Run it with --allow-net, or use the executable" },
  );
}

function busy({ purpose, provider }: SignInParts, port: number): ToolError {
  return new ToolError(
    "CONFIGURATION",
    `Cannot ${purpose}: port ${port} is in use by another program, and ${provider.name} sends the browser back to ${
      redirectUri(port)
    }`,
    {
      hint: provider.kind === "dex"
        ? `End the program that listens on port ${port}; Argo CD's Dex knows no other port`
        : `End the program that listens on port ${port}, or choose another with --sso-port where the provider allows it`,
    },
  );
}
