/**
 * How a source is named in a finding.
 *
 * @module
 */
import type { FailureText } from "./failure_text.ts";

/** ` (source 2 of 3)` where an application has several, else nothing. */
export function inSource({ position }: Pick<FailureText, "position">): string {
  return position === "" ? "" : ` (${position})`;
}

/** `repository 'https://…'`, or `the repository` where it is not known which. */
export function repositoryTitle(
  { source }: Pick<FailureText, "source">,
): string {
  const url = source?.repoURL;
  return url ? `repository '${url}'` : "the repository";
}

/** The field of the spec that holds one part of a source. */
export function sourceField(
  { position }: Pick<FailureText, "position">,
  part: "path" | "targetRevision" | "repoURL" | "chart" | "helm" | "plugin",
): string {
  const [, number] = /source (\d+)/.exec(position) ?? [];
  return number
    ? `spec.sources[${Number(number) - 1}].${part}`
    : `spec.source.${part}`;
}
