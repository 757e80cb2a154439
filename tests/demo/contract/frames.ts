import type { Answer } from "./compare.ts";

/**
 * Reads a stream until it ends or falls silent. Each of `afterwards` runs after
 * the stream has fallen silent, and reading goes on. When not even status and
 * headers arrive the answer has status 0.
 */
export async function readFrames(
  sending: Promise<Response>,
  silenceMs: number,
  afterwards: readonly (() => Promise<unknown>)[],
): Promise<Answer> {
  const pending = [...afterwards];
  let response = await within(sending, silenceMs);
  while (response === undefined && pending.length > 0) {
    await pending.shift()?.();
    response = await within(sending, silenceMs);
  }
  if (response === undefined) {
    // Ends with the caller's abort; nobody waits for it any more.
    sending.then((late) => late.body?.cancel()).catch(() => {});
    return { status: 0, headers: new Headers(), body: "" };
  }
  const text = response.body === null
    ? ""
    : await readText(response.body, silenceMs, pending);
  return { status: response.status, headers: response.headers, body: text };
}

async function readText(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
  pending: (() => Promise<unknown>)[],
): Promise<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as TextDecoding)
    .getReader();
  let text = "";
  let reading = reader.read();
  while (true) {
    const chunk = await within(reading, silenceMs);
    if (chunk?.done === true) return text;
    if (chunk !== undefined) {
      text += chunk.value;
      reading = reader.read();
      continue;
    }
    const next = pending.shift();
    if (next === undefined) break;
    await next();
  }
  reading.catch(() => {});
  await reader.cancel();
  return text;
}

/** Deno's types want the decoder's input to be exactly bytes. */
type TextDecoding = TransformStream<Uint8Array, string>;

async function within<T>(
  promise: Promise<T>,
  milliseconds: number,
): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
