/**
 * Which values under a credential's key are left readable.
 *
 * @module
 */
import { isPluralKey } from "./credential_keys.ts";
import { ONLY_MARK_REGEXP, PLUS_MASK_REGEXP } from "./secret_marks.ts";

/** What follows `token: ` in sentences: a word of theirs with more words behind it, or a quoted name. */
const SENTENCE_REGEXP =
  /^(?:secrets?|configmaps?|tokens?|keys?|volume|object|account|user)[ \t]+["']|^(?:a|account|already|an|and|are|authorization|be|been|but|can(?:not|'t)?|context|could(?:n't)?|credentials|decoding|denied|dial|does|empty|error|exec|expired|failed|failure|fetching|field|for|from|get|getting|has|illegal|in|incorrect|invalid|is|it|json|lookup|malformed|may|missing|must|no|not|of|open|or|parsing|permission|please|post|read|reading|required|rpc|session|should|signature|stat|that|the|this|to|token|unable|unauthorized|unexpected|unknown|unsupported|user|value|was|were|will|with|x509|you|your)[,.;:]?[ \t]+[^\s#]/i;

/** Another link of a chain of errors: `exec: …`. A digit is the mark of a password, but for a few names of packages. */
const LINK_REGEXP =
  /^(?:[A-Za-z][a-z]{1,24}|base64|ec2|http2|oauth2|s3|sha256|utf8|x509):[ \t]+[^\s#]/i;

/** What a resource whose name reads like a credential is said to be: `Secret db-password: OutOfSync`. */
const STATUS_REGEXP =
  /^(?:OutOfSync|Synced|Healthy|Degraded|Progressing|Missing|Suspended|Unknown|Pruned|PruneSkipped|SyncFailed|Running|Succeeded|Failed|added|changed|created|configured|deleted|different|pruned|removed|same|unchanged|updated)(?=[\s,.;()]|$)/;

/** What stands before the credentials in an authorization header. */
export const SCHEME_REGEXP =
  /(?:basic|bearer|token|digest|negotiate|ntlm|apikey|ssws|splunk)/i;

/** An authorization header whose credentials are masked already. */
const HEADER_REGEXP = new RegExp(
  `^${SCHEME_REGEXP.source}\\s+<masked:\\d+>$`,
  "i",
);

/** Points to a secret that is elsewhere: a variable, a template, a path in a vault. */
const PLACEHOLDER_REGEXP =
  /^(?:\$\([A-Za-z_]\w*\)|\$\{[A-Za-z_]\w*\}|\{\{[\s.\w$|-]*\}\}|<path:[^<>\s]+#[^<>\s]+>|op:\/\/[^\s@]+)$/;

/**
 * Whether `value`, found under the credential key `key`, has to be masked.
 * Empty values, booleans, null, counts under a plural key, placeholders and
 * what is masked already stay.
 */
export function isSecretValue(key: string, value: string): boolean {
  const text = value.trim();
  if (text === "" || ONLY_MARK_REGEXP.test(text)) return false;
  if (PLUS_MASK_REGEXP.test(text) || HEADER_REGEXP.test(text)) return false;
  if (/^(?:true|false|null|~|yes|no|on|off|none|nil|undefined)$/i.test(text)) {
    return false;
  }
  if (/^-?\d{1,9}$/.test(text) && isPluralKey(key)) return false;
  if (/^(?:OLD)?PWD$/.test(key) && text.startsWith("/")) return false;
  return !PLACEHOLDER_REGEXP.test(text);
}

/** Whether `value` reads like the rest of a sentence, or a state, instead of a secret. */
export function isProse(value: string): boolean {
  return isSentence(value) || LINK_REGEXP.test(value);
}

/** As {@linkcode isProse}, for what follows a flag: errors are not chained behind one. */
export function isSentence(value: string): boolean {
  return SENTENCE_REGEXP.test(value) || STATUS_REGEXP.test(value);
}
