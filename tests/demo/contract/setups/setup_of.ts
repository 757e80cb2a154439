import type { RecordedVersion, Recording } from "../recording.ts";
import { ACCOUNT_SETUPS } from "./accounts.ts";
import { APPLICATION_SETUPS } from "./applications.ts";
import { OLDER_SETUPS } from "./older.ts";
import { OPERATION_SETUPS } from "./operations.ts";
import { OUTAGE_SETUPS } from "./outages.ts";
import type { Setup, Setups } from "./setup.ts";
import { STREAM_SETUPS } from "./streams.ts";

const SETUPS: Setups = {
  ...ACCOUNT_SETUPS,
  ...APPLICATION_SETUPS,
  ...OPERATION_SETUPS,
  ...OUTAGE_SETUPS,
  ...STREAM_SETUPS,
};

/** The setup of an entry; undefined when it needs the world as it is. */
export function setupOf(
  version: RecordedVersion,
  entry: Recording,
): Setup | undefined {
  const older = version === "v3.5" ? undefined : OLDER_SETUPS[entry.name];
  return OLDER_SETUPS[`${version}: ${entry.name}`] ?? older ??
    SETUPS[entry.name];
}

/** The names of all entries that have a setup, some after their version. */
export function setupNames(): readonly string[] {
  return [...Object.keys(SETUPS), ...Object.keys(OLDER_SETUPS)];
}
