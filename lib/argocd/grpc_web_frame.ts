/**
 * The frames of gRPC-Web: a byte that says what follows, four for its length, and the message or the trailers.
 *
 * @module
 */
import { concatBytes } from "../concat_bytes.ts";
import { MalformedMessage } from "./protobuf.ts";

const HEAD_BYTES = 5;
const MESSAGE = 0x00;
const TRAILERS = 0x80;

/** What an answer consists of. */
export interface Frames {
  readonly message: Uint8Array | undefined;
  /** Names in lower case; each answer that is whole has them at its end. */
  readonly trailers: ReadonlyMap<string, string>;
}

/** A message in its frame. */
export function frameMessage(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(HEAD_BYTES);
  new DataView(head.buffer).setUint32(1, message.length);
  return concatBytes([head, message]);
}

/**
 * Takes an answer to one question apart. Throws {@linkcode MalformedMessage} for what is cut off, what is no frame, what
 * is compressed, and two messages.
 */
export function readFrames(bytes: Uint8Array): Frames {
  let message: Uint8Array | undefined;
  let at = 0;
  while (at < bytes.length) {
    const kind = bytes[at];
    if (bytes.length - at < HEAD_BYTES) {
      throw new MalformedMessage("it breaks off in the head of a frame");
    }
    const length = new DataView(bytes.buffer, bytes.byteOffset + at)
      .getUint32(1);
    const start = at + HEAD_BYTES;
    if (length > bytes.length - start) {
      throw new MalformedMessage("it breaks off inside of a frame");
    }
    const content = bytes.subarray(start, start + length);
    at = start + length;
    if (kind === TRAILERS) return { message, trailers: readTrailers(content) };
    if (kind !== MESSAGE) {
      throw new MalformedMessage(`it has a frame of the unknown kind ${kind}`);
    }
    if (message !== undefined) {
      throw new MalformedMessage("it has two messages");
    }
    message = content;
  }
  throw new MalformedMessage("it has no trailers");
}

function readTrailers(content: Uint8Array): ReadonlyMap<string, string> {
  const lines = new TextDecoder().decode(content).split(/\r?\n/);
  return new Map(lines.flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 1
      ? []
      : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
  }));
}
