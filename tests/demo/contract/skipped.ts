import type { Recording } from "./recording.ts";

/** Entries that a simulator cannot answer in the same way, and why. */
interface Skip {
  readonly names: readonly string[];
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
export function skipReason(entry: Recording): string | undefined {
  return SKIPPED.find(({ names }) => names.includes(entry.name))?.because;
}
