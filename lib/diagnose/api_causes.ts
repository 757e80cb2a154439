/**
 * How the Kubernetes API says why it refuses an object.
 *
 * @module
 */

/** What an admission webhook or policy says. */
export const ADMISSION_REGEXP =
  /admission webhook "[^"]+" denied the request|ValidatingAdmissionPolicy '[^']+'.*denied request|violates PodSecurity|denied by [\w.-]+ policy/is;

/** Fields that are fixed once an object exists. */
export const IMMUTABLE_REGEXP =
  /\bimmutable\b|updates to \w+ spec for fields other than|may not change (?:once set|fields other than)|(?:may|can) ?not be (?:changed|updated|modified)\b|may not be changed in an update|cannot change roleRef|updates to \w+ are forbidden|can ?not be less than (?:previous value|status\.capacity)|primary clusterIP can not be unset|only dynamically provisioned pvc can be resized/i;

/** The API server did not answer, or had no answer. */
export const LOST_REGEXP =
  /dial tcp [^ ]+: (?:connect: connection refused|i\/o timeout|connect: no route to host)|no such host|i\/o timeout|TLS handshake timeout|client connection lost|connection reset by peer|unexpected EOF|context deadline exceeded|etcdserver: (?:leader changed|request timed out|no leader)|the server is currently unable to handle the request|unable to return a response in the time allotted|the server has asked for the client to provide credentials|\bUnauthorized\b|(?:429 )?Too many requests|ServiceUnavailable|x509: /i;

/** Whether the API server did not answer: what a webhook or a check of the object says is an answer. */
export function isLost(message: string): boolean {
  return LOST_REGEXP.test(message) &&
    !/webhook|\bis invalid: /i.test(message);
}

/** Texts that rules of their own explain. */
const EXPLAINED: readonly RegExp[] = [
  ADMISSION_REGEXP,
  IMMUTABLE_REGEXP,
  /failed calling (?:admission )?webhook|conversion webhook/i,
  /may not be more than (?:262144|1048576)|must have at most (?:262144|1048576)/,
  /provided (?:port|IP)|failed to allocate IP/,
  /illegal base64 data/,
  /is not permitted in project/,
  /no matches for kind|CRD is installed/i,
  /is forbidden: User|currently held/i,
  /exceeded quota|failed quota|usage per|because it is being terminated/i,
  /metadata\.resourceVersion|already exists|has been modified/,
];

/** Whether a message belongs to one of the rules for a special case. */
export function isSpecial(message: string): boolean {
  return isLost(message) || EXPLAINED.some((text) => text.test(message));
}

/** One field that the API does not accept. */
export interface RefusedField {
  readonly path: string;
  /** `Invalid value`, `Required value`, `Forbidden` … */
  readonly kind: string;
}

const FIELD_REGEXP =
  /(?:\bis invalid: \[?|[\],] |^)\[?([a-zA-Z_<][\w.<>/[\]"'-]*): (Invalid value|Forbidden|Required value|Unsupported value|Duplicate value|Too long|Too many|Too few|Not found|Invalid|Internal error)\b/g;

/**
 * The fields that a message of the API names.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const message = 'Service "turn" is invalid: spec.ports[0].nodePort: Invalid value: 22: provided port is not in the valid range';
 * assert.deepEqual(refusedFields(message), [{ path: "spec.ports[0].nodePort", kind: "Invalid value" }]);
 * ```
 */
export function refusedFields(message: string): readonly RefusedField[] {
  const fields = new Map<string, RefusedField>();
  for (const [, path = "", kind = ""] of message.matchAll(FIELD_REGEXP)) {
    fields.set(path, { path, kind });
  }
  return [...fields.values()];
}

/** A few names in words: `a, b and 2 more`. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most
    ? `${shown} and ${names.length - most} more`
    : shown;
}
