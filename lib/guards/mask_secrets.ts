/**
 * Takes secrets out of everything that leaves the program.
 *
 * Values are masked by their structure, never as JSON text. Each secret becomes
 * a mark such as `<masked:1>`: equal secrets get equal marks within one result,
 * so that a difference between two states stays visible, and nothing else about
 * the secret is told, its length included.
 *
 * @module
 */
import { createKnownMasker } from "./known_secrets.ts";
import { TextMasker } from "./mask_text.ts";
import { createMarks } from "./secret_marks.ts";
import { treeFromValue, valueFromTree } from "./secret_tree.ts";

/** Masks what belongs to one result. */
export interface Masker {
  /**
   * Gives a copy of `input` with its secrets masked. Maps and errors come back
   * as plain objects, sets as lists; bytes, cycles and what is nested more than
   * 200 deep come back as `<masked:0>`.
   */
  value<T>(input: T): T;
  /** Masks the secrets in a text: JSON, YAML, a diff, a log, an error message. */
  text(input: string): string;
}

/** What {@linkcode createMasker} may be told. */
export interface MaskerOptions {
  /** Off leaves everything readable except `known`. Default true. */
  readonly enabled?: boolean;
  /**
   * Our own credentials: tokens, passwords, values of extra headers. They are
   * removed always, in their base64 and URL-encoded forms too. Values of less
   * than four characters are not searched for. A function is asked each time:
   * a session may begin while the call that needs it runs.
   */
  readonly known?: readonly string[] | (() => readonly string[]);
}

/**
 * Makes the masker of one tool call.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const masker = createMasker();
 * assert.deepEqual(
 *   masker.value({ password: "hunter2", secretName: "db", env: [{ name: "DB_PASSWORD", value: "hunter2" }] }),
 *   { password: "<masked:1>", secretName: "db", env: [{ name: "DB_PASSWORD", value: "<masked:1>" }] },
 * );
 * assert.equal(masker.text("clone of https://bob:pw@git.example.com/x failed"), "clone of https://<masked:2>@git.example.com/x failed");
 * ```
 */
export function createMasker(options: MaskerOptions = {}): Masker {
  const { enabled = true, known = [] } = options;
  const marks = createMarks();
  const currentlyKnown = typeof known === "function" ? known : () => known;
  const texts = new TextMasker(marks);
  const place = { inSecret: false };
  return {
    value<T>(input: T): T {
      // Known secrets go first: as part of something else they must not shape its mark.
      const maskKnown = createKnownMasker(currentlyKnown(), marks);
      const root = treeFromValue(input, maskKnown);
      if (enabled) texts.maskTree(root, place);
      // The shape is that of the input; only its strings are others.
      return valueFromTree(root) as T;
    },
    text(input: string): string {
      const clean = createKnownMasker(currentlyKnown(), marks)(input);
      return enabled ? texts.mask(clean, place) : clean;
    },
  };
}
