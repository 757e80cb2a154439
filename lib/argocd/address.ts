/**
 * Where an Argo CD is, in whatever form an operator has it at hand.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { isLoopback } from "./loopback.ts";
import { type SettingNames, VARIABLE_NAMES } from "./setting_names.ts";

/** What an operator has allowed. */
export interface AddressOptions {
  /** Plain http also to other machines: the token then crosses the network in clear. */
  readonly plaintext: boolean;
  /** Where the address was given, for errors; the name of the setting by default. */
  readonly source?: string;
  /** What the settings are called, for hints; the environment variables by default. */
  readonly names?: SettingNames;
}

/** First segments below the root of an Argo CD; what stands before them is its root path. */
const KNOWN_SEGMENTS = new Set([
  "api",
  "applications",
  "applicationsets",
  "auth",
  "healthz",
  "help",
  "index.html",
  "login",
  "settings",
  "swagger-ui",
  "user-info",
]);
const SEGMENT_REGEXP = /^[A-Za-z0-9._~-]+$/;

/**
 * Reads the address of a server: with or without scheme (then https), with its root path, or as copied from the web
 * interface. The path of the result ends with `/`; query and fragment are dropped. Throws `CONFIGURATION`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const options = { plaintext: false };
 * assert.equal(parseServerAddress("argocd.example", options).href, "https://argocd.example/");
 * assert.equal(
 *   parseServerAddress("https://host/argocd/applications/argocd/guestbook?view=tree", options).href,
 *   "https://host/argocd/",
 * );
 * assert.throws(() => parseServerAddress("http://argocd.example", options), { code: "CONFIGURATION" });
 * ```
 */
export function parseServerAddress(text: string, options: AddressOptions): URL {
  const { plaintext, names = VARIABLE_NAMES, source = names.server } = options;
  function unusable(state: string, hint?: string): ToolError {
    return new ToolError(
      "CONFIGURATION",
      `Cannot use the address of Argo CD (${source}): ${state}`,
      { hint: hint ?? "Write it as https://argocd.example or argocd.example" },
    );
  }
  const address = text.trim();
  if (address === "") throw unusable("it is empty");
  if (/[\p{C}\s\\]/u.test(address)) {
    throw unusable("it has a space, a backslash or a control character");
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "https" && scheme !== "http") {
    throw unusable(`its scheme is '${scheme}', not https`);
  }
  // The parser would take the next word for the host: 'https' in 'https:/host', 'etc' in '/etc/x'.
  if (/^(?:[^/?#[\]]*:(?:\/?$|\/(?!\/)|\/{3})|\/(?!\/)|\/{3})/.test(address)) {
    throw unusable("its host or its port is missing");
  }
  const url = URL.parse(
    scheme === undefined ? `https://${address.replace(/^\/\//, "")}` : address,
  );
  if (url === null) throw unusable("it is not an address");
  if (url.username !== "" || url.password !== "") {
    throw unusable(
      "it has a user or a password in it",
      `Put them into ${names.account}`,
    );
  }
  // 'host.' is the same host, but no certificate is made for it.
  url.hostname = url.hostname.replace(/\.$/, "");
  if (!isHost(url.hostname)) throw unusable("it has no usable host name");
  if (
    url.protocol === "http:" && !plaintext && !isLoopback(url)
  ) {
    throw unusable(
      `it is plain http to '${url.hostname}', and the token would cross the network in clear`,
      `Use https, or set ${names.plaintext} where the network is trusted`,
    );
  }
  const root = rootPath(url.pathname);
  if (root === undefined) {
    throw unusable("its root path has a character that no root path has");
  }
  url.pathname = root;
  url.search = "";
  url.hash = "";
  return url;
}

/** The path before Argo CD's own segments; `undefined` when it holds what no root path can. */
function rootPath(pathname: string): string | undefined {
  const segments = pathname.split("/").filter(Boolean);
  const end = segments.findIndex((segment) => KNOWN_SEGMENTS.has(segment));
  const root = end < 0 ? segments : segments.slice(0, end);
  if (!root.every((segment) => SEGMENT_REGEXP.test(segment))) return undefined;
  return root.length === 0 ? "/" : `/${root.join("/")}/`;
}

function isHost(hostname: string): boolean {
  return /^\[[0-9a-f:.]+\]$/.test(hostname) ||
    /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(hostname) &&
      !hostname.includes("..");
}
