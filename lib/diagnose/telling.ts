/**
 * The more telling of what an operator says in a status and in an event.
 *
 * @module
 */
import type { KubernetesEvent } from "../argocd/wire/events.ts";

/** A sentence without particulars. */
const SHORT_CHARS = 90;

/**
 * Many operators say in a condition that something failed, and only in an event what did.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const message = "cannot read secret data from Vault: Code: 403. Errors: permission denied";
 * assert.equal(telling("could not get secret data from provider", { message }), message);
 * assert.equal(telling("could not get secret data", undefined), "could not get secret data");
 * ```
 */
export function telling(
  said: string,
  warning: KubernetesEvent | undefined,
): string {
  const told = warning?.message?.trim() ?? "";
  return said.length < SHORT_CHARS && told.length > said.length ? told : said;
}
