/**
 * One question and its attempts: sign-in, sending, what is repeated and what never is.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { sleep } from "./abortable.ts";
import { AttemptFailed } from "./attempt_failed.ts";
import type { Credential } from "./credential.ts";
import type { Deadline } from "./deadline.ts";
import { endingAnswer } from "./ending_answer.ts";
import { GRPC_WEB_TYPE } from "./grpc_web_answer.ts";
import { networkFailure } from "./network_failure.ts";
import type { FailureContext } from "./refusal.ts";
import { refusedAnswer } from "./refused_answer.ts";
import type { ArgocdRequest } from "./request.ts";
import { MAX_ATTEMPTS, pause } from "./retry.ts";
import type { SettingNames } from "./setting_names.ts";
import type { Answer, Transport } from "./transport.ts";
import { outcomeUnknown, renewedForNext } from "./write_hints.ts";

/** What questions are sent with. */
export interface AttemptsOptions {
  readonly origin: string;
  readonly transport: Transport;
  /** Sent with every request. */
  readonly headers: readonly (readonly [string, string])[];
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: typeof sleep;
  /** What the settings are called, for hints. */
  readonly names: SettingNames;
}

/** With these a proxy says that it has passed the request on and got no answer. */
const LOST_STATUSES: ReadonlySet<number> = new Set([502, 504, 524]);

/** Makes of an answer what was asked for; told the token that was sent. */
export type ReadAnswer<Result> = (
  answer: Answer,
  token: string | undefined,
) => Promise<Result | AttemptFailed> | Result | AttemptFailed;

/** Whether a body is read to its end by what looks at the signal itself: that is cheaper than a stream around it. */
function isReadWhole(
  { endpoint }: ArgocdRequest,
  { status, headers }: Answer,
): boolean {
  const type = headers.get("content-type") ?? "";
  return endpoint.answer === "json" && status === 200 &&
    /^application\/json\b/i.test(type);
}

/** Sends questions over one transport. */
export class Attempts {
  readonly #options: AttemptsOptions;

  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  /** Sends a question until it is answered or there is no use in it. Throws `ToolError` only. */
  async run<Result>(
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
      const { signal } = deadline;
      const sent = await this.#options.transport.send(request.url, {
        method: request.endpoint.method,
        headers,
        body: request.body,
        signal,
      });
      const answer = isReadWhole(request, sent)
        ? sent
        : endingAnswer(sent, signal);
      if (answer.status >= 200 && answer.status < 300) {
        return await this.#readAnswer(
          request,
          async () => await read(answer, token),
        );
      }
      const refused = await refusedAnswer(answer, {
        ...this.context(request, credential),
        token,
      });
      return !request.read && LOST_STATUSES.has(answer.status)
        ? new AttemptFailed(outcomeUnknown(refused.error), undefined)
        : refused;
    } catch (error) {
      return this.network(error, { request, deadline });
    }
  }

  /**
   * Reads what came with a status of success. A change whose answer cannot be read may well have been carried out,
   * unless the answer is that of another program.
   */
  async #readAnswer<Result>(
    request: ArgocdRequest,
    read: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await read();
    } catch (error) {
      const isAmbiguous = !request.read && error instanceof ToolError &&
        !error.outcomeUnknown && error.code !== "NOT_ARGOCD";
      throw isAmbiguous ? outcomeUnknown(error) : error;
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

  /** Runs what may be ended by the deadline outside of an attempt. */
  async #during<Result>(
    about: { readonly request: ArgocdRequest; readonly deadline: Deadline },
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw this.network(error, about).error;
    }
  }

  /** What a failure on the way means. */
  network(
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
      ...this.about(request),
      via: this.#options.transport.via,
      serverName: this.#options.transport.serverName,
      presents: this.#options.transport.presents,
      write,
    });
    return new AttemptFailed(failure.error, failure.transient ? 0 : undefined);
  }

  /** What an error is made from. */
  context(
    request: ArgocdRequest,
    credential: Credential | undefined,
  ): FailureContext {
    const { origin, now, names } = this.#options;
    return { request, origin, credential, now: now(), names };
  }

  /** What an answer is read with. */
  about(
    request: ArgocdRequest,
  ): { purpose: string; origin: string; names: SettingNames } {
    const { origin, names } = this.#options;
    return { purpose: request.purpose, origin, names };
  }
}
