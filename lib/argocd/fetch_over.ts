/**
 * A transport in the shape of `fetch`, for libraries that bring their own requests.
 *
 * @module
 */
import { endingAnswer } from "./ending_answer.ts";
import { limitedBody } from "./limited_body.ts";
import type { Transport } from "./transport.ts";

/** Where such a `fetch` may go and what it adds. */
export interface FetchOverOptions {
  /** The only origin that is asked; without it every one is. */
  readonly origin?: string;
  /** Sent with every request, before those of the request itself. */
  readonly headers?: readonly (readonly [string, string])[];
  /** Bytes of an answer after decompression; 1 MiB by default. */
  readonly maxBytes?: number;
}

/** Header fields of an answer that somebody reads; a transport hands them out by name only, and cookies are kept from everyone. */
const READ_FIELDS = [
  "content-type",
  "www-authenticate",
  "retry-after",
  "location",
  "date",
];

/**
 * Wraps a transport. No redirect is followed, whatever the request says; another origin is refused with a `TypeError`;
 * a larger body fails with one; and a body ends with the signal of its request.
 */
export function fetchOver(
  transport: Transport,
  { origin, headers: added = [], maxBytes = 1 << 20 }: FetchOverOptions,
): typeof fetch {
  return async (input, init = {}) => {
    const request = new Request(input, init);
    const asked = new URL(request.url).origin;
    if (origin !== undefined && asked !== origin) {
      throw new TypeError(`Cannot ask '${asked}': only ${origin} may be`);
    }
    // The caller's own: the one of `request` follows it, but can be collected before the body has ended.
    const signal = init.signal ??
      (input instanceof Request ? input.signal : undefined) ?? request.signal;
    const sent = await transport.send(request.url, {
      method: request.method,
      headers: [...added, ...request.headers],
      body: request.body === null
        ? undefined
        : new Uint8Array(await request.arrayBuffer()),
      signal,
    });
    const { status, headers: fields, body } = endingAnswer(sent, signal);
    const headers = new Headers();
    for (const name of READ_FIELDS) {
      const value = fields.get(name);
      if (value !== null) headers.set(name, value);
    }
    const hasBody = status !== 204 && status !== 205 && status !== 304;
    return new Response(
      hasBody ? body && limitedBody(body, maxBytes) : null,
      { status, headers },
    );
  };
}
