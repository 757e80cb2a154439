/**
 * Writes that were about to be sent and of which the log says no more: the program or the machine stopped, or the
 * outcome could not be written.
 *
 * @module
 */
import { type LogFile, readLines } from "./read_log.ts";
import { readSealed } from "./seal.ts";

/** Only lines with one of these are parsed; most records are of reads. */
const HINT_REGEXP = /"kind":"(?:intent|outcome)"/;

/**
 * The ids of intents without an outcome.
 *
 * @param files In the order of their records; an outcome in another file is not found.
 */
export async function openIntents(
  files: readonly LogFile[],
): Promise<ReadonlySet<string>> {
  const open = new Set<string>();
  for (const file of files) {
    for await (const { text } of readLines(file)) {
      const record = HINT_REGEXP.test(text)
        ? readSealed(text)?.record
        : undefined;
      if (record?.kind === "intent") open.add(record.id);
      if (record?.kind === "outcome") open.delete(record.id);
    }
  }
  return open;
}
