/**
 * Protocol Buffers, as far as gRPC-Web needs them here: numbers, and texts or messages with a length.
 *
 * @module
 */
import { concatBytes } from "../../concat_bytes.ts";

/** A field: a number, or bytes. */
export type Field = readonly [number: number, value: number | Uint8Array];

/** The fields of a message, or undefined for bytes that are none. */
export function decodeMessage(
  bytes: Uint8Array,
): readonly Field[] | undefined {
  const fields: Field[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const tag = decodeNumber(rest);
    if (tag === undefined) return undefined;
    rest = rest.subarray(tag.size);
    const number = Math.floor(tag.value / 8);
    const kind = tag.value % 8;
    const amount = decodeNumber(rest);
    if (amount === undefined || (kind !== 0 && kind !== 2)) return undefined;
    rest = rest.subarray(amount.size);
    if (kind === 0) {
      fields.push([number, amount.value]);
      continue;
    }
    if (amount.value > rest.length) return undefined;
    fields.push([number, rest.subarray(0, amount.value)]);
    rest = rest.subarray(amount.value);
  }
  return fields;
}

/** The bytes of a message: texts, flags and other messages. */
export function encodeMessage(
  fields: readonly (readonly [number, string | boolean | Uint8Array])[],
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (const [number, value] of fields) {
    if (typeof value === "boolean") {
      parts.push(Uint8Array.from([...encodeNumber(number * 8), +value]));
      continue;
    }
    const content = typeof value === "string"
      ? new TextEncoder().encode(value)
      : value;
    parts.push(
      Uint8Array.from([
        ...encodeNumber(number * 8 + 2),
        ...encodeNumber(content.length),
      ]),
      content,
    );
  }
  return concatBytes(parts);
}

function decodeNumber(
  bytes: Uint8Array,
): { readonly value: number; readonly size: number } | undefined {
  let value = 0;
  for (const [index, byte] of bytes.subarray(0, 10).entries()) {
    value += (byte % 128) * 128 ** index;
    if (byte < 128) return { value, size: index + 1 };
  }
  return undefined;
}

function encodeNumber(value: number): readonly number[] {
  return value < 128
    ? [value]
    : [value % 128 + 128, ...encodeNumber(Math.floor(value / 128))];
}
