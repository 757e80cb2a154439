/**
 * Whether the way to an instance can be used at all. Only the client itself can judge certificates and proxies, and
 * who made a mistake should hear of it at the start.
 *
 * @module
 */
import type { InstanceSpec } from "./instance_spec.ts";

/**
 * Makes a client where there is something to be judged, and throws it away; nothing is sent.
 *
 * @throws {ToolError} `CONFIGURATION`
 */
export async function tryTransport(
  { tls, proxy, baseUrl, names }: InstanceSpec,
): Promise<void> {
  const isPlain = tls.caPem === undefined && tls.certPem === undefined &&
    proxy.httpsProxy === undefined;
  // Loading the client is most of the time that a start takes.
  if (isPlain) return;
  const { openTransport } = await import("../argocd/open_transport.ts");
  openTransport({ baseUrl, tls, proxy, names })[Symbol.dispose]();
}
