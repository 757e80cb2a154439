import type { Recording } from "./recording.ts";

/**
 * What is taken of a file: everything, or only the reads that do not depend on
 * objects which the recording session had made for itself.
 */
export type Rule = "all" | "reads";

/**
 * The recorded files that the tests need. Left out: planted faults, sizes, TLS
 * and root path, notifications, gRPC-Web, and the writes of clusters,
 * repositories, certificates, keys and ApplicationSets. Single sign-on has a
 * form of its own, see `sso.ts`.
 */
export const SELECTION: Readonly<Record<string, Rule>> = {
  "accounts": "all",
  "accounts-writes": "reads",
  "applications": "all",
  "applicationsets": "all",
  "applicationsets-writes": "reads",
  "clusters": "reads",
  "errors": "all",
  "events": "all",
  "logs": "all",
  "managed-resources": "all",
  "manifests": "all",
  "misc": "all",
  "operations": "all",
  "projects": "all",
  "projects-writes": "reads",
  "rbac": "all",
  "repositories": "reads",
  "resource-tree": "all",
  "resources-actions": "all",
  "settings-version-session": "all",
  "streams": "all",
  "windows": "all",
};

/** Names of objects that existed only while writes were being recorded. */
const TEMPORARY_REGEXP = /\b(?:qa|q|qs|qk|qr|qz)-/;

/** Accounts and role tokens of the recording session, told only by the name. */
const TEMPORARY_ACCOUNT_REGEXP =
  /\/account\/temp\b|role token|^(?:call with the token|password:)/;

/** Tells whether an entry is taken under a rule. */
export function isWanted(entry: Recording, rule: Rule): boolean {
  if (rule === "all") return true;
  const { method, path } = entry.request;
  return method === "GET" && !TEMPORARY_REGEXP.test(path) &&
    !TEMPORARY_ACCOUNT_REGEXP.test(path) &&
    !TEMPORARY_ACCOUNT_REGEXP.test(entry.name) &&
    !TEMPORARY_REGEXP.test(JSON.stringify(entry.response.body));
}
