/**
 * How a call to Argo CD is declared.
 *
 * @module
 */
import type { Tier } from "../tier.ts";

declare const RESULT: unique symbol;

/** One kind of request that we may send. `Result` is the type of its JSON answer (of one message, for a stream). */
export interface Endpoint<Result> {
  readonly tier: Tier;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the server's root, with `{name}` placeholders and `{name=**}` for a value with slashes; starts with `/api/`. */
  readonly path: string;
  /** The only query keys that may be sent. */
  readonly query: readonly string[];
  /** `json` has one answer, `stream` has one JSON object a line. */
  readonly answer: "json" | "stream";
  /** Never present at run time; carries the type. */
  readonly [RESULT]?: Result;
}

function split(route: string): Pick<Endpoint<unknown>, "method" | "path"> {
  const [method, path] = route.split(" ");
  return { method: method as Endpoint<unknown>["method"], path: path ?? "" };
}

/**
 * Declares a call with one JSON answer.
 *
 * @param tier The least tier a client must be bound to.
 * @param route Method and path, `"GET /api/v1/applications/{name}"`.
 * @param query The query keys it may carry; any other key is refused before a request is made.
 */
export function endpoint<Result>(
  tier: Tier,
  route: string,
  query: readonly string[] = [],
): Endpoint<Result> {
  return Object.freeze({ tier, ...split(route), query, answer: "json" });
}

/** Declares a call that answers with newline-delimited JSON; see {@linkcode endpoint}. */
export function streamEndpoint<Message>(
  tier: Tier,
  route: string,
  query: readonly string[] = [],
): Endpoint<Message> {
  return Object.freeze({ tier, ...split(route), query, answer: "stream" });
}
