/**
 * Protocol Buffers, as far as the one call needs them that Argo CD does not answer over REST.
 *
 * @module
 */
import { concatBytes } from "../concat_bytes.ts";

/** Bytes that are not what they should be; whoever reads them says what that means. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}

/** One field of a message: a number, or the bytes of a text or of another message. */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;
/** A number of 64 bits has no more bytes. */
const MAX_VARINT_BYTES = 10;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The text in the bytes of a field. Throws {@linkcode MalformedMessage} for a number. */
export function textOf({ number, value }: Field): string {
  return decoder.decode(bytesOf({ number, value }));
}

/** The bytes of a field. Throws {@linkcode MalformedMessage} for a number. */
export function bytesOf({ number, value }: Field): Uint8Array {
  if (typeof value !== "number") return value;
  throw new MalformedMessage(`field ${number} is a number`);
}

/**
 * Yields the fields of a message in their order, those of a fixed length left out: nothing here has one. Throws
 * {@linkcode MalformedMessage} where the bytes end too early or are no message.
 */
export function* readFields(message: Uint8Array): Generator<Field, void> {
  let at = 0;
  function varint(): number {
    let value = 0;
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      const byte = message[at++];
      if (byte === undefined) throw new MalformedMessage("it breaks off");
      // Not by shifting, which ends at 32 bits.
      value += (byte & 0x7f) * 2 ** (7 * count);
      if (byte < 0x80) return value;
    }
    throw new MalformedMessage("a number in it has no end");
  }
  function take(length: number): Uint8Array {
    if (length > message.length - at) {
      throw new MalformedMessage("it breaks off");
    }
    at += length;
    return message.subarray(at - length, at);
  }
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    if (number === 0) throw new MalformedMessage("a field has no number");
    const type = tag % 8;
    if (type === VARINT) yield { number, value: varint() };
    else if (type === BYTES) yield { number, value: take(varint()) };
    else if (type === FIXED_64) take(8);
    else if (type === FIXED_32) take(4);
    else throw new MalformedMessage(`field ${number} has the type ${type}`);
  }
}

/** Puts a message together, field by field. */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [];

  /** Adds a text; an empty one is written too, an absent one is not. */
  text(number: number, value: string | undefined): this {
    return value === undefined
      ? this
      : this.bytes(number, encoder.encode(value));
  }

  /** Adds another message. */
  bytes(number: number, value: Uint8Array): this {
    this.#parts.push(varintOf(number * 8 + BYTES), varintOf(value.length));
    this.#parts.push(value);
    return this;
  }

  /** The message. */
  finish(): Uint8Array<ArrayBuffer> {
    return concatBytes(this.#parts);
  }
}

function varintOf(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    bytes.push(rest % 0x80 + 0x80);
  }
  return Uint8Array.of(...bytes, rest);
}
