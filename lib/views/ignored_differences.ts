/**
 * Differences of a resource that an application tells Argo CD not to look at.
 *
 * @module
 */
import type { ApplicationSpec } from "../argocd/wire/application.ts";
import type { ResourceRef } from "../argocd/wire/resources.ts";
import { matchesGoGlob } from "./go_glob.ts";

/** More names would push the difference itself aside. */
const MOST_RULES = 4;
const RULE_CHARS = 80;

function texts(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((item) => typeof item === "string")
    : [];
}

function matches(pattern: unknown, value: string): boolean {
  return typeof pattern === "string" && matchesGoGlob(value, pattern) !== false;
}

/** Whether a rule is about a resource; without a name or a namespace it is about all of its kind. */
function isAbout(
  rule: Readonly<Record<string, unknown>>,
  { group = "", kind = "", namespace = "", name = "" }: ResourceRef,
): boolean {
  return matches(rule["group"] ?? "", group) &&
    matches(rule["kind"], kind) &&
    (!rule["name"] || matches(rule["name"], name)) &&
    (!rule["namespace"] || matches(rule["namespace"], namespace));
}

/**
 * What is ignored of `ref` by the application's own rules; those of the whole Argo CD are in its settings.
 *
 * @returns Pointers and expressions as they are written, `fields of kube-controller-manager` for managers; bounded.
 */
export function ignoredDifferences(
  { ignoreDifferences = [] }: ApplicationSpec = {},
  ref: ResourceRef,
): readonly string[] {
  const rules = ignoreDifferences.filter((rule) => isAbout(rule, ref));
  const all = rules.flatMap((rule) => [
    ...texts(rule["jsonPointers"]),
    ...texts(rule["jqPathExpressions"]),
    ...texts(rule["managedFieldsManagers"]).map((one) => `fields of ${one}`),
  ]).map((one) =>
    one.length > RULE_CHARS ? `${one.slice(0, RULE_CHARS)}…` : one
  );
  const more = all.length - MOST_RULES;
  return more > 0 ? [...all.slice(0, MOST_RULES), `${more} more`] : all;
}
