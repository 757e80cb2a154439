import {
  endpointOf,
  type RecordedVersion,
  type Recording,
} from "../recording.ts";

/** Everything that had happened before most of the 3.5.1 recordings. */
const DAY: readonly string[] = [
  'POST /applications/guestbook/sync {"prune":true}',
  'POST /applications/payments/sync {"dryRun":true}',
  'POST /applications/multi/sync {"dryRun":true}',
  'POST /applications/selfheal/sync {"dryRun":true}',
  "WAIT 60",
  ...["guestbook", "payments", "kust", "chart", "stranded", "ledger"]
    .map((name) => `GET /applications/${name}?refresh=normal`),
];

/**
 * What is done to a fresh world before an entry, so that it has the marks which
 * a day of recording had left on the laboratory: on 3.5 a refresh annotation
 * stays for good, and dry runs are the last operations of some applications.
 */
export function pastOf(
  version: RecordedVersion,
  entry: Recording,
): readonly string[] {
  if (version !== "v3.5") return [];
  const endpoint = endpointOf(entry);
  if (/^GET .*\/(?:applications|stream\/applications)$/.test(endpoint)) {
    return DAY;
  }
  const [, name] = entry.request.path.match(/\/applications\/([a-z-]+)/) ?? [];
  return name === undefined
    ? DAY
    : DAY.filter((step) =>
      step.startsWith("WAIT") || step.includes(`/${name}`)
    );
}
