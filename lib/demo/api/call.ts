/**
 * A request as the handlers see it, and how they read its body, its query and its rights. Wrong input is
 * answered in the words of Go's parsers, since these are the texts a client meets.
 *
 * @module
 */
import type { Caller } from "../model/account.ts";
import { ApiError, denied, invalid } from "../model/api_error.ts";
import { enforce } from "../model/rbac.ts";
import { stamp } from "../model/time.ts";
import type { World } from "../model/world.ts";

/** One request, taken apart. */
export interface Call {
  readonly world: World;
  readonly request: Request;
  readonly query: URLSearchParams;
  /** Values of the path's placeholders. */
  readonly path: Readonly<Record<string, string>>;
  /** The body as text; empty when there is none. */
  readonly text: string;
  readonly caller: Caller;
}

/** Answers one request: a JSON value, or a whole response. */
export type Handler = (call: Call) => unknown;

/** The body as JSON; an empty body is `{}`. */
export function bodyOf(call: Call): Record<string, unknown> {
  const value = jsonBody(call);
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw invalid(
      `json: cannot unmarshal ${
        goKind(value)
      } into Go value of type map[string]json.RawMessage`,
    );
  }
  return value as Record<string, unknown>;
}

/** The body as any JSON value. */
export function jsonBody(call: Call): unknown {
  if (call.text.trim() === "") return {};
  try {
    return JSON.parse(call.text);
  } catch {
    throw invalid(goSyntaxError(call.text));
  }
}

/** Go's word for the kind of a JSON value. */
export function goKind(value: unknown): string {
  return Array.isArray(value)
    ? "array"
    : typeof value === "boolean"
    ? "bool"
    : typeof value;
}

/** What Go's JSON parser says of a text that is not JSON. */
export function goSyntaxError(text: string): string {
  const trimmed = text.trim();
  const literal = ["null", "true", "false"].find((word) =>
    word[0] === trimmed[0]
  );
  for (const [index, expected] of [...literal ?? ""].entries()) {
    const found = trimmed[index];
    if (found !== undefined && found !== expected) {
      return `invalid character '${found}' in literal ${literal} (expecting '${expected}')`;
    }
  }
  if (trimmed.startsWith("{")) {
    const next = trimmed.slice(1).trimStart()[0];
    if (next !== undefined && next !== '"' && next !== "}") {
      return `invalid character '${next}' looking for beginning of object key string`;
    }
  }
  const first = trimmed[0] ?? "";
  if (!/[[{"\d\-tfn]/.test(first)) {
    return `invalid character '${first}' looking for beginning of value`;
  }
  return "unexpected EOF";
}

/** A field of the body that must have the given type; otherwise Go's complaint about it. */
export function checkField(
  body: Record<string, unknown>,
  message: string,
  field: string,
  type: "string" | "bool" | "int64" | "object",
): void {
  const value = body[field];
  if (value === undefined || value === null) return;
  const fits = type === "string"
    ? typeof value === "string"
    : type === "bool"
    ? typeof value === "boolean"
    : type === "int64"
    ? typeof value === "number" && Number.isInteger(value)
    : typeof value === "object" && !Array.isArray(value);
  if (!fits) {
    throw invalid(
      `json: cannot unmarshal ${
        goKind(value)
      } into Go struct field ${message}.${field} of type ${type}`,
    );
  }
}

/** A boolean of the query; absent and empty are false. */
export function flag(call: Call, name: string, otherwise = false): boolean {
  const text = call.query.get(name);
  if (text === null) return otherwise;
  if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
  if (["0", "f", "F", "false", "FALSE", "False"].includes(text)) return false;
  throw new ApiError(
    3,
    `strconv.ParseBool: parsing "${text}": invalid syntax`,
    true,
  );
}

/** A whole number of the query, or undefined. */
export function wholeNumber(call: Call, name: string): number | undefined {
  const text = call.query.get(name);
  if (text === null) return undefined;
  if (!/^[+-]?\d+$/.test(text)) {
    throw new ApiError(
      3,
      `strconv.ParseInt: parsing "${text}": invalid syntax`,
      true,
    );
  }
  return Number(text);
}

/** Whether the caller may. */
export function may(
  call: Call,
  resource: string,
  action: string,
  object: string,
): boolean {
  return enforce(call.caller.policies, resource, action, object);
}

/** Refuses with the details Argo CD gives: what, on what, who, and when the token was issued. */
export function demand(
  call: Call,
  resource: string,
  action: string,
  object: string,
): void {
  if (!may(call, resource, action, object)) {
    const { subject, issuedAt } = call.caller;
    const at = stamp(new Date(issuedAt * 1000));
    throw denied(
      `${resource}, ${action}, ${object}, sub: ${subject}, iat: ${at}`,
    );
  }
}

const GRPC_UNITS: Readonly<Record<string, number>> = {
  n: 1e-6,
  u: 1e-3,
  m: 1,
  S: 1000,
  M: 60_000,
  H: 3_600_000,
};

/** The deadline the header `Grpc-Timeout` sets, in milliseconds. */
export function deadlineOf(request: Request): number | undefined {
  const [, amount, unit] =
    /^(\d{1,8})([HMSmun])$/.exec(request.headers.get("grpc-timeout") ?? "") ??
      [];
  return amount === undefined || unit === undefined
    ? undefined
    : Number(amount) * (GRPC_UNITS[unit] ?? 0);
}
