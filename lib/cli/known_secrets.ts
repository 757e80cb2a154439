/**
 * The credentials that the environment gives us.
 *
 * @module
 */
import type { Environment } from "./environment.ts";
import { optionEntries } from "./options.ts";

/** The parts of a value that are secret by themselves: the value of a header line, the password of a URL. */
function parts(value: string): string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const headerValues = lines.map((line) =>
    line.replace(/^[\w-]+:\s*(?:(?:Bearer|Basic)\s+)?/i, "")
  );
  const passwords = [...value.matchAll(/\/\/[^:/@\s]*:([^@/\s]+)@/g)]
    .map(([, password = ""]) => password);
  return [value, ...lines, ...headerValues, ...passwords];
}

/**
 * Every secret text that the variables of secret settings hold.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { recordEnvironment } from "./environment.ts";
 * const environment = recordEnvironment({ ARGOCD_HEADERS: "X-Access: hunter2hunter2" });
 * assert(knownSecrets(environment).includes("hunter2hunter2"));
 * ```
 */
export function knownSecrets(environment: Environment): string[] {
  const values = optionEntries()
    .filter(([, { secret }]) => secret)
    .flatMap(([, { variables }]) => variables)
    .flatMap((name) => parts(environment.get(name) ?? ""));
  return [...new Set(values)].filter((value) => value !== "");
}
