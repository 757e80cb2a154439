/**
 * How a call over gRPC-Web ended. Argo CD says it in the headers of a 200 when it has nothing else to say, and behind
 * the message otherwise.
 *
 * @module
 */

/** A gRPC code, 0 for success, and what was said to it. */
export interface GrpcStatus {
  readonly code: number;
  readonly message: string;
}

/** gRPC's code for an error that has none. */
const UNKNOWN = 2;

/**
 * Reads the status from headers or trailers; `undefined` where they have none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const headers = new Headers({ "grpc-status": "5", "grpc-message": "no caf%C3%A9" });
 * assert.deepEqual(readGrpcStatus((name) => headers.get(name)), { code: 5, message: "no café" });
 * ```
 *
 * @param get Finds a value by a name in lower case.
 */
export function readGrpcStatus(
  get: (name: string) => string | null | undefined,
): GrpcStatus | undefined {
  const code = get("grpc-status")?.trim();
  if (!code) return undefined;
  return {
    code: /^\d{1,2}$/.test(code) ? Number(code) : UNKNOWN,
    message: unescape(get("grpc-message") ?? ""),
  };
}

/** Only what is really escaped is turned back: a lone percent sign is one. */
function unescape(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}
