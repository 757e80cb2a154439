import type { RecordedVersion, Recording } from "../recording.ts";

import { BLOCKED_ROLLBACK } from "./shared.ts";

/** Everything that had happened before most of the 3.5.1 recordings. */
const DAY: readonly string[] = [
  'POST /applications/guestbook/sync {"prune":true}',
  'POST /applications/payments/sync {"dryRun":true}',
  'POST /applications/multi/sync {"dryRun":true}',
  "POST /applications/selfheal/sync {}",
  "WAIT 30",
  'POST /applications/selfheal/sync {"dryRun":true}',
  "WAIT 60",
  ...["guestbook", "payments", "kust", "chart", "stranded", "ledger"]
    .map((name) => `GET /applications/${name}?refresh=normal`),
];

const OLDER_DAY: readonly string[] = [
  'POST /applications/payments/sync {"dryRun":true}',
  "WAIT 60",
];

/** A rollback that the freeze blocked was terminated and then set free. */
const FREEZE: readonly string[] = [
  ...BLOCKED_ROLLBACK,
  "DELETE /applications/reports/operation",
  "THAW",
  "WAIT 10",
  "FREEZE",
];

/**
 * What is done to a fresh world, so that it has the marks which a day of
 * recording had left on the laboratory: on 3.5 a refresh annotation stays for
 * good, and dry runs are the last operations of some applications.
 */
export function wholePast(version: RecordedVersion): readonly string[] {
  return [...(version === "v3.5" ? DAY : OLDER_DAY), ...FREEZE];
}

/** The part of the past that an entry can see. */
export function pastOf(
  version: RecordedVersion,
  entry: Recording,
): readonly string[] {
  const past = version === "v3.5" ? DAY : OLDER_DAY;
  const [, name] = entry.request.path.match(
    /\/applications\/(?:v32-|v214-)?([a-z-]+)/,
  ) ?? [];
  return name === undefined
    ? past
    : past.filter((step) =>
      step.startsWith("WAIT") || step.includes(`/${name}`)
    );
}
