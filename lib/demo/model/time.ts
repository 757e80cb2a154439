/**
 * Times as Kubernetes and Go write them.
 *
 * @module
 */

/** A time as Kubernetes writes it: RFC 3339 in UTC with whole seconds. */
export function stamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** A time with a fraction, without trailing zeros, as Go writes it. */
export function preciseStamp(date: Date): string {
  return date.toISOString().replace(/\.?0*Z$/, "Z");
}
