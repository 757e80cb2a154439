/**
 * What takes the secrets out of everything that a call says.
 *
 * @module
 */
import { cleanText, cleanValue } from "../guards/clean_text.ts";
import { createMasker, type Masker } from "../guards/mask_secrets.ts";
import { type Instances, instanceSecrets } from "../instances/instance.ts";

/**
 * The masker of one call: equal secrets get equal marks within it, and the credentials of all instances are among them.
 * It cleans before it masks: a hidden character could otherwise split a secret in two harmless halves.
 *
 * @param enabled Whether more than our own credentials are masked; see {@linkcode createMasker}.
 */
export function callMask(instances: Instances, enabled: boolean): Masker {
  const mask = createMasker({
    enabled,
    known: () => instanceSecrets(instances),
  });
  return {
    value: (input) => mask.value(cleanValue(input)),
    text: (input) => mask.text(cleanText(input)),
  };
}
