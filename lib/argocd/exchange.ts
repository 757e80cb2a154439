/**
 * Questions to Argo CD and how their answers are read, within limits of time and size.
 *
 * @module
 */
import { readLines } from "../read_lines.ts";
import { jsonResult, streamBody } from "./answer.ts";
import { Attempts, type AttemptsOptions } from "./attempts.ts";
import type { Credential } from "./credential.ts";
import { Deadline } from "./deadline.ts";
import { grpcWebAnswer } from "./grpc_web_answer.ts";
import { readBody, type ReadBodyOptions, readBytes } from "./read_body.ts";
import type { ArgocdRequest } from "./request.ts";
import { streamMessage } from "./stream_message.ts";
import { tooLarge } from "./too_large.ts";
import type { Answer } from "./transport.ts";

/** Sizes in bytes after decompression, times in milliseconds. */
export interface Limits {
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly maxStreamBytes: number;
  readonly maxLineBytes: number;
}

/** What questions are asked with. */
export interface ExchangeOptions extends AttemptsOptions {
  readonly limits: Limits;
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

/** Asks questions over one transport. */
export class Exchange {
  readonly #limits: Limits;
  readonly #attempts: Attempts;
  readonly #setting: string;

  constructor(options: ExchangeOptions) {
    this.#limits = options.limits;
    this.#setting = options.names.timeout;
    this.#attempts = new Attempts(options);
  }

  /** Asks and returns the parsed JSON answer. Throws `ToolError` only. */
  async json(request: ArgocdRequest, asked: Asked): Promise<unknown> {
    const { credential } = asked;
    using deadline = this.#deadline(asked);
    return await this.#attempts.run(request, {
      credential,
      deadline,
      read: (answer) => this.#readJson(answer, { request, deadline }),
      repeat: request.read,
    });
  }

  /** Asks over gRPC-Web and returns the decoded answer. Throws `ToolError` only. */
  async message(request: ArgocdRequest, asked: Asked): Promise<unknown> {
    const { credential } = asked;
    using deadline = this.#deadline(asked);
    return await this.#attempts.run(request, {
      credential,
      deadline,
      read: (answer, token) =>
        grpcWebAnswer(answer, {
          ...this.#attempts.context(request, credential),
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
    const limits = this.#limits;
    const { credential } = asked;
    using deadline = this.#deadline(asked);
    const body = await this.#attempts.run(request, {
      credential,
      deadline,
      read: (answer) => streamBody(answer, this.#attempts.about(request)),
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
          ...this.#attempts.context(request, credential),
          maxLineBytes: limits.maxLineBytes,
        });
        if (message !== undefined) yield message;
      }
    } catch (error) {
      throw this.#attempts.network(error, { request, deadline }).error;
    }
  }

  #deadline({ timeoutMs, signal }: Asked): Deadline {
    return new Deadline(
      Math.min(timeoutMs ?? this.#limits.timeoutMs, MAX_TIMEOUT_MS),
      { caller: signal, setting: this.#setting },
    );
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
      ...this.#attempts.about(request),
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
    const { maxBodyBytes } = this.#limits;
    deadline.awaiting("the body of the answer");
    const body = await read(answer.body, {
      maxBytes: maxBodyBytes,
      ends: deadline.signal,
      onBytes: (bytes) =>
        deadline.awaiting(`the rest of the answer after ${bytes} bytes`),
    });
    if (body.cut) throw tooLarge(request.purpose, maxBodyBytes);
    return body;
  }
}
