/**
 * Where to listen.
 *
 * @module
 */
import { refusal } from "./configuration_error.ts";

/** A host of this machine and a port. */
export interface ListenAddress {
  readonly hostname: string;
  readonly port: number;
}

const ADDRESS_REGEXP = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/;

/**
 * Reads `HOST:PORT`; an IPv6 address stands in brackets, port 0 takes a free one.
 *
 * @throws {ToolError} `CONFIGURATION`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseListenAddress("127.0.0.1:8090"), { hostname: "127.0.0.1", port: 8090 });
 * assert.deepEqual(parseListenAddress("[::1]:0"), { hostname: "::1", port: 0 });
 * assert.throws(() => parseListenAddress("8090"), { code: "CONFIGURATION" });
 * ```
 */
export function parseListenAddress(text: string): ListenAddress {
  const match = ADDRESS_REGEXP.exec(text);
  const port = Number(match?.[3]);
  const hostname = match?.[1] ?? match?.[2];
  if (hostname === undefined || port > 65_535) {
    throw refusal("--listen must be HOST:PORT, for example 127.0.0.1:8090");
  }
  return { hostname, port };
}
