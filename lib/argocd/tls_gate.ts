/**
 * What a TLS port says over HTTP when the way it was addressed is the trouble.
 *
 * @module
 */
import type { FailureContext, RefusedAnswer, Verdict } from "./refusal.ts";

/** Go, and nginx. */
const PLAIN_REGEXP =
  /HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port/i;
/** nginx asks for a client certificate in the handshake, and complains after it. */
const CERTIFICATE_REGEXP =
  /No required SSL certificate was sent|The SSL certificate error/i;

/** The verdict on such an answer; `undefined` for every other. */
export function tlsGate(
  { status, text }: RefusedAnswer,
  { origin, names }: FailureContext,
): Verdict | undefined {
  if (status !== 400) return undefined;
  if (PLAIN_REGEXP.test(text)) {
    return {
      code: "TLS_FAILURE",
      state: `${origin} is an https port that was addressed with http://`,
      hint: `Write https:// into ${names.server}`,
    };
  }
  if (CERTIFICATE_REGEXP.test(text)) {
    return {
      code: "TLS_FAILURE",
      state: `${origin} wants a client certificate that it trusts`,
      hint: `Set ${names.clientCertFile} and ${names.clientKeyFile}`,
    };
  }
  return undefined;
}
