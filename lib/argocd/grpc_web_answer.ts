/**
 * Telling what came back over gRPC-Web: the answer, an error of Argo CD, or something of somebody else.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { strangeAnswer } from "./answer.ts";
import { AttemptFailed } from "./attempt_failed.ts";
import { grpcFailure } from "./grpc_failure.ts";
import { type GrpcStatus, readGrpcStatus } from "./grpc_status.ts";
import { readFrames } from "./grpc_web_frame.ts";
import { MalformedMessage } from "./protobuf.ts";
import type { FailureContext } from "./refusal.ts";
import { PASSING_STATUSES } from "./retry.ts";
import type { Answer } from "./transport.ts";

/** Content type of questions and answers; Argo CD takes no other one for gRPC-Web. */
export const GRPC_WEB_TYPE = "application/grpc-web+proto";

/** How an answer is read. */
export interface GrpcWebContext extends FailureContext {
  /** The token that was sent, if any. */
  readonly token: string | undefined;
  /** Reads the whole body within the limits of the call. */
  readonly bytes: () => Promise<Uint8Array>;
}

/**
 * Reads an answer with the status 200. Throws `NOT_ARGOCD` and `BAD_RESPONSE` for what is none of Argo CD's.
 */
export async function grpcWebAnswer(
  answer: Answer,
  context: GrpcWebContext,
): Promise<unknown> {
  const { request, origin, names } = context;
  const { codec } = request.endpoint;
  const early = readGrpcStatus((name) => answer.headers.get(name));
  if (early !== undefined && early.code !== 0) {
    await answer.body?.cancel().catch(() => {});
    return ended(early, context);
  }
  const type = answer.headers.get("content-type") ?? "";
  if (!/^application\/grpc-web\b/i.test(type.trim())) {
    throw await strangeAnswer(answer, {
      purpose: request.purpose,
      origin,
      names,
    });
  }
  const bytes = await context.bytes();
  try {
    const { message, trailers } = readFrames(bytes);
    const status = readGrpcStatus((name) => trailers.get(name));
    if (status === undefined) {
      throw new MalformedMessage("its trailers have no status");
    }
    if (status.code !== 0) return ended(status, context);
    if (message === undefined) throw new MalformedMessage("it has no message");
    return codec?.decode(message);
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    throw new ToolError(
      "BAD_RESPONSE",
      `Cannot ${request.purpose}: the answer of ${origin} is damaged: ${error.message}`,
      {
        status: answer.status,
        hint: "Try again; a proxy in front of Argo CD may have cut the answer",
      },
    );
  }
}

function ended(status: GrpcStatus, context: GrpcWebContext): unknown {
  const said = context.request.endpoint.codec?.answerIn?.(status);
  if (said !== undefined) return said;
  const error = grpcFailure(status, context);
  return new AttemptFailed(
    error,
    PASSING_STATUSES.has(error.status ?? 0) ? 0 : undefined,
    error.code === "UNAUTHENTICATED" ? context.token : undefined,
  );
}
