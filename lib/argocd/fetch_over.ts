/**
 * A transport in the shape of `fetch`, for libraries that bring their own requests.
 *
 * @module
 */
import type { Transport } from "./transport.ts";

/** Where such a `fetch` may go and what it adds. */
export interface FetchOverOptions {
  /** The only origin that is asked; without it every one is. */
  readonly origin?: string;
  /** Sent with every request, before those of the request itself. */
  readonly headers?: readonly (readonly [string, string])[];
}

/** Header fields of an answer that somebody reads; a transport hands them out by name only. */
const READ_FIELDS = [
  "content-type",
  "www-authenticate",
  "retry-after",
  "location",
  "date",
];

/** Wraps a transport: no redirect is followed, and another origin is refused with a `TypeError`. */
export function fetchOver(
  transport: Transport,
  { origin, headers: added = [] }: FetchOverOptions,
): typeof fetch {
  return async (input, init = {}) => {
    const request = new Request(input, init);
    if (origin !== undefined && new URL(request.url).origin !== origin) {
      throw new TypeError(
        `Cannot ask '${new URL(request.url).origin}': only ${origin} may be`,
      );
    }
    const answer = await transport.send(request.url, {
      method: request.method,
      headers: [...added, ...request.headers],
      body: request.body === null
        ? undefined
        : new Uint8Array(await request.arrayBuffer()),
      signal: request.signal,
    });
    const headers = new Headers();
    for (const name of READ_FIELDS) {
      const value = answer.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    const { status } = answer;
    const hasBody = status !== 204 && status !== 205 && status !== 304;
    return new Response(hasBody ? answer.body : null, { status, headers });
  };
}
