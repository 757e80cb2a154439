import { endpointOf, type Recording } from "./recording.ts";

/** A difference that is meant, and why. */
export interface Allowance {
  /** Matches `METHOD /path/{}` as made by `endpointOf`, then the entry name. */
  readonly where: RegExp;
  /** Matches the text of the difference. */
  readonly what: RegExp;
  readonly because: string;
}

/** Every difference between recordings and simulator that is meant. */
export const ALLOWED: readonly Allowance[] = [];

/** Tells whether a difference of an entry is meant. */
export function isAllowed(entry: Recording, difference: string): boolean {
  const place = `${endpointOf(entry)} | ${entry.name}`;
  return ALLOWED.some(({ where, what }) =>
    where.test(place) && what.test(difference)
  );
}
