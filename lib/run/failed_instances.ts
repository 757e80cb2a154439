/**
 * Which of several Argo CDs were asked, and which of them did not answer.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { Masker } from "../guards/mask_secrets.ts";
import type { View } from "../pipeline/fit_size.ts";

/** An instance that did not answer. */
export interface Failed {
  readonly name: string;
  readonly error: ToolError;
}

/** An error of one instance. */
export interface FailureView {
  readonly instance: string;
  readonly error: string;
  readonly next?: string;
  readonly open?: string;
}

/** More names would push the answer itself aside. */
const MOST_NAMES = 10;

/** So many are told in full. */
const MOST_FULL = 5;
/** Where there are more, these; of the others the code says enough, and leaves room for the answer. */
const FIRST_FULL = 2;

/** What is told of those that did not answer. */
export function failureViews(
  failed: readonly Failed[],
  mask: Masker,
): readonly FailureView[] {
  const full = failed.length > MOST_FULL ? FIRST_FULL : MOST_FULL;
  return failed.map(({ name, error }, at) => {
    const { code, message, hint, open } = error;
    const isFull = at < full;
    return {
      instance: name,
      error: isFull ? mask.text(`${code}: ${message}`) : code,
      ...(hint && isFull ? { next: mask.text(hint) } : {}),
      // Not masked: an address that lacks a part leads nowhere. It is ours, and holds no secret.
      ...(open ? { open: open.href } : {}),
    };
  });
}

function failureText({ instance, error, next, open }: FailureView): string {
  return `NOT ANSWERED by instance ${instance}: ${error}${
    next ? `. Next: ${next}` : ""
  }${open ? `. Open this address to sign in: ${open}` : ""}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(", ")}${
    more > 0 ? ` and ${more} more` : ""
  }`;
}

/** The text with first lines that say who was asked, and who did not answer. */
export function withInstances(
  text: (view: View) => string,
): (view: View) => string {
  return (view) => {
    const failed = (view["failed"] ?? []) as readonly FailureView[];
    const names = view["instances"] as readonly string[];
    const without = failed.length > 0
      ? [`without ${listed(failed.map(({ instance }) => instance))}:`]
      : [];
    return [
      `instances ${listed(names)}`,
      ...failed.map(failureText),
      ...without,
      text(view),
    ].join("\n");
  };
}

/** When nobody answered, the first one says why, and how many others there are. */
export function allFailed([first, ...others]: readonly Failed[]): Error {
  if (!first) return new TypeError("Cannot ask no instance");
  if (others.length === 0) return first.error;
  const { code, message, hint, open } = first.error;
  const names = others.map(({ name, error }) => `${name} (${error.code})`);
  return new ToolError(
    code,
    `${message} (instance ${first.name}); nor did ${
      names.slice(0, 5).join(", ")
    }${names.length > 5 ? ` and ${names.length - 5} more` : ""} answer`,
    {
      ...(hint ? { hint } : {}),
      ...(open ? { open } : {}),
      cause: first.error,
    },
  );
}
