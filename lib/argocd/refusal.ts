/**
 * What is known when an answer is not a result, and what the rules make of it.
 *
 * @module
 */
import type { ErrorCode } from "../errors.ts";
import type { Credential } from "./credential.ts";
import type { ArgocdRequest } from "./request.ts";
import type { SettingNames } from "./setting_names.ts";

/** An answer with a status of 400 or more, or an error object of a stream. */
export interface RefusedAnswer {
  readonly status: number;
  readonly contentType: string;
  /** The body's beginning. */
  readonly text: string;
}

/** What else is known about the call. */
export interface FailureContext {
  readonly request: ArgocdRequest;
  readonly origin: string;
  readonly credential: Credential | undefined;
  readonly now: number;
  /** For hints. */
  readonly names: SettingNames;
}

/** Argo CD's own error: a gRPC code and a text. */
export interface ArgocdError {
  readonly status: number;
  readonly grpc: number;
  /** Bounded and on one line. */
  readonly said: string;
}

/** What a rule makes of an answer; the caller puts purpose and status to it. */
export interface Verdict {
  readonly code: ErrorCode;
  /** Follows "Cannot …: ". */
  readonly state: string;
  readonly hint?: string | undefined;
}
