/**
 * What is wrong with a certificate, where Node's words for it are too few.
 *
 * @module
 */
import type { TlsOptions } from "./transport.ts";

/** The code of an error of Node's, if it has one. */
export function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | null)?.code;
}

/**
 * Tells whether an error says only that a certificate could not be verified: in Deno's `node:tls` one that has expired
 * comes out like one of an unknown authority.
 */
export function isVague(error: unknown): boolean {
  return codeOf(error) === "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
}

/**
 * The exact error of a second handshake, by Deno itself, over which nothing is sent; `undefined` when that one finds
 * no fault or does not get as far.
 */
export async function certificateFault(
  baseUrl: URL,
  { tls, signal }: { readonly tls: TlsOptions; readonly signal: AbortSignal },
): Promise<Error | undefined> {
  const hostname = baseUrl.hostname.replace(/^\[|\]$/g, "");
  let open: Deno.Conn | undefined;
  const end = () => {
    try {
      open?.close();
    } catch {
      // It has ended already.
    }
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    open = await Deno.connect({ hostname, port: Number(baseUrl.port || 443) });
    const secure = await Deno.startTls(open as Deno.TcpConn, {
      hostname: tls.serverName ?? hostname,
      ...(tls.caPem === undefined ? {} : { caCerts: [tls.caPem] }),
    });
    open = secure;
    await secure.handshake();
    return undefined;
  } catch (error) {
    return error instanceof Error && /certificate/i.test(error.message)
      ? error
      : undefined;
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}
