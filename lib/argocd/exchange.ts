/**
 * One question to Argo CD from its first request to its answer: sign-in, attempts, limits.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { sleep } from "./abortable.ts";
import { jsonResult, streamBody } from "./answer.ts";
import type { Credential } from "./credential.ts";
import { cutLogLine } from "./cut_log_line.ts";
import { Deadline } from "./deadline.ts";
import { answerFailure, readArgocdError } from "./failure.ts";
import { readLines } from "./ndjson.ts";
import { networkFailure } from "./network_failure.ts";
import { readBody } from "./read_body.ts";
import { redirected } from "./redirected.ts";
import type { ArgocdRequest } from "./request.ts";
import { MAX_ATTEMPTS, pause, readRetryAfter } from "./retry.ts";
import { said } from "./said.ts";
import type { Answer, Transport } from "./transport.ts";

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

/** Error bodies are short; whoever sends a long or slow one is not waited for. */
const MAX_ERROR_BYTES = 64 * 1024;
const ERROR_BODY_MS = 5_000;
/** Statuses after which a read may succeed a moment later. */
const PASSING_STATUSES = new Set([502, 503, 504]);

/** One attempt that did not bring the answer. */
class Failed {
  constructor(
    readonly error: ToolError,
    /** Milliseconds to wait at least before a read is asked again; `undefined`: do not. */
    readonly repeatAfter: number | undefined,
    /** The token that a 401 was the answer to. */
    readonly rejected?: string,
  ) {}
}

/** Asks questions over one transport. */
export class Exchange {
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Asks and returns the parsed JSON answer. Throws `ToolError` only. */
  async json(
    request: ArgocdRequest,
    { credential, signal }: {
      readonly credential: Credential | undefined;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<unknown> {
    using deadline = new Deadline(this.#options.limits.timeoutMs, signal);
    return await this.#attempts(request, {
      credential,
      deadline,
      read: (answer) => this.#readJson(answer, { request, deadline }),
      repeat: request.read,
    });
  }

  /** Asks and yields the messages of the answer, each as it comes. Throws `ToolError` only. */
  async *stream(
    request: ArgocdRequest,
    { credential, signal }: {
      readonly credential: Credential | undefined;
      readonly signal?: AbortSignal | undefined;
    },
  ): AsyncGenerator<unknown, void> {
    const { limits } = this.#options;
    using deadline = new Deadline(limits.timeoutMs, signal);
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
          throw tooLarge(request, limits.maxStreamBytes);
        }
      },
    });
    try {
      for await (const line of lines) {
        const message = this.#message(line, { request, credential });
        if (message !== undefined) yield message;
      }
    } catch (error) {
      throw this.#network(error, { request, deadline }).error;
    }
  }

  async #attempts<Result>(
    request: ArgocdRequest,
    { credential, deadline, read, repeat }: {
      readonly credential: Credential | undefined;
      readonly deadline: Deadline;
      readonly read: (answer: Answer) => Promise<Result> | Result;
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
      if (!(outcome instanceof Failed)) return outcome;
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
      readonly read: (answer: Answer) => Promise<Result> | Result;
    },
  ): Promise<Result | Failed> {
    deadline.awaiting("the sign-in");
    const token = credential === undefined
      ? undefined
      : await this.#during({ request, deadline }, () =>
        credential.token(deadline.signal));
    const headers = this.#headers(request, token);
    try {
      deadline.awaiting("a connection and the beginning of the answer");
      const answer = await this.#options.transport.send(request.url, {
        method: request.endpoint.method,
        headers,
        body: request.body,
        signal: deadline.signal,
      });
      if (answer.status >= 200 && answer.status < 300) {
        return await read(answer);
      }
      return await this.#refused(answer, { request, credential, token });
    } catch (error) {
      return this.#network(error, { request, deadline });
    }
  }

  #headers(
    request: ArgocdRequest,
    token: string | undefined,
  ): readonly (readonly [string, string])[] {
    return [
      ...this.#options.headers,
      ["Accept", "application/json"],
      // Exactly this, also without a body: with a charset Argo CD answers 415.
      ...(request.endpoint.method === "GET"
        ? []
        : [["Content-Type", "application/json"] as const]),
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
    const { maxBodyBytes } = this.#options.limits;
    deadline.awaiting("the body of the answer");
    const body = await readBody(answer.body, {
      maxBytes: maxBodyBytes,
      onBytes: (bytes) =>
        deadline.awaiting(`the rest of the answer after ${bytes} bytes`),
    });
    if (body.cut) throw tooLarge(request, maxBodyBytes);
    return jsonResult(answer, { ...this.#about(request), text: body.text });
  }

  async #refused(
    answer: Answer,
    { request, credential, token }: {
      readonly request: ArgocdRequest;
      readonly credential: Credential | undefined;
      readonly token: string | undefined;
    },
  ): Promise<Failed> {
    const { status, headers } = answer;
    if (status >= 300 && status < 400) {
      await answer.body?.cancel().catch(() => {});
      const location = headers.get("location");
      return new Failed(redirected({ status, location }, request), undefined);
    }
    const contentType = headers.get("content-type") ?? "";
    const text = await errorText(answer);
    const error = answerFailure({ status, contentType, text }, {
      request,
      origin: this.#options.origin,
      credential,
      now: this.#options.now(),
    });
    const after = readRetryAfter(
      headers.get("retry-after"),
      this.#options.now(),
    );
    const repeatAfter = PASSING_STATUSES.has(status)
      ? after ?? 0
      : status === 429
      ? after
      : undefined;
    return new Failed(
      repeatAfter !== undefined && after !== undefined
        ? askedToWait(error, after)
        : error,
      repeatAfter,
      // A 401 of a proxy says nothing about the token.
      error.code === "UNAUTHENTICATED" ? token : undefined,
    );
  }

  #message(
    line: { readonly text: string; readonly tail?: string },
    { request, credential }: {
      readonly request: ArgocdRequest;
      readonly credential: Credential | undefined;
    },
  ): unknown {
    if (line.tail !== undefined) {
      const entry = cutLogLine(line.text, line.tail);
      if (entry === undefined) {
        throw tooLarge(request, this.#options.limits.maxLineBytes);
      }
      return entry;
    }
    let message: unknown;
    try {
      message = JSON.parse(line.text);
    } catch (cause) {
      throw new ToolError(
        "BAD_RESPONSE",
        `Cannot ${request.purpose}: a line of the stream is not JSON: ${
          said(line.text.slice(0, 80))
        }`,
        {
          cause,
          hint: "Try again; a proxy in front of Argo CD may have cut it",
        },
      );
    }
    if (typeof message !== "object" || message === null) return undefined;
    if ("error" in message) {
      const answer = { status: 500, contentType: "", text: line.text };
      const status = readArgocdError(answer)?.status ?? 500;
      throw answerFailure({ ...answer, status }, {
        request,
        origin: this.#options.origin,
        credential,
        now: this.#options.now(),
      });
    }
    return "result" in message ? message.result : undefined;
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
  ): Failed {
    if (error instanceof ToolError) return new Failed(error, undefined);
    const write = !request.read;
    const ended = deadline.failure(request.purpose);
    if (ended !== undefined) {
      return new Failed(write ? outcomeUnknown(ended) : ended, undefined);
    }
    const failure = networkFailure(error, {
      ...this.#about(request),
      via: this.#options.transport.via,
      write,
    });
    return new Failed(failure.error, failure.transient ? 0 : undefined);
  }

  #about(request: ArgocdRequest): { purpose: string; origin: string } {
    return { purpose: request.purpose, origin: this.#options.origin };
  }
}

/** The beginning of an error body; a body that breaks off or stalls still says what it said. */
async function errorText(answer: Answer): Promise<string> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ERROR_BODY_MS);
  try {
    const { text } = await readBody(answer.body, {
      maxBytes: MAX_ERROR_BYTES,
      until: patience.signal,
    });
    return text;
  } catch {
    return "";
  } finally {
    clearTimeout(timer);
  }
}

function tooLarge(request: ArgocdRequest, bytes: number): ToolError {
  const limit = bytes >= 1 << 20
    ? `${Math.floor(bytes / (1 << 20))} MiB`
    : `${bytes} bytes`;
  return new ToolError(
    "TOO_LARGE",
    `Cannot ${request.purpose}: the answer has more than ${limit}`,
    {
      hint:
        "Narrow the question, for example with a project, a kind, a name or fewer lines",
    },
  );
}

function askedToWait(error: ToolError, ms: number): ToolError {
  return new ToolError(error.code, error.message, {
    ...(error.status === undefined ? {} : { status: error.status }),
    hint: `It asked to wait ${Math.ceil(ms / 1000)} s; try again after that`,
  });
}

function renewedForNext(error: ToolError): ToolError {
  return new ToolError(error.code, error.message, {
    ...(error.status === undefined ? {} : { status: error.status }),
    hint:
      "The sign-in has been renewed since; a change is never repeated by itself, so ask for it again if it is still wanted",
  });
}

function outcomeUnknown(error: ToolError): ToolError {
  return new ToolError(
    error.code,
    `${error.message}; whether Argo CD carried it out is not known`,
    {
      hint:
        "Look at the present state before trying again; nothing was sent a second time",
    },
  );
}
