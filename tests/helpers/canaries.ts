/**
 * Secrets with a mark that can be found again, and a way to plant them in every text of an answer.
 *
 * @module
 */

/** Stands in the secret part of each canary, and nowhere else in the world. */
export const MARK = "cAnArYq7Zx";

function base64(text: string): string {
  return btoa(text);
}

const SIGNATURE = base64(`${MARK}-signature-of-the-token`).replaceAll("=", "")
  .replaceAll("/", "_");
const CLAIMS = base64(JSON.stringify({ sub: MARK, exp: 4_000_000_000 }))
  .replaceAll("=", "");

const PLAIN = [
  `Authorization: Bearer ${MARK}0123456789abcdef`,
  `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${CLAIMS}.${SIGNATURE}`,
  `-----BEGIN PRIVATE KEY-----\nMIIEvQ${MARK}IBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEA${MARK}\n-----END PRIVATE KEY-----`,
  `https://robot:${MARK}pass@git.example.test/org/repo.git`,
  `password=${MARK}hunter`,
  `"api_key": "${MARK} with spaces"`,
  `ghp_${MARK}0123456789abcdefghijABCDEF`,
];

/** Every kind of canary, plain and in base64. */
export const CANARIES: readonly string[] = [...PLAIN, ...PLAIN.map(base64)];

/** The mark as it can come out: plain, or inside base64 at any of the three alignments. */
const TRACES: readonly string[] = [
  MARK,
  ...[0, 1, 2].map((shift) => {
    const encoded = base64("x".repeat(shift) + MARK);
    // The first and last characters also carry bits of the neighbours.
    return encoded.replace(/=+$/, "").slice(shift === 0 ? 0 : 2, -2);
  }),
];

/** Where a canary came out, with some text around it; empty when none did. */
export function findCanaries(text: string): readonly string[] {
  return TRACES.flatMap((trace) => {
    const at = text.indexOf(trace);
    return at < 0 ? [] : [text.slice(Math.max(0, at - 80), at + 40)];
  });
}

/** Texts by which a tool finds its way: changed, they would only lead to errors. */
const IDENTITY_REGEXP =
  /^(name|namespace|kind|group|version|apiVersion|uid|resourceVersion|status|phase|type|schedule|duration|timeZone|revisions?|id|server|project|username|podName|Version|action|key|hookType|syncPhase|operation|manager|protocol|trackingMethod|appLabelKey)$|(At|Time|Timestamp|timeStampStr|timeStamp|date|startTime)$/;

/** Adds `canary` to every text of `value` that is not an identity; JSON inside of texts is entered. */
export function plant(value: unknown, canary: string, key = ""): unknown {
  if (typeof value === "string") {
    if (value.startsWith("{")) {
      try {
        return JSON.stringify(plant(JSON.parse(value), canary));
      } catch {
        // Not JSON after all: a text like any other.
      }
    }
    return value === "" || value === "null" || IDENTITY_REGEXP.test(key)
      ? value
      : `${value} ${canary}`;
  }
  if (Array.isArray(value)) {
    return value.map((item) => plant(item, canary, key));
  }
  if (typeof value !== "object" || value === null) return value;
  const planted = Object.fromEntries(
    Object.entries(value).map((
      [name, child],
    ) => [name, plant(child, canary, name)]),
  );
  return plantSecrets(planted);
}

/** What Argo CD masks itself must not be the only net: data of Secrets arrives in clear. */
function plantSecrets(
  object: Record<string, unknown>,
): Record<string, unknown> {
  if (object["kind"] !== "Secret" || typeof object["data"] !== "object") {
    return object;
  }
  return {
    ...object,
    data: { opaque: base64(`${MARK}-in-secret-data`), short: MARK },
    stringData: { plain: `${MARK}-in-string-data` },
  };
}
