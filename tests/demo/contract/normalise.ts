/**
 * Takes out of a text what differs between two runs of the same question:
 * times, ids, commit hashes, ports, generated name parts, and the prefixes
 * that the older versions were recorded with.
 */
export function normalise(text: string): string {
  let result = text;
  for (const [regexp, replacement] of RULES) {
    result = result.replace(regexp, replacement);
  }
  return result;
}

/** {@linkcode normalise} for every string in a JSON value, keys included. */
export function normaliseValue(value: unknown): unknown {
  if (typeof value === "string") return normalise(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(normaliseValue);
  return Object.fromEntries(
    Object.entries(value).map((
      [key, child],
    ) => [normalise(key), normaliseValue(child)]),
  );
}

const RULES: readonly (readonly [RegExp, string])[] = [
  // Before the prefixes: hashes and ids contain no letters beyond f.
  [/\b[0-9a-f]{40}\b/g, "SHA"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "UUID"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, "TIME"],
  [/\bv(?:32|214)-/g, ""],
  [/\bargocd-(?:32|214)\b/g, "argocd"],
  [/\b(?:127\.0\.0\.1|localhost):\d+/g, "LOOPBACK"],
  // Generated names are made of Kubernetes' letters without vowels.
  [/-[bcdf-hj-np-tv-xz2456789]{6,10}-[bcdf-hj-np-tv-xz2456789]{5}\b/g, "-POD"],
  // Both lines come from one failed fetch, in any order.
  [
    /fatal: git upload-pack: not our ref SHA\nfatal: remote error: upload-pack: not our ref SHA/g,
    "fatal: remote error: upload-pack: not our ref SHA\nfatal: git upload-pack: not our ref SHA",
  ],
  [/attempt #(\d+) at [\d:]+[AP]M/g, "attempt #$1 at TIME"],
  [/\bargocd\.token=[^;]+/g, "argocd.token=TOKEN"],
];
