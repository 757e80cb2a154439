/**
 * How a question and its answer are written where they are not JSON.
 *
 * @module
 */
import type { CallOptions } from "./client.ts";
import type { GrpcStatus } from "./grpc_status.ts";

/** Writes questions to one gRPC method and reads its answers. */
export interface MessageCodec<Result> {
  /** What a caller put into path, query and body, as one message. */
  encode(
    question: Pick<CallOptions, "path" | "query" | "body">,
  ): Uint8Array<ArrayBuffer>;
  /** Throws `MalformedMessage` for what is no such message. */
  decode(message: Uint8Array): Result;
  /** An error of Argo CD that answers the question; `undefined` for one that does not. */
  answerIn?(status: GrpcStatus): Result | undefined;
}
