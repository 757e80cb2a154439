import type { RecordedVersion, Recording } from "./recording.ts";

/** Entries that a simulator cannot answer in the same way, and why. */
interface Skip {
  readonly names: readonly (string | RegExp)[];
  readonly versions?: readonly RecordedVersion[];
  readonly because: string;
}

/** Everything that is not replayed; a test asserts that none of it would pass. */
export const SKIPPED: readonly Skip[] = [
  {
    names: ["list with Accept-Encoding gzip"],
    because: "what listens on the port compresses, not the simulator",
  },
];

/** The reason why an entry is not replayed; undefined when it is. */
export function skipReason(
  version: RecordedVersion,
  entry: Recording,
): string | undefined {
  return SKIPPED.find(({ names, versions }) =>
    versions?.includes(version) !== false &&
    names.some((name) =>
      typeof name === "string" ? name === entry.name : name.test(entry.name)
    )
  )?.because;
}
