/**
 * Who has the port that we need.
 *
 * @module
 */
import { callbackHost } from "./redirect_uri.ts";

/** This machine answers at once or not at all. */
const ANSWER_MS = 1_000;
const MAX_BYTES = 2_048;

/**
 * Tells whether another process of this program waits for a sign-in at a port of this machine, by what it answers.
 *
 * Plain TCP: a `fetch` would go through the proxy of `HTTP_PROXY`.
 */
export async function isOurPort(port: number): Promise<boolean> {
  for (const hostname of ["127.0.0.1", "::1"]) {
    try {
      if (/\r\nserver: argocd-mcp\r\n/i.test(await ask(hostname, port))) {
        return true;
      }
    } catch {
      // Nobody there, or no answer: not ours.
    }
  }
  return false;
}

async function ask(hostname: string, port: number): Promise<string> {
  const connection = await Deno.connect({ hostname, port });
  let isOpen = true;
  const close = () => {
    if (isOpen) connection.close();
    isOpen = false;
  };
  const timer = setTimeout(close, ANSWER_MS);
  try {
    await connection.write(new TextEncoder().encode(
      `GET / HTTP/1.1\r\nHost: ${
        callbackHost(port)
      }\r\nConnection: close\r\n\r\n`,
    ));
    const buffer = new Uint8Array(MAX_BYTES);
    let length = 0;
    while (length < buffer.length) {
      const read = await connection.read(buffer.subarray(length));
      if (read === null) break;
      length += read;
    }
    return new TextDecoder().decode(buffer.subarray(0, length));
  } finally {
    clearTimeout(timer);
    close();
  }
}
