/**
 * Identifiers that look like Kubernetes' own and are the same on every run.
 *
 * @module
 */

const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** A 32-bit hash of a text (FNV-1a). */
export function hash32(text: string, seed = 0x811c9dc5): number {
  let hash = seed >>> 0;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  // FNV leaves similar texts close together; one round of mixing spreads them.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** As many hexadecimal digits as asked for, made from a text. */
export function hexFrom(text: string, digits: number): string {
  let result = "";
  for (let round = 0; result.length < digits; round++) {
    result += hash32(`${round}:${text}`).toString(16).padStart(8, "0");
  }
  return result.slice(0, digits);
}

/** A version 4 UUID made from a text. */
export function uidFrom(text: string): string {
  const hex = hexFrom(text, 32);
  const variant = "89ab"[parseInt(hex[16] ?? "0", 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${
    hex.slice(13, 16)
  }-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** A suffix of the alphabet Kubernetes uses for generated names. */
export function suffixFrom(text: string, length: number): string {
  let result = "";
  for (let index = 0; index < length; index++) {
    result += ALPHABET[hash32(`${index}/${text}`) % ALPHABET.length];
  }
  return result;
}

/** The full commit id made from a text. */
export function shaFrom(text: string): string {
  return hexFrom(`commit ${text}`, 40);
}
