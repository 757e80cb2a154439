/**
 * Lines of a stream whose length nobody promised.
 *
 * @module
 */

/** One line. */
export interface Line {
  readonly text: string;
  /** The line was longer than allowed: `text` is its beginning, `tail` its end, the middle was thrown away. */
  readonly tail?: string;
  /** The stream ended without a newline after it. */
  readonly last: boolean;
}

/** Where lines and streams end. */
export interface LineOptions {
  readonly maxLineBytes: number;
  /** Told of the bytes so far; may throw to end the reading. */
  readonly onBytes?: (bytes: number) => void;
}

/** How much of the end of a line that is too long is kept. */
const TAIL_BYTES = 2_048;
const NEWLINE = 10;

/**
 * Yields the non-empty lines of a stream, the last one also without a newline. Holds one chunk and one line of at most
 * `maxLineBytes` at a time, whatever the stream sends. Leaving the loop cancels the stream.
 */
export async function* readLines(
  stream: ReadableStream<Uint8Array>,
  options: LineOptions,
): AsyncGenerator<Line, void> {
  const reader = stream.getReader();
  const line = new LineBuffer(options.maxLineBytes);
  let total = 0;
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) break;
      total += value.length;
      options.onBytes?.(total);
      let start = 0;
      for (
        let end = value.indexOf(NEWLINE);
        end >= 0;
        end = value.indexOf(NEWLINE, start)
      ) {
        line.add(value.subarray(start, end));
        start = end + 1;
        const whole = line.take(false);
        if (whole !== undefined) yield whole;
      }
      line.add(value.subarray(start));
    }
    const rest = line.take(true);
    if (rest !== undefined) yield rest;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** The bytes of one line: its beginning up to a limit, and its last bytes. */
class LineBuffer {
  readonly #max: number;
  #head: Uint8Array[] = [];
  #length = 0;
  #tail: Uint8Array | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const room = this.#max - this.#length;
    const kept = bytes.subarray(0, Math.max(0, room));
    if (kept.length > 0) {
      // A copy: the rest of a chunk should not be kept alive for the sake of its last line.
      this.#head.push(kept.slice());
      this.#length += kept.length;
    }
    if (kept.length === bytes.length) return;
    const beyond = bytes.subarray(kept.length);
    // The end may begin in what still had room.
    const tail = this.#tail ??
      join(this.#head, this.#length).slice(-TAIL_BYTES);
    const joined = new Uint8Array(tail.length + beyond.length);
    joined.set(tail);
    joined.set(beyond, tail.length);
    this.#tail = joined.slice(-TAIL_BYTES);
  }

  take(last: boolean): Line | undefined {
    const head = join(this.#head, this.#length);
    const tail = this.#tail;
    this.#head = [];
    this.#length = 0;
    this.#tail = undefined;
    const decoder = new TextDecoder();
    const text = decoder.decode(head);
    if (tail !== undefined) return { text, tail: decoder.decode(tail), last };
    return text.trim() === "" ? undefined : { text, last };
  }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only !== undefined) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
