/**
 * Refuses something destructive that was not confirmed with the name of what it is about.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** What a call says besides its own arguments. */
export interface Confirmation {
  readonly plan?: string | undefined;
  readonly confirm?: boolean | undefined;
  readonly confirm_name?: string | undefined;
}

/** What must be confirmed. */
export interface ToConfirm {
  /** The object of "Cannot …". */
  readonly purpose: string;
  /** What `confirm_name` must be, byte for byte. */
  readonly name: string;
  /** What it would do, in a few lines. */
  readonly impact: string;
  /** A plan made just now, for a call that has none. */
  readonly offer: () => string;
}

/** Shows what cannot be seen: look-alike letters, zero-width characters, blanks at the end. */
function visible(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return JSON.stringify(short).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Passes calls that carry a plan, `confirm` and the exact name.
 *
 * @throws {ToolError} `CONFIRMATION_REQUIRED` with the impact and exactly what to send.
 */
export function requireConfirmation(
  { plan, confirm, confirm_name: name }: Confirmation,
  wanted: ToConfirm,
): void {
  if (plan !== undefined && confirm === true && name === wanted.name) return;
  const fault = plan === undefined
    ? "it is destructive and needs a plan"
    : confirm !== true
    ? "it is destructive and 'confirm' is not true"
    : name === undefined
    ? "it is destructive and 'confirm_name' is missing"
    : `'confirm_name' is ${visible(name)} and not exactly ${
      visible(wanted.name)
    }`;
  const send = `the same arguments with dry_run=false, plan="${
    plan ?? wanted.offer()
  }", confirm=true, confirm_name="${wanted.name}"`;
  throw new ToolError(
    "CONFIRMATION_REQUIRED",
    `Cannot ${wanted.purpose} yet: ${fault}\n${wanted.impact}`,
    {
      hint:
        `When this is really meant, and its reader has agreed to it, send ${send}`,
    },
  );
}
