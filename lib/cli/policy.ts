/**
 * The settings that guard calls, as the pipeline takes them.
 *
 * @module
 */
import type { Policy } from "../guards/guard.ts";
import type { Settings } from "./options.ts";

/** What the operator allows. This version has read tools only, so it allows no more. */
export function policyOf(
  { maskSecrets, maxResultChars }: Settings,
): Policy {
  return { tier: "read", maskSecrets, maxResultChars };
}
