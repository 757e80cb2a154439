/**
 * Every setting of the program, declared once. Parsing, the help text and the README's table are made from it.
 *
 * @module
 */
import { ARGOCD_OPTIONS } from "./options/argocd.ts";
import { SIGN_IN_OPTIONS } from "./options/sign_in.ts";
import { SINGLE_SIGN_ON_OPTIONS } from "./options/single_sign_on.ts";
import { NETWORK_OPTIONS } from "./options/network.ts";
import { ANSWER_OPTIONS } from "./options/answers.ts";
import { GUARDRAIL_OPTIONS } from "./options/guardrails.ts";
import { SCOPE_OPTIONS } from "./options/scope.ts";
import { AUDIT_OPTIONS } from "./options/audit.ts";
import { COMMAND_OPTIONS } from "./options/commands.ts";
import type { Option } from "./options/option.ts";

export {
  type Command,
  COMMANDS,
  GROUPS,
  type Option,
  WAYS,
} from "./options/option.ts";

/** The one table of settings, in the order of the help text. */
export const OPTIONS = {
  ...ARGOCD_OPTIONS,
  ...SIGN_IN_OPTIONS,
  ...SINGLE_SIGN_ON_OPTIONS,
  ...NETWORK_OPTIONS,
  ...ANSWER_OPTIONS,
  ...GUARDRAIL_OPTIONS,
  ...SCOPE_OPTIONS,
  ...AUDIT_OPTIONS,
  ...COMMAND_OPTIONS,
} as const;

/** The key of a setting in {@linkcode OPTIONS}. */
export type OptionKey = keyof typeof OPTIONS;

/** The value of every setting. */
export type Settings = {
  readonly [Key in OptionKey]: typeof OPTIONS[Key] extends Option<infer T> ? T
    : never;
};

/** The settings as a list, in the order of the table. */
export function optionEntries(): readonly (readonly [
  OptionKey,
  Option<unknown>,
])[] {
  return Object.entries(OPTIONS) as unknown as [OptionKey, Option<unknown>][];
}
