/**
 * gRPC-Web on the same port: chosen by the content type alone, which must be the one that is spelt here. Every error is
 * a 200 with an empty body; code and text stand in the headers.
 *
 * @module
 */
import { concatBytes } from "../../concat_bytes.ts";
import { ApiError, unknownError } from "../model/api_error.ts";
import { decodeMessage, type Field } from "./protobuf.ts";

/** The content type that Argo CD passes on to gRPC-Web; with any other one the path is unknown. */
export const GRPC_WEB = "application/grpc-web+proto";

const HEADERS = {
  "content-type": GRPC_WEB,
  "access-control-expose-headers":
    "Vary, Date, Content-Type, grpc-status, grpc-message",
};

/** The fields of the one message of a request. */
export async function readQuestion(
  request: Request,
): Promise<readonly Field[]> {
  const body = new Uint8Array(await request.arrayBuffer());
  if (body.length === 0) throw unknownError("EOF");
  if (body.length < 5) throw unknownError("unexpected EOF");
  const length = new DataView(body.buffer).getUint32(1);
  if (body.length - 5 < length) throw unknownError("unexpected EOF");
  const fields = decodeMessage(body.subarray(5, 5 + length));
  if (fields === undefined) {
    throw new ApiError(
      13,
      "grpc: error unmarshalling request: unexpected EOF",
    );
  }
  return fields;
}

/** The method that the gRPC server has not. */
export function unknownMethod(path: string): ApiError {
  const [, service = "", method = ""] = path.split("/");
  return new ApiError(
    12,
    service === "application.ApplicationService"
      ? `unknown method ${method} for service ${service}`
      : `unknown service ${service}`,
  );
}

/** A message and its trailers. */
export function messageReply(message: Uint8Array): Response {
  const trailers = new TextEncoder().encode("grpc-status: 0\r\n");
  return new Response(
    concatBytes([
      head(0, message.length),
      message,
      head(0x80, trailers.length),
      trailers,
    ]),
    { headers: HEADERS },
  );
}

/** An error: headers, and no body. */
export function grpcErrorReply({ code, message }: ApiError): Response {
  return new Response(null, {
    headers: {
      ...HEADERS,
      "grpc-status": String(code),
      "grpc-message": escaped(message),
    },
  });
}

function head(kind: number, length: number): Uint8Array {
  const bytes = new Uint8Array(5);
  bytes[0] = kind;
  new DataView(bytes.buffer).setUint32(1, length);
  return bytes;
}

/** Percent signs and everything that is not printable ASCII are escaped, byte by byte. */
function escaped(message: string): string {
  return Array.from(
    new TextEncoder().encode(message),
    (byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  ).join("");
}
