/**
 * Errors in Argo CD's own form. The gateway turns gRPC codes into HTTP statuses, and several codes share
 * one: 400 may be the caller's fault (3) or the state of things (9).
 *
 * @module
 */

/** gRPC status codes that Argo CD answers with, and the HTTP status its gateway makes of them. */
const HTTP_STATUS: Readonly<Record<number, number>> = {
  2: 500,
  3: 400,
  4: 504,
  5: 404,
  6: 409,
  7: 403,
  9: 400,
  10: 409,
  12: 501,
  13: 500,
  14: 503,
  16: 401,
};

/** An error in Argo CD's own form: a gRPC code and a message. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: number;
  /** The gateway failed before a stream began: the answer has the form of an ordinary error. */
  readonly early: boolean;

  constructor(code: number, message: string, early = false) {
    super(message);
    this.code = code;
    this.early = early;
  }

  /** The HTTP status that belongs to the code. */
  get status(): number {
    return HTTP_STATUS[this.code] ?? 500;
  }
}

/** Code 3: the caller's argument is wrong (400). */
export function invalid(message: string): ApiError {
  return new ApiError(3, message);
}

/** Code 9: not possible in the present state (400). */
export function precondition(message: string): ApiError {
  return new ApiError(9, message);
}

/** Code 5: no such object (404). */
export function notFound(message: string): ApiError {
  return new ApiError(5, message);
}

/** Code 7 (403), with the details Argo CD adds in some places. */
export function denied(details = ""): ApiError {
  return new ApiError(
    7,
    details === "" ? "permission denied" : `permission denied: ${details}`,
  );
}

/** Code 2: an error that nobody classified (500). */
export function unknownError(message: string): ApiError {
  return new ApiError(2, message);
}

/** Code 13: a required field is absent; the gateway fails before the handler runs (500). */
export function missingField(field: string): ApiError {
  return new ApiError(
    13,
    `grpc: error while marshaling: proto: required field "${field}" not set`,
  );
}

/** Code 16 (401). */
export function unauthenticated(message: string): ApiError {
  return new ApiError(16, message);
}
