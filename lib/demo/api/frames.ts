/**
 * How a stream is written, as lines of JSON or as server-sent events. A live Argo CD sends nothing at all,
 * not even a status, before the first event: a client that waits for headers waits for ever.
 *
 * @module
 */
import type { Call } from "./call.ts";
import { advance } from "../model/operation.ts";

/** What a stream sends: frames that are there at once, and those that come. */
export interface Frames {
  readonly first: readonly unknown[];
  /** More may come; otherwise the stream ends after the first frames. */
  readonly open: boolean;
  /** Starts to listen; answers how to stop. */
  readonly listen?: (send: (frame: unknown) => void) => () => void;
}

/** Milliseconds between two looks at what is due while a stream is open. */
const POLL_MILLISECONDS = 100;
const KEEPALIVE_MILLISECONDS = 15_000;

/** Whether the caller asked for server-sent events instead of lines of JSON. */
export function wantsEvents({ headers }: Request): boolean {
  return (headers.get("accept") ?? "").includes("text/event-stream");
}

/**
 * A stream as NDJSON or server-sent events. Nothing is answered, not even the status, before the
 * first frame: the promise stays open until then.
 */
export function streamReply(
  call: Call,
  frames: Frames,
): Response | Promise<Response> {
  const sse = wantsEvents(call.request);
  const text = (frame: unknown) =>
    sse
      ? `data: ${JSON.stringify(frame)} \n\n\n`
      : `${JSON.stringify(frame)}\n`;
  const headers = sse
    ? {
      "content-type": "text/event-stream",
      "x-content-type-options": "nosniff",
      "grpc-metadata-content-type": "application/grpc",
    }
    : {
      "content-type": "application/json",
      "grpc-metadata-content-type": "application/grpc",
    };
  if (!frames.open) {
    return new Response(frames.first.map(text).join(""), { headers });
  }
  const live = new LiveStream(call, frames, { text, sse });
  return live.started.then((body) => new Response(body, { headers }));
}

/** A stream that stays open until the reader leaves. */
class LiveStream {
  readonly started: Promise<ReadableStream<Uint8Array>>;
  readonly #encoder = new TextEncoder();
  readonly #stops: (() => void)[] = [];
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(
    call: Call,
    frames: Frames,
    form: { readonly text: (frame: unknown) => string; readonly sse: boolean },
  ) {
    const begin = Promise.withResolvers<ReadableStream<Uint8Array>>();
    this.started = begin.promise;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => this.#stop(),
    });
    let keepalive = false;
    const send = (frame: unknown) => {
      this.#write(form.text(frame));
      begin.resolve(body);
      if (form.sse && !keepalive) {
        keepalive = true;
        this.#every(KEEPALIVE_MILLISECONDS, () => this.#write(":\n"));
      }
    };
    if (frames.listen !== undefined) this.#stops.push(frames.listen(send));
    this.#every(POLL_MILLISECONDS, () => advance(call.world));
    for (const frame of frames.first) send(frame);
    call.request.signal.addEventListener("abort", () => {
      this.#stop();
      begin.resolve(body);
      try {
        this.#controller?.close();
      } catch {
        // The reader was faster and has cancelled the body.
      }
    });
  }

  #write(text: string): void {
    try {
      this.#controller?.enqueue(this.#encoder.encode(text));
    } catch {
      // The reader is gone; the next cancel or abort cleans up.
      this.#stop();
    }
  }

  /** A timer that does not keep the process alive. */
  #every(milliseconds: number, run: () => void): void {
    const timer = setInterval(run, milliseconds);
    Deno.unrefTimer(timer);
    this.#stops.push(() => clearInterval(timer));
  }

  #stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}
