/**
 * One question to Argo CD from its first request to its answer: sign-in, attempts, limits.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { readLines } from "../read_lines.ts";
import type { sleep } from "./abortable.ts";
import { jsonResult, streamBody } from "./answer.ts";
import { AttemptFailed } from "./attempt_failed.ts";
import type { Credential } from "./credential.ts";
import { Deadline } from "./deadline.ts";
import { GRPC_WEB_TYPE, grpcWebAnswer } from "./grpc_web_answer.ts";
import type { FailureContext } from "./refusal.ts";
import { networkFailure } from "./network_failure.ts";
import { readBody, type ReadBodyOptions, readBytes } from "./read_body.ts";
import { refusedAnswer } from "./refused_answer.ts";
import type { ArgocdRequest } from "./request.ts";
import { MAX_ATTEMPTS, pause } from "./retry.ts";
import { streamMessage } from "./stream_message.ts";
import { tooLarge } from "./too_large.ts";
import type { Answer, Transport } from "./transport.ts";
import { outcomeUnknown, renewedForNext } from "./write_hints.ts";

/** Sizes in bytes after decompression, times in milliseconds. */
export interface Limits {
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly maxStreamBytes: number;
  readonly maxLineBytes: number;
}

/** What questions are asked with. */
export interface ExchangeOptions {
  readonly origin: string;
  readonly transport: Transport;
  /** Sent with every request. */
  readonly headers: readonly (readonly [string, string])[];
  readonly limits: Limits;
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: typeof sleep;
}

/** For whom and how long one question is asked. */
export interface Asked {
  readonly credential: Credential | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds instead of the usual limit; an hour at most. */
  readonly timeoutMs?: number | undefined;
}

/** Nobody waits longer for one answer, whatever was asked. */
const MAX_TIMEOUT_MS = 3_600_000;

/** Makes of an answer what was asked for; told the token that was sent. */
type ReadAnswer<Result> = (
  answer: Answer,
  token: string | undefined,
) => Promise<Result | AttemptFailed> | Result | AttemptFailed;

/** Asks questions over one transport. */
export class Exchange {
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Asks and returns the parsed JSON answer. Throws `ToolError` only. */
  async json(request: ArgocdRequest, asked: Asked): Promise<unknown> {
    const { credential, signal } = asked;
    using deadline = new Deadline(this.#timeLimit(asked), signal);
    return await this.#attempts(request, {
      credential,
      deadline,
      read: (answer) => this.#readJson(answer, { request, deadline }),
      repeat: request.read,
    });
  }

  /** Asks over gRPC-Web and returns the decoded answer. Throws `ToolError` only. */
  async message(request: ArgocdRequest, asked: Asked): Promise<unknown> {
    const { credential, signal } = asked;
    using deadline = new Deadline(this.#timeLimit(asked), signal);
    return await this.#attempts(request, {
      credential,
      deadline,
      read: (answer, token) =>
        grpcWebAnswer(answer, {
          ...this.#context(request, credential),
          token,
          bytes: async () => {
            const about = { request, deadline, read: readBytes };
            return (await this.#readWhole(answer, about)).bytes;
          },
        }),
      repeat: request.read,
    });
  }

  /** Asks and yields the messages of the answer, each as it comes. Throws `ToolError` only. */
  async *stream(
    request: ArgocdRequest,
    asked: Asked,
  ): AsyncGenerator<unknown, void> {
    const { limits } = this.#options;
    const { credential, signal } = asked;
    using deadline = new Deadline(this.#timeLimit(asked), signal);
    const body = await this.#attempts(request, {
      credential,
      deadline,
      read: (answer) => streamBody(answer, this.#about(request)),
      repeat: false,
    });
    if (body === null) return;
    deadline.awaiting("the next line of a stream");
    const lines = readLines(body, {
      maxLineBytes: limits.maxLineBytes,
      onBytes: (bytes) => {
        if (bytes > limits.maxStreamBytes) {
          throw tooLarge(request.purpose, limits.maxStreamBytes);
        }
      },
    });
    try {
      for await (const line of lines) {
        const message = streamMessage(line, {
          ...this.#context(request, credential),
          maxLineBytes: limits.maxLineBytes,
        });
        if (message !== undefined) yield message;
      }
    } catch (error) {
      throw this.#network(error, { request, deadline }).error;
    }
  }

  #timeLimit({ timeoutMs }: Asked): number {
    return Math.min(
      timeoutMs ?? this.#options.limits.timeoutMs,
      MAX_TIMEOUT_MS,
    );
  }

  async #attempts<Result>(
    request: ArgocdRequest,
    { credential, deadline, read, repeat }: {
      readonly credential: Credential | undefined;
      readonly deadline: Deadline;
      readonly read: ReadAnswer<Result>;
      readonly repeat: boolean;
    },
  ): Promise<Result> {
    let renewed = false;
    for (let attempt = 1;; attempt++) {
      const outcome = await this.#attempt(request, {
        credential,
        deadline,
        read,
      });
      if (!(outcome instanceof AttemptFailed)) return outcome;
      const { error, rejected } = outcome;
      if (
        rejected !== undefined && credential !== undefined && !renewed &&
        attempt < MAX_ATTEMPTS
      ) {
        renewed = true;
        deadline.awaiting("the sign-in");
        const fresh = await this.#during(
          { request, deadline },
          () => credential.renew(rejected, deadline.signal),
        );
        // A write is not repeated even so: whoever asked for it decides.
        if (fresh && request.read) continue;
        throw fresh ? renewedForNext(error) : error;
      }
      if (
        !repeat || attempt >= MAX_ATTEMPTS || outcome.repeatAfter === undefined
      ) throw error;
      const wait = Math.max(
        outcome.repeatAfter,
        pause(attempt, this.#options.random()),
      );
      // Waiting until after the deadline would only turn a clear answer into a timeout.
      if (wait >= deadline.remaining()) throw error;
      deadline.awaiting(`another attempt after ${error.status ?? error.code}`);
      await this.#during(
        { request, deadline },
        () => this.#options.sleep(wait, deadline.signal),
      );
    }
  }

  async #attempt<Result>(
    request: ArgocdRequest,
    { credential, deadline, read }: {
      readonly credential: Credential | undefined;
      readonly deadline: Deadline;
      readonly read: ReadAnswer<Result>;
    },
  ): Promise<Result | AttemptFailed> {
    deadline.awaiting("the sign-in");
    const token = credential === undefined
      ? undefined
      : await this.#during({ request, deadline }, () =>
        credential.token(deadline.signal));
    const headers = this.#headers(request, token);
    try {
      request.admit?.();
      deadline.awaiting("a connection and the beginning of the answer");
      const answer = await this.#options.transport.send(request.url, {
        method: request.endpoint.method,
        headers,
        body: request.body,
        signal: deadline.signal,
      });
      if (answer.status >= 200 && answer.status < 300) {
        return await read(answer, token);
      }
      return await refusedAnswer(answer, {
        ...this.#context(request, credential),
        token,
      });
    } catch (error) {
      return this.#network(error, { request, deadline });
    }
  }

  #headers(
    request: ArgocdRequest,
    token: string | undefined,
  ): readonly (readonly [string, string])[] {
    const isGrpcWeb = request.endpoint.answer === "grpc-web";
    const type = isGrpcWeb ? GRPC_WEB_TYPE : "application/json";
    return [
      ...this.#options.headers,
      ["Accept", type],
      // Exactly this, also without a body: with a charset Argo CD answers 415.
      ...(request.endpoint.method === "GET"
        ? []
        : [["Content-Type", type] as const]),
      ...(isGrpcWeb ? [["X-Grpc-Web", "1"] as const] : []),
      ...(token === undefined
        ? []
        : [["Authorization", `Bearer ${token}`] as const]),
    ];
  }

  async #readJson(
    answer: Answer,
    { request, deadline }: {
      readonly request: ArgocdRequest;
      readonly deadline: Deadline;
    },
  ): Promise<unknown> {
    const about = { request, deadline, read: readBody };
    const { text } = await this.#readWhole(answer, about);
    return jsonResult(answer, {
      ...this.#about(request),
      text,
      always: request.endpoint.always,
    });
  }

  async #readWhole<Body extends { readonly cut: boolean }>(
    answer: Answer,
    { request, deadline, read }: {
      readonly request: ArgocdRequest;
      readonly deadline: Deadline;
      readonly read: (
        stream: Answer["body"],
        options: ReadBodyOptions,
      ) => Promise<Body>;
    },
  ): Promise<Body> {
    const { maxBodyBytes } = this.#options.limits;
    deadline.awaiting("the body of the answer");
    const body = await read(answer.body, {
      maxBytes: maxBodyBytes,
      onBytes: (bytes) =>
        deadline.awaiting(`the rest of the answer after ${bytes} bytes`),
    });
    if (body.cut) throw tooLarge(request.purpose, maxBodyBytes);
    return body;
  }

  /** Runs what may be ended by the deadline outside of an attempt. */
  async #during<Result>(
    about: { readonly request: ArgocdRequest; readonly deadline: Deadline },
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw this.#network(error, about).error;
    }
  }

  #network(
    error: unknown,
    { request, deadline }: {
      readonly request: ArgocdRequest;
      readonly deadline: Deadline;
    },
  ): AttemptFailed {
    if (error instanceof ToolError) return new AttemptFailed(error, undefined);
    const write = !request.read;
    const ended = deadline.failure(request.purpose);
    if (ended !== undefined) {
      return new AttemptFailed(
        write ? outcomeUnknown(ended) : ended,
        undefined,
      );
    }
    const failure = networkFailure(error, {
      ...this.#about(request),
      via: this.#options.transport.via,
      write,
    });
    return new AttemptFailed(failure.error, failure.transient ? 0 : undefined);
  }

  #context(
    request: ArgocdRequest,
    credential: Credential | undefined,
  ): FailureContext {
    const { origin, now } = this.#options;
    return { request, origin, credential, now: now() };
  }

  #about(request: ArgocdRequest): { purpose: string; origin: string } {
    return { purpose: request.purpose, origin: this.#options.origin };
  }
}
