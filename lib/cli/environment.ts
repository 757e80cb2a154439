/**
 * The environment's variables, as far as the program may read them.
 *
 * @module
 */
import { refusal } from "./configuration_error.ts";

/** Variables by name. */
export interface Environment {
  get(name: string): string | undefined;
  /** All names, or none where listing them is not permitted. */
  names(): readonly string[];
}

/** The variables of this process. */
export const processEnvironment: Environment = {
  get(name) {
    try {
      return Deno.env.get(name);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
      throw refusal(
        `reading ${name} is not permitted`,
        `Run Deno with --allow-env=${name}`,
      );
    }
  },
  names() {
    try {
      return Object.keys(Deno.env.toObject());
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) return [];
      throw error;
    }
  },
};

/**
 * Variables of a record; the tests' and the env file's.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(recordEnvironment({ ARGOCD_SERVER: "a" }).get("ARGOCD_SERVER"), "a");
 * ```
 */
export function recordEnvironment(
  record: Readonly<Record<string, string | undefined>>,
): Environment {
  return {
    get: (name) => Object.hasOwn(record, name) ? record[name] : undefined,
    names: () => Object.keys(record),
  };
}

/** Two environments as one: what the first has and is not empty wins. */
export function layered(first: Environment, second: Environment): Environment {
  return {
    get: (name) => first.get(name) || second.get(name),
    names: () => [...new Set([...first.names(), ...second.names()])],
  };
}
