/**
 * The forms of an answer. Errors come as JSON in two shapes, one for ordinary calls and one for streams,
 * and as plain text from the router in front: a client has to read all three.
 *
 * @module
 */
import { ApiError } from "../model/api_error.ts";

const NOSNIFF = { "x-content-type-options": "nosniff" };

/** A JSON answer of the gateway. */
export function json(
  value: unknown,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(value), {
    headers: {
      "content-type": "application/json",
      "grpc-metadata-content-type": "application/grpc",
      ...headers,
    },
  });
}

/** An error of the gateway: `{"error", "code", "message"}`. */
export function errorReply(error: ApiError): Response {
  const body = {
    error: error.message,
    code: error.code,
    message: error.message,
  };
  return new Response(JSON.stringify(body), {
    status: error.status,
    headers: { "content-type": "application/json" },
  });
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** An error of a stream: `{"error": {"grpc_code", "http_code", "message", "http_status"}}`. */
export function streamErrorReply(error: ApiError): Response {
  const { code, status, message } = error;
  const body = {
    error: {
      grpc_code: code,
      http_code: status,
      message,
      http_status: STATUS_TEXT[status] ?? "",
    },
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json" },
  });
}

/** A plain text answer of the HTTP layer in front of the gateway. */
export function plainText(
  status: number,
  body: string,
  headers: Record<string, string> = NOSNIFF,
): Response {
  return new Response(body, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  });
}

/** The redirect of Go's router for a path that is not clean. */
export function redirect(location: string): Response {
  return new Response(`<a href="${location}">Temporary Redirect</a>.\n\n`, {
    status: 307,
    headers: { "content-type": "text/html; charset=utf-8", location },
  });
}
