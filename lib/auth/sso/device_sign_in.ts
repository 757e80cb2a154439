/**
 * A person signs in at any machine, and types in a code: for where no browser can come back to this one.
 *
 * @module
 */
import {
  genericGrantRequest,
  initiateDeviceAuthorization,
  ResponseBodyError,
} from "openid-client";
import { abortable, sleep } from "../../argocd/abortable.ts";
import { isLoopback } from "../../argocd/loopback.ts";
import { said } from "../../argocd/said.ts";
import { type ErrorCode, ToolError } from "../../errors.ts";
import { authorizationParameters } from "./authorization_request.ts";
import { issuedTokens, type TokenAnswer } from "./issued_tokens.ts";
import { providerFailure, refusalOf } from "./provider_failure.ts";
import type { SignInParts } from "./sign_in_parts.ts";
import type { CachedTokens } from "./token_cache_types.ts";

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
/** RFC 8628: what to wait when the provider does not say, and what "slow down" adds. */
const INTERVAL_S = 5;
/** A person types it. */
const MAX_CODE = 40;
/** So often in a row there may be no answer: a sign-in takes minutes, and a network has its moments. */
const MAX_FAILURES = 3;
const NO_ANSWER: ReadonlySet<ErrorCode> = new Set([
  "CONNECTION_LOST",
  "CONNECTION_REFUSED",
  "DNS_FAILURE",
  "TIMEOUT",
  "UNAVAILABLE",
]);

/** Waits for a person who types a code. Throws `ToolError`, or the signal's reason. */
export async function signInWithDevice(
  parts: SignInParts,
): Promise<CachedTokens> {
  const { configuration, provider, choices, seen, purpose } = parts;
  requireDeviceCode(parts);
  const { scope = "", claims } = authorizationParameters(
    provider,
    configuration.serverMetadata(),
    choices,
  );
  try {
    const device = await abortable(
      initiateDeviceAuthorization(configuration, {
        scope,
        ...(claims === undefined ? {} : { claims }),
      }),
      parts.signal,
    );
    seen.add(device.device_code);
    const address = pageOf(
      device.verification_uri_complete ?? device.verification_uri,
      parts,
    );
    const opened = await parts.openBrowser?.(address) ?? false;
    parts.tell({
      kind: "device",
      address,
      opened,
      userCode: said(device.user_code, MAX_CODE),
      until: parts.until,
    });
    const answer = await poll(parts, {
      deviceCode: device.device_code,
      seconds: device.interval ?? INTERVAL_S,
    });
    const tokens = issuedTokens(answer, purpose);
    await parts.keep(tokens);
    return tokens;
  } catch (error) {
    throw error === parts.signal.reason
      ? error
      : providerFailure(explained(error, parts), parts);
  }
}

function requireDeviceCode(
  { configuration, provider, purpose }: SignInParts,
): void {
  if (provider.kind === "dex") {
    // It hands out codes; then its page ends in "Unregistered redirect_uri", and the waiting would never end.
    throw new ToolError(
      "CONFIGURATION",
      `Cannot ${purpose} with a device code: Argo CD's Dex gives codes out, but never lets a sign-in with one end`,
      { hint: "Sign in with a browser on this machine, without --device" },
    );
  }
  const { device_authorization_endpoint: endpoint } = configuration
    .serverMetadata();
  if (endpoint !== undefined) return;
  throw new ToolError(
    "CONFIGURATION",
    `Cannot ${purpose} with a device code: ${provider.name} does not offer that`,
    { hint: "Sign in with a browser on this machine, without --device" },
  );
}

/** The page to open; a provider's text must not become anything else on this machine. */
function pageOf(text: string, { purpose, provider }: SignInParts): URL {
  const url = URL.parse(text);
  if (
    url !== null &&
    (url.protocol === "https:" ||
      (url.protocol === "http:" && isLoopback(url)))
  ) return url;
  throw new ToolError(
    "BAD_RESPONSE",
    `Cannot ${purpose} with a device code: the page of ${provider.name} has no https address`,
    { hint: "Sign in with a browser on this machine, without --device" },
  );
}

async function poll(
  parts: SignInParts,
  { deviceCode, seconds }: {
    readonly deviceCode: string;
    readonly seconds: number;
  },
): Promise<TokenAnswer> {
  const { configuration, signal } = parts;
  let interval = seconds;
  for (let failures = 0;;) {
    await sleep(interval * 1_000, signal);
    try {
      const asked = genericGrantRequest(configuration, DEVICE_GRANT, {
        device_code: deviceCode,
      });
      return await abortable(asked, signal);
    } catch (error) {
      const code = error instanceof ResponseBodyError ? error.error : undefined;
      const isPending = code === "authorization_pending";
      failures = isPending || code === "slow_down" ? 0 : failures + 1;
      if (isPending) continue;
      const mayPass = code === "slow_down" || failures < MAX_FAILURES &&
          NO_ANSWER.has(providerFailure(error, parts).code);
      if (!mayPass) throw error;
      // RFC 8628 3.5 asks for longer pauses where there is no answer, too.
      interval += INTERVAL_S;
    }
  }
}

/** A code that ended is no refusal of the person. */
function explained(
  error: unknown,
  { purpose, provider, again }: SignInParts,
): unknown {
  if (refusalOf(error) !== "expired_token") return error;
  return new ToolError(
    "TIMEOUT",
    `Cannot ${purpose}: nobody typed the code into the page of ${provider.name} in time`,
    { hint: `Start again with ${again}` },
  );
}
