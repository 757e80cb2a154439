/**
 * The one error class whose text may leave the program, and the fixed set of codes it carries.
 *
 * @module
 */

/** Every code an answer can carry; stable, so that clients and tests may rely on them. */
export const ERROR_CODES = [
  // what was asked
  "INVALID_ARGUMENT",
  "UNKNOWN_TOOL",
  "INVALID_CURSOR",
  // what the guards refused
  "READ_ONLY",
  "DESTRUCTIVE_DISABLED",
  "TIER_REFUSED",
  "OUT_OF_SCOPE",
  "RATE_LIMIT_EXCEEDED",
  "FROZEN",
  "SYNC_WINDOW",
  "CONFIRMATION_REQUIRED",
  "PLAN_INVALID",
  "PLAN_EXPIRED",
  "PLAN_USED",
  "PLAN_OUTDATED",
  "APPROVAL_REFUSED",
  "APPROVAL_UNAVAILABLE",
  "AUDIT_UNAVAILABLE",
  // who we are
  "NO_CREDENTIAL",
  "SIGN_IN_REQUIRED",
  "UNAUTHENTICATED",
  "LOGIN_REFUSED",
  // what Argo CD said
  "FORBIDDEN",
  "NOT_FOUND",
  "NOT_FOUND_OR_FORBIDDEN",
  "INVALID_REQUEST",
  "CONFLICT",
  "UNSUPPORTED",
  "COMPARISON_FAILED",
  "ARGOCD_ERROR",
  "RATE_LIMITED",
  "UNAVAILABLE",
  // what came back instead of an answer of Argo CD
  "REDIRECTED",
  "NOT_ARGOCD",
  "BAD_RESPONSE",
  "TOO_LARGE",
  // what the network did
  "DNS_FAILURE",
  "CONNECTION_REFUSED",
  "CONNECTION_LOST",
  "TLS_FAILURE",
  "TIMEOUT",
  "CANCELLED",
  // what we did
  "CONFIGURATION",
  "INTERNAL",
] as const;

/** One of {@linkcode ERROR_CODES}. */
export type ErrorCode = typeof ERROR_CODES[number];

/** What a {@linkcode ToolError} can carry besides its code and message. */
export interface ToolErrorOptions {
  /** The next step for whoever reads the error, a sentence without a period. */
  readonly hint?: string;
  /** HTTP status of the answer behind the error, where there was one. */
  readonly status?: number;
  /** Where a person has to sign in; shown as it is, on a line of its own. */
  readonly open?: URL;
  /** The error behind this one; never shown. */
  readonly cause?: unknown;
  /** Whether a change that was sent may have been carried out all the same. */
  readonly outcomeUnknown?: boolean;
}

/**
 * An error that was written for its reader: what failed and the present state, and what to do next.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const error = new ToolError("NOT_FOUND", "Cannot read application 'shop': it does not exist", {
 *   hint: "Call list_applications to see the names",
 * });
 * assert.equal(
 *   error.toString(),
 *   "NOT_FOUND: Cannot read application 'shop': it does not exist\nNext: Call list_applications to see the names",
 * );
 * ```
 */
export class ToolError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly status: number | undefined;
  readonly open: URL | undefined;
  readonly outcomeUnknown: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: ToolErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "ToolError";
    this.code = code;
    this.hint = options.hint;
    this.status = options.status;
    this.open = options.open;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
  }

  /** The text that is shown: code, message and, on a line of its own, the next step. */
  override toString(): string {
    const head = `${this.code}: ${this.message}`;
    return this.hint === undefined ? head : `${head}\nNext: ${this.hint}`;
  }
}

/**
 * Waits for `work`, whose errors then say which instance they are about; for calls that are about two. What was not
 * written for a reader is thrown as it is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const failure = new ToolError("FORBIDDEN", "Cannot read it: not allowed");
 * await assert.rejects(errorsOf("prod", Promise.reject(failure)), {
 *   code: "FORBIDDEN",
 *   message: "Cannot read it: not allowed (instance prod)",
 * });
 * ```
 */
export async function errorsOf<Result>(
  instance: string,
  work: Promise<Result>,
): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const { code, message, hint, status, open, outcomeUnknown } = error;
    throw new ToolError(code, `${message} (instance ${instance})`, {
      ...(hint === undefined ? {} : { hint }),
      ...(status === undefined ? {} : { status }),
      ...(open ? { open } : {}),
      outcomeUnknown,
      cause: error,
    });
  }
}
