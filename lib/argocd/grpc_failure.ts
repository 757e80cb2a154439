/**
 * From an error over gRPC-Web to the same that REST would have led to.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { failureOf } from "./failure.ts";
import type { GrpcStatus } from "./grpc_status.ts";
import type { FailureContext } from "./refusal.ts";
import { said } from "./said.ts";

/** What Argo CD's own gateway makes of the codes. */
const HTTP_STATUS: Readonly<Record<number, number>> = {
  1: 408,
  3: 400,
  4: 504,
  5: 404,
  6: 409,
  7: 403,
  8: 429,
  9: 400,
  10: 409,
  11: 400,
  14: 503,
  16: 401,
};
const UNIMPLEMENTED = 12;

/** The error for a call that did not end with the code 0. */
export function grpcFailure(
  { code, message }: GrpcStatus,
  context: FailureContext,
): ToolError {
  if (code === UNIMPLEMENTED) {
    return new ToolError(
      "UNSUPPORTED",
      `Cannot ${context.request.purpose}: this server does not know the call: ${
        said(message)
      }`,
      {
        status: 501,
        hint: "The server is too old for it; get_server_info shows its version",
      },
    );
  }
  // REST answers 400 to the same: the account may, but the object is not there.
  const status = /not found as part of application/.test(message)
    ? 400
    : HTTP_STATUS[code] ?? 500;
  return failureOf({ status, grpc: code, said: said(message) }, context);
}
