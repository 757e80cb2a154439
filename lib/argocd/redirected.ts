/**
 * A redirect is an answer from somewhere else than we asked; it is told, never followed.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { ssoProxyHint } from "./html_page.ts";
import { quoted } from "./said.ts";
import type { SettingNames } from "./setting_names.ts";

const SIGN_IN_REGEXP = /log-?in|sign-?in|oauth|oidc|saml|\bauth\b|\bsso\b|dex/i;

/** The error for a 3xx answer; says where it pointed, without the query, which can carry codes and state. */
export function redirected(
  answer: { readonly status: number; readonly location: string | null },
  asked: {
    readonly url: string;
    readonly purpose: string;
    readonly names: SettingNames;
  },
): ToolError {
  const from = new URL(asked.url);
  const to = target(answer.location, from);
  const where = to === undefined
    ? "without saying where to"
    : `to ${quoted(`${to.origin}${to.pathname}`)}`;
  return new ToolError(
    "REDIRECTED",
    `Cannot ${asked.purpose}: ${from.origin} answered ${answer.status}, a redirect ${where}, which is not followed`,
    { status: answer.status, hint: hint(from, to, asked.names) },
  );
}

function target(location: string | null, from: URL): URL | undefined {
  if (location === null) return undefined;
  const url = URL.parse(location, from);
  return url?.protocol === "http:" || url?.protocol === "https:"
    ? url
    : undefined;
}

function hint(
  from: URL,
  to: URL | undefined,
  names: SettingNames,
): string {
  if (to === undefined) {
    return `Check ${names.server} and the proxy in front of Argo CD`;
  }
  if (
    from.protocol === "http:" && to.protocol === "https:" &&
    from.hostname === to.hostname
  ) {
    return `This Argo CD wants https: write https:// into ${names.server}; if a token was sent before, it crossed the network in clear`;
  }
  if (SIGN_IN_REGEXP.test(to.hostname + to.pathname)) {
    return ssoProxyHint(names);
  }
  return `If that is where Argo CD lives now, put its address into ${names.server}; the token was sent nowhere else`;
}
