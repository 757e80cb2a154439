/**
 * Whether a server is reached through a proxy.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { isLoopback } from "./loopback.ts";

/** The values of `HTTPS_PROXY`, `NO_PROXY` and `HTTP_PROXY`. */
export interface ProxyOptions {
  /** `http://user:password@proxy:3128`; the scheme may be missing. */
  readonly httpsProxy?: string;
  /** Hosts with a comma between them: `*`, names (which cover what is below them), addresses, IPv4 networks. */
  readonly noProxy?: string;
  /**
   * Never used; only whether it is set counts. Deno sends plain http through the proxy of `HTTP_PROXY` or `ALL_PROXY`
   * by itself, and to this machine that must be prevented.
   */
  readonly httpProxy?: string;
}

/** The proxy to use. */
export interface ProxyRoute {
  /** With user and password, where there are any. */
  readonly url: string;
  /** For messages. */
  readonly host: string;
}

/**
 * The proxy for an https server, if any. Plain http, which carries the token in clear, is never handed to one here.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const options = { httpsProxy: "proxy:3128", noProxy: ".internal" };
 * assert.equal(proxyFor(new URL("https://argocd.example/"), options)?.url, "http://proxy:3128");
 * assert.equal(proxyFor(new URL("https://argocd.internal/"), options), undefined);
 * ```
 */
export function proxyFor(
  baseUrl: URL,
  { httpsProxy = "", noProxy = "" }: ProxyOptions,
): ProxyRoute | undefined {
  if (httpsProxy === "" || baseUrl.protocol !== "https:") return undefined;
  if (isExempt(baseUrl, noProxy)) return undefined;
  const url = URL.parse(
    /^[a-z0-9]+:\/\//i.test(httpsProxy) ? httpsProxy : `http://${httpsProxy}`,
  );
  if (url === null || !/^(https?|socks5h?):$/.test(url.protocol)) {
    throw new ToolError(
      "CONFIGURATION",
      "Cannot use HTTPS_PROXY: it is not the address of a proxy",
      { hint: "Write it as http://proxy.example:3128" },
    );
  }
  return { url: url.href.replace(/\/$/, ""), host: url.host };
}

function isExempt(url: URL, noProxy: string): boolean {
  if (isLoopback(url)) return true;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port || "443";
  return noProxy.toLowerCase().split(/[\s,]+/).filter(Boolean).some((entry) => {
    if (entry === "*" || isInNetwork(host, entry)) return true;
    // An IPv6 address without brackets has colons, but no port.
    const match = /^\[?([0-9a-f:]*:[0-9a-f:]*:[0-9a-f.:]*)\]?$/.exec(entry) ??
      /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry);
    const name = (match?.[1] ?? "").replace(/^\*?\./, "");
    if (name === "" || (match?.[2] ?? port) !== port) return false;
    return host === name || host.endsWith(`.${name}`);
  });
}

/** Tells whether an IPv4 address is in a network like `10.0.0.0/8`. */
function isInNetwork(host: string, network: string): boolean {
  const [base = "", bits = ""] = network.split("/");
  const [address, start] = [toNumber(host), toNumber(base)];
  if (address === undefined || start === undefined) return false;
  if (!/^(?:[12]?\d|3[0-2])$/.test(bits)) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address / size) === Math.floor(start / size);
}

function toNumber(address: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return undefined;
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
