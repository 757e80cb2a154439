/**
 * The text of the file that sign-ins are kept in: JSON, with the version of its form.
 *
 * @module
 */
import {
  type CachedTokens,
  type CacheKey,
  keyText,
} from "./token_cache_types.ts";

/** One sign-in with its key. */
export type CacheEntry = CacheKey & CachedTokens;

/** What a file holds. */
export interface CacheContent {
  readonly entries: readonly CacheEntry[];
  /** Keys of other programs that keep theirs in the same file; written back as they are, and never used. */
  readonly others: Readonly<Record<string, unknown>>;
}

/** The form that this program writes. */
const VERSION = 1;

/** What an empty or missing file stands for. */
export const NOTHING_KEPT: CacheContent = { entries: [], others: {} };

/**
 * Reads the text of a cache.
 *
 * @returns `"corrupt"` for what no version of this program has written, `"newer"` for what a later one has.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const entry = { instance: "https://a", issuer: "https://b", clientId: "c", idToken: "d" };
 * const content = { entries: [entry], others: {} };
 * assert.deepEqual(parseCache(formatCache(content)), content);
 * assert.equal(parseCache("[]"), "corrupt");
 * assert.equal(parseCache('{"version":2}'), "newer");
 * ```
 */
export function parseCache(text: string): CacheContent | "corrupt" | "newer" {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "corrupt";
  }
  if (!isRecord(value)) return "corrupt";
  const { version, signIns, ...others } = value;
  if (version === undefined) {
    return signIns === undefined && isOfAnotherProgram(others)
      ? { entries: [], others }
      : "corrupt";
  }
  if (typeof version !== "number" || !Number.isInteger(version)) {
    return "corrupt";
  }
  if (version > VERSION) return "newer";
  if (version !== VERSION || !Array.isArray(signIns)) return "corrupt";
  const entries = signIns.map(readEntry).filter((entry) => entry !== undefined);
  const keys = new Set(entries.map(keyText));
  // One that cannot be read, or two for one key: then none of them is what we wrote.
  if (keys.size < signIns.length) return "corrupt";
  return { entries, others };
}

/** The text for a content. */
export function formatCache({ entries, others }: CacheContent): string {
  return `${
    JSON.stringify({ ...others, version: VERSION, signIns: entries }, null, 2)
  }\n`;
}

/** The content with other tokens under a key, or with none. */
export function withEntry(
  content: CacheContent,
  key: CacheKey,
  tokens: CachedTokens | undefined,
): CacheContent {
  const name = keyText(key);
  const { instance, issuer, clientId } = key;
  return {
    ...content,
    entries: [
      ...content.entries.filter((entry) => keyText(entry) !== name),
      ...(tokens === undefined
        ? []
        : [{ ...tokensOf(tokens), instance, issuer, clientId }]),
    ],
  };
}

/** What is kept under a key. */
export function findTokens(
  { entries }: CacheContent,
  key: CacheKey,
): CachedTokens | undefined {
  const name = keyText(key);
  const entry = entries.find((entry) => keyText(entry) === name);
  return entry && tokensOf(entry);
}

/** Tokens alone, and of these what there is. */
function tokensOf(
  tokens:
    & { readonly [Key in keyof CachedTokens]: CachedTokens[Key] | undefined }
    & { readonly idToken: string },
): CachedTokens {
  const { idToken, refreshToken, expiresAt, subject } = tokens;
  return {
    idToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(subject === undefined ? {} : { subject }),
  };
}

/** An older program with the same name keeps tokens by address alone, without a version. */
function isOfAnotherProgram(value: Readonly<Record<string, unknown>>): boolean {
  return Object.values(value).every((entry) =>
    isRecord(entry) && typeof entry.idToken === "string"
  );
}

function readEntry(value: unknown): CacheEntry | undefined {
  if (!isRecord(value)) return undefined;
  const { instance, issuer, clientId } = value;
  const { idToken, refreshToken, expiresAt, subject } = value;
  if (
    !isText(instance) || !isText(issuer) || !isText(clientId) ||
    !isText(idToken) || !isOptional(refreshToken, isText) ||
    !isOptional(expiresAt, isTime) || !isOptional(subject, isText)
  ) return undefined;
  const tokens = tokensOf({ idToken, refreshToken, expiresAt, subject });
  return { ...tokens, instance, issuer, clientId };
}

function isOptional<Value>(
  value: unknown,
  is: (value: unknown) => value is Value,
): value is Value | undefined {
  return value === undefined || is(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
