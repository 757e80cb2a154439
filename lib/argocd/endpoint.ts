/**
 * How a call to Argo CD is declared.
 *
 * @module
 */
import type { Tier } from "../tier.ts";
import type { MessageCodec } from "./message_codec.ts";

declare const RESULT: unique symbol;

/** One kind of request that we may send. `Result` is the type of its answer (of one message, for a stream). */
export interface Endpoint<Result> {
  readonly tier: Tier;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Path below the server's root, with `{name}` placeholders and `{name=**}` for a value with slashes; starts with
   * `/api/`, or is `/service/method` of gRPC.
   */
  readonly path: string;
  /** The only query keys that may be sent; over gRPC-Web they are fields of the message. */
  readonly query: readonly string[];
  /** `json` has one answer, `stream` has one JSON object a line, `grpc-web` one message in Protocol Buffers. */
  readonly answer: "json" | "stream" | "grpc-web";
  /** How question and answer of `grpc-web` are written. */
  readonly codec?: MessageCodec<Result>;
  /** The key that each answer has, be it with null: JSON without it is the answer of another program. */
  readonly always?: string;
  /** Never present at run time; carries the type. */
  readonly [RESULT]?: Result;
}

/** A client takes nothing else: a copy with a milder tier would be an endpoint by its shape. */
const DECLARED = new WeakSet<Endpoint<unknown>>();

/** Tells whether an endpoint was declared here, and is not merely shaped like one. */
export function isDeclared(endpoint: Endpoint<unknown>): boolean {
  return DECLARED.has(endpoint);
}

function declare<Result>(
  spec: Omit<Endpoint<Result>, typeof RESULT>,
): Endpoint<Result> {
  const endpoint = Object.freeze(spec);
  DECLARED.add(endpoint);
  return endpoint;
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
 * @param options `always` is the key that no answer of Argo CD lacks, where there is one.
 */
export function endpoint<Result>(
  tier: Tier,
  route: string,
  query: readonly string[] = [],
  options: Pick<Endpoint<Result>, "always"> = {},
): Endpoint<Result> {
  return declare({ tier, ...split(route), query, answer: "json", ...options });
}

/** Declares a call that answers with newline-delimited JSON; see {@linkcode endpoint}. */
export function streamEndpoint<Message>(
  tier: Tier,
  route: string,
  query: readonly string[] = [],
): Endpoint<Message> {
  return declare({ tier, ...split(route), query, answer: "stream" });
}

/**
 * Declares a call that Argo CD answers over gRPC-Web only; see {@linkcode endpoint}. The application that it is about
 * is named by `path.name` and the query, as everywhere else.
 *
 * @param method `service/method`.
 */
export function grpcWebEndpoint<Result>(
  tier: Tier,
  method: string,
  options: Required<Pick<Endpoint<Result>, "codec" | "query">>,
): Endpoint<Result> {
  return declare({
    tier,
    method: "POST",
    path: `/${method}`,
    answer: "grpc-web",
    ...options,
  });
}
