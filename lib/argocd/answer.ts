/**
 * Telling an answer of Argo CD from everything else that comes with a 200.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { conform } from "./conform.ts";
import { isHtml, readPage } from "./html_page.ts";
import { readBody } from "./read_body.ts";
import { said } from "./said.ts";
import type { SettingNames } from "./setting_names.ts";
import type { Answer } from "./transport.ts";

/** Enough to say what came instead of an answer. */
const MAX_STRANGE_BYTES = 8_192;

/** What the errors say. */
export interface AnswerContext {
  readonly purpose: string;
  readonly origin: string;
  readonly names: SettingNames;
}

function checkAddress({ names }: AnswerContext): string {
  return `Check that ${names.server} is the address of an Argo CD`;
}

/**
 * Parses a whole answer. Throws `NOT_ARGOCD` for a page and for JSON without the key `always`, which would read like
 * an empty list; `BAD_RESPONSE` for anything else that is not JSON.
 */
export function jsonResult(
  answer: Answer,
  context: AnswerContext & {
    readonly text: string;
    readonly always?: string | undefined;
  },
): unknown {
  const { text, purpose, origin, always } = context;
  const type = answer.headers.get("content-type") ?? "";
  if (isHtml(type, text)) throw page(text, context);
  let state: string;
  try {
    const value: unknown = JSON.parse(text);
    // Argo CD answers with an object, or with null where there is nothing to say.
    if (isJson(type) && typeof value === "object" && !Array.isArray(value)) {
      const result = conform(value);
      if (always === undefined || hasKey(value, always, result)) return result;
      throw new ToolError(
        "NOT_ARGOCD",
        `Cannot ${purpose}: ${origin} answered ${answer.status} with JSON that is not Argo CD's: it has no '${always}'`,
        { status: answer.status, hint: checkAddress(context) },
      );
    }
    state = isJson(type)
      ? "with JSON that is not an object"
      : `with the content type '${said(type)}'`;
  } catch (error) {
    if (error instanceof ToolError) throw error;
    state = text.trim() === ""
      ? "with an empty body"
      : isJson(type)
      ? "with JSON that is damaged or breaks off"
      : `with the content type '${said(type)}': ${said(text, 200)}`;
  }
  throw new ToolError(
    "BAD_RESPONSE",
    `Cannot ${purpose}: ${origin} answered ${answer.status} ${state}`,
    {
      status: answer.status,
      hint: isJson(type)
        ? "Try again; a proxy in front of Argo CD may have cut the answer"
        : checkAddress(context),
    },
  );
}

/** The body of a stream; `null` when it is empty. Throws as {@linkcode jsonResult} does. */
export async function streamBody(
  answer: Answer,
  context: AnswerContext,
): Promise<ReadableStream<Uint8Array> | null> {
  const type = answer.headers.get("content-type") ?? "";
  if (isJson(type)) return answer.body;
  const { text } = await readBody(answer.body, { maxBytes: MAX_STRANGE_BYTES });
  if (text.trim() === "") return null;
  throw strange(answer, { ...context, text });
}

/** The error for an answer of another content type than the one that was asked for; reads its beginning. */
export async function strangeAnswer(
  answer: Answer,
  context: AnswerContext,
): Promise<ToolError> {
  const { text } = await readBody(answer.body, { maxBytes: MAX_STRANGE_BYTES });
  return strange(answer, { ...context, text });
}

function strange(
  answer: Answer,
  context: AnswerContext & { readonly text: string },
): ToolError {
  const type = answer.headers.get("content-type") ?? "";
  const { text } = context;
  if (isHtml(type, text)) return page(text, context);
  return new ToolError(
    "BAD_RESPONSE",
    `Cannot ${context.purpose}: ${context.origin} answered ${answer.status} with the content type '${
      said(type)
    }': ${said(text, 200)}`,
    {
      status: answer.status,
      hint: checkAddress(context),
    },
  );
}

/** Whether a key is there, with null or with a value of its kind, which {@linkcode conform} has kept. */
function hasKey(
  answer: object | null,
  key: string,
  conformed: object,
): boolean {
  if (Object.hasOwn(conformed, key)) return true;
  return Object.entries(answer ?? {}).some(([name, value]) =>
    name === key && value === null
  );
}

function page(
  html: string,
  { purpose, origin, names }: AnswerContext,
): ToolError {
  const { what, hint } = readPage(html, names);
  return new ToolError(
    "NOT_ARGOCD",
    `Cannot ${purpose}: ${origin} answered with ${what} instead of data`,
    { hint },
  );
}

function isJson(contentType: string): boolean {
  return /^application\/json\b/i.test(contentType.trim());
}
