/**
 * Our own credentials: what the program was given to sign in with must never
 * come back out, in whatever form an upstream echoes it.
 *
 * @module
 */
import { MARK_REGEXP } from "./secret_marks.ts";
import type { Marks } from "./secret_marks.ts";

/** What is shorter would take every third word with it. */
const MIN_LENGTH = 4;
/** Letters of base64 that still point to one secret. */
const MIN_FRAGMENT = 8;
const ALL_MARKS_REGEXP = new RegExp(`(${MARK_REGEXP.source})`);

/** Replaces the known secrets in a text. */
export type KnownMasker = (text: string) => string;

/** One way to write a secret. */
interface Form {
  readonly text: string;
  /** A fragment of base64: the whole run around it is replaced. */
  readonly isEncoded: boolean;
  readonly secret: string;
}

/**
 * Makes the function that takes `secrets` out of texts, as they are and in
 * their URL-encoded, JSON-escaped and base64 forms, also where the secret is
 * only a part of what was encoded (`user:password`).
 *
 * @param secrets Values of at least four characters; shorter ones are left alone.
 */
export function createKnownMasker(
  secrets: readonly string[],
  marks: Marks,
): KnownMasker {
  const forms = secrets.filter((secret) => secret.length >= MIN_LENGTH)
    .flatMap(formsOf)
    .sort((a, b) => b.text.length - a.text.length);
  if (forms.length === 0) return (text) => text;
  return (text) => {
    let result = text;
    for (const form of forms) {
      if (!result.includes(form.text)) continue;
      // Marks are left alone, also where their own letters are a known value.
      result = result.split(ALL_MARKS_REGEXP)
        .map((part, at) =>
          at % 2 === 1 ? part : replaceForm(part, { form, marks })
        )
        .join("");
    }
    return result;
  };
}

function replaceForm(
  part: string,
  { form, marks }: { readonly form: Form; readonly marks: Marks },
): string {
  const { text, isEncoded, secret } = form;
  if (!part.includes(text)) return part;
  return isEncoded
    ? replaceRuns(part, text, marks.of(secret))
    : part.replaceAll(text, () => marks.of(secret));
}

/** Replaces each run of base64 that holds `fragment`. */
function replaceRuns(text: string, fragment: string, mark: string): string {
  return text.replace(
    /[A-Za-z0-9+/_-]+={0,2}/g,
    (run) => run.includes(fragment) ? mark : run,
  );
}

/** The forms of the credentials in use: the same few in every call. */
const FORMS = new Map<string, readonly Form[]>();
const MAX_FORMS = 64;

function formsOf(secret: string): readonly Form[] {
  let forms = FORMS.get(secret);
  if (forms === undefined) {
    forms = makeForms(secret);
    if (FORMS.size >= MAX_FORMS) FORMS.clear();
    FORMS.set(secret, forms);
  }
  return forms;
}

function makeForms(secret: string): readonly Form[] {
  const plain = [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    secret.replaceAll(" ", "+"),
    JSON.stringify(secret).slice(1, -1),
    secret.trim(),
  ].filter((text) => text.length >= MIN_LENGTH);
  const encoded = [0, 1, 2].flatMap((offset) =>
    base64Fragments(secret, offset)
  );
  return [
    ...[...new Set(plain)].map((text) => ({ text, isEncoded: false, secret })),
    ...[...new Set(encoded)].map((text) => ({
      text,
      isEncoded: true,
      secret,
    })),
  ];
}

/** The letters of base64 that are the same whatever stands before and behind the secret. */
function base64Fragments(secret: string, offset: number): readonly string[] {
  const bytes = [
    ...new Uint8Array(offset),
    ...new TextEncoder().encode(secret),
  ];
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
  const first = Math.ceil(offset * 8 / 6);
  const last = Math.floor(bytes.length * 8 / 6);
  const fragment = base64.slice(first, last);
  if (fragment.length < MIN_FRAGMENT) {
    // Too short to point to it from the inside of a run: the whole word only.
    return [];
  }
  return [
    fragment,
    fragment.replaceAll("+", "-").replaceAll("/", "_"),
  ];
}
