/**
 * Reading a body that may be larger than it should.
 *
 * @module
 */
import { concatBytes } from "../concat_bytes.ts";

/** What {@linkcode readBody} found. */
export interface Body {
  readonly text: string;
  /** The limit was reached or the time was over, and the rest was not read. */
  readonly cut: boolean;
}

/** Where the reading ends. */
export interface ReadBodyOptions {
  /** After decompression. */
  readonly maxBytes: number;
  /** Ends the reading early, keeping what came; the stream's own errors are thrown all the same. */
  readonly until?: AbortSignal;
  /** Fails the reading with its reason; `fetch` promises that itself and does not always keep it, see `ending_answer.ts`. */
  readonly ends?: AbortSignal;
  /** Told of each step, so that an error can say how far it got. */
  readonly onBytes?: (bytes: number) => void;
}

/** Reads at most `maxBytes` bytes, counted while they arrive, so that a small compressed body cannot become a large one. */
export async function readBody(
  stream: ReadableStream<Uint8Array> | null,
  options: ReadBodyOptions,
): Promise<Body> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  const cut = await readChunks(stream, {
    ...options,
    take: (chunk) => parts.push(decoder.decode(chunk, { stream: true })),
  });
  // Not after a cut, which may have gone through a character.
  return {
    text: parts.join("") + (cut === "size" ? "" : decoder.decode()),
    cut: cut !== undefined,
  };
}

/** The same as bytes. */
export async function readBytes(
  stream: ReadableStream<Uint8Array> | null,
  options: ReadBodyOptions,
): Promise<{ readonly bytes: Uint8Array; readonly cut: boolean }> {
  const parts: Uint8Array[] = [];
  const cut = await readChunks(stream, {
    ...options,
    take: (chunk) => parts.push(chunk),
  });
  return { bytes: concatBytes(parts), cut: cut !== undefined };
}

/** Says why it ended early; `undefined` at the end of the body. */
async function readChunks(
  stream: ReadableStream<Uint8Array> | null,
  options: ReadBodyOptions & { readonly take: (chunk: Uint8Array) => void },
): Promise<"size" | "time" | undefined> {
  if (stream === null) return undefined;
  const reader = stream.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  const { until, ends } = options;
  until?.addEventListener("abort", stop);
  ends?.addEventListener("abort", stop);
  if (until?.aborted || ends?.aborted) stop();
  let bytes = 0;
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      options.onBytes?.(bytes);
      const over = bytes - options.maxBytes;
      options.take(over > 0 ? value.subarray(0, value.length - over) : value);
      if (over > 0) return "size";
    }
    ends?.throwIfAborted();
    return until?.aborted ? "time" : undefined;
  } finally {
    until?.removeEventListener("abort", stop);
    ends?.removeEventListener("abort", stop);
    // Frees the socket when the body was left early; does nothing after its end.
    stop();
  }
}
