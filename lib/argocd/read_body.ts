/**
 * Reading a body that may be larger than it should.
 *
 * @module
 */

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
  /** Told of each step, so that an error can say how far it got. */
  readonly onBytes?: (bytes: number) => void;
}

/** Reads at most `maxBytes` bytes, counted while they arrive, so that a small compressed body cannot become a large one. */
export async function readBody(
  stream: ReadableStream<Uint8Array> | null,
  options: ReadBodyOptions,
): Promise<Body> {
  if (stream === null) return { text: "", cut: false };
  const reader = stream.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  options.until?.addEventListener("abort", stop);
  if (options.until?.aborted) stop();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      options.onBytes?.(bytes);
      const over = bytes - options.maxBytes;
      parts.push(
        decoder.decode(
          over > 0 ? value.subarray(0, value.length - over) : value,
          { stream: true },
        ),
      );
      if (over > 0) return { text: parts.join(""), cut: true };
    }
    const cut = options.until?.aborted ?? false;
    return { text: parts.join("") + decoder.decode(), cut };
  } finally {
    options.until?.removeEventListener("abort", stop);
    // Frees the socket when the body was left early; does nothing after its end.
    stop();
  }
}
