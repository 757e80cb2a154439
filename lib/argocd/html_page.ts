/**
 * Whose page it is that came instead of an answer of Argo CD.
 *
 * @module
 */
import { said } from "./said.ts";
import type { SettingNames } from "./setting_names.ts";

/** Tells whether a body is HTML, by its declared type or, where that lies, by its beginning. */
export function isHtml(contentType: string, text: string): boolean {
  return /\bhtml\b/i.test(contentType) ||
    /^\s*(?:<!doctype html|<html|<head|<body)/i.test(text);
}

/** What to do about a proxy that wants people to sign in. */
export function ssoProxyHint({ headers }: SettingNames): string {
  return `An SSO proxy stands before this Argo CD: let it pass requests below /api that carry a bearer token, or give it what it wants with ${headers}`;
}

/** A page in words and what to do about it. */
export interface Page {
  /** For example `a sign-in page ('Log in to Example')`. */
  readonly what: string;
  readonly hint: string;
}

/** Reads the kind of a page from its title and its text. */
export function readPage(html: string, names: SettingNames): Page {
  const title = said(
    (/<title[^>]*>([^<]{0,200})/i.exec(html)?.[1] ?? "").replace(
      /&(?:amp|lt|gt|quot|#39|nbsp);/g,
      " ",
    ),
  );
  const name = title === "" ? "" : ` ('${title}')`;
  if (/<title[^>]*>\s*Argo CD/i.test(html)) {
    return {
      what: `a page of Argo CD's web interface${name}`,
      hint:
        `The root path is probably wrong: give ${names.server} the address that the web interface has before /applications`,
    };
  }
  if (
    /type=["']?password|saml|oauth|openid|\bsso\b|log ?-?in|sign ?-?in/i.test(
      html,
    )
  ) {
    return {
      what: `a sign-in page of something in front of Argo CD${name}`,
      hint: ssoProxyHint(names),
    };
  }
  return {
    what: `an HTML page of something in front of Argo CD${name}`,
    hint:
      `Check ${names.server} (host, port and root path) and the ingress or proxy in front of Argo CD`,
  };
}
