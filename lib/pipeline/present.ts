/**
 * The way out, for results and errors alike: text and structured content that say the same, within the budget.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { Question } from "../guards/person.ts";
import type { Masker } from "../guards/mask_secrets.ts";
import {
  bulkItems,
  largestThatFits,
  shrink,
  type View,
  withBulk,
} from "./fit_size.ts";
import type { Part } from "./take_window.ts";

/** What a tool call comes to. */
export interface ToolResult {
  readonly text: string;
  /** Absent on errors. */
  readonly structured?: View;
  readonly isError: boolean;
  /** What a person has to answer first: nothing was done yet, and the client calls again with the reply. */
  readonly question?: Question;
  /** What a person has to open first, and why; nothing was done yet. */
  readonly open?: { readonly url: URL; readonly why: string };
}

/** An item of a text bulk is a line; a longer one is shortened in place. */
const MAX_LINE_CHARS = 4_000;
/** What a model needs to correct itself fits; a client may cut what is longer. */
const MAX_ERROR_CHARS = 1_900;

function pageLine(part: Part, view: View): string {
  const page = view["page"] as
    | { shown: string; next_cursor?: string }
    | undefined;
  if (!page) return "";
  const more = page.next_cursor ? `; more: cursor="${page.next_cursor}"` : "";
  const narrow = page.next_cursor && part.paging?.narrow
    ? `, or narrow with ${part.paging.narrow}`
    : "";
  return `\n[shown ${page.shown}${more}${narrow}]`;
}

function shorten(line: unknown): unknown {
  if (typeof line !== "string" || line.length <= MAX_LINE_CHARS) return line;
  return `${line.slice(0, MAX_LINE_CHARS)}… (${
    line.length - MAX_LINE_CHARS
  } more characters)`;
}

/**
 * Renders a part of a view, with as many of its items as fit.
 *
 * @param part What is to be shown; already cleaned and masked.
 */
export function presentView(
  part: Part,
  options: { readonly text: (view: View) => string; readonly maxChars: number },
): ToolResult {
  const { text, maxChars } = options;
  const field = part.paging?.field;
  const items = field === undefined
    ? []
    : bulkItems(part.view, field).map(shorten);

  function render(view: View): ToolResult {
    const cut = view["cut"] as readonly string[] | undefined;
    const cutLine = cut?.length ? `\n[cut to fit: ${cut.join("; ")}]` : "";
    const whole = text(view).trimEnd() + cutLine + pageLine(part, view);
    return { text: whole, structured: view, isError: false };
  }
  function fits(view: View): boolean {
    const { text, structured } = render(view);
    // Both forms are sent; JSON escapes make the text longer on the wire.
    return JSON.stringify(text).length + JSON.stringify(structured).length <=
      maxChars;
  }
  function withItems(count: number): View {
    if (field === undefined) return part.view;
    const kept = part.paging?.from === "tail"
      ? items.slice(items.length - count)
      : items.slice(0, count);
    const page = part.page(count);
    const view = withBulk(part.view, field, kept);
    return page ? { ...view, page } : view;
  }
  const count = largestThatFits(
    items.length,
    (count) => fits(withItems(count)),
  );
  // One item that is larger than the whole budget is shown shortened: nothing can be paged past otherwise.
  const atLeast = items.length > 0 ? Math.max(1, count) : 0;
  return render(shrink(withItems(atLeast), fits));
}

/** The end of an error says what to do next, so what is too long goes from its middle. */
function shortenError(text: string): string {
  if (text.length <= MAX_ERROR_CHARS) return text;
  const at = text.lastIndexOf("\nNext: ");
  const next = at < 0 || text.length - at > MAX_ERROR_CHARS / 2
    ? ""
    : text.slice(at);
  return `${text.slice(0, MAX_ERROR_CHARS - next.length)}…${next}`;
}

/** Behind the code and the message, and before the next step. */
function withInstance(text: string, instance: string | undefined): string {
  if (instance === undefined) return text;
  const at = text.lastIndexOf("\nNext: ");
  const [head, next] = at < 0
    ? [text, ""]
    : [text.slice(0, at), text.slice(at)];
  return `${head}\nInstance: ${instance}${next}`;
}

/**
 * Renders an error. One that was not written for a reader says only that, and leaves its text to the log.
 *
 * @param options.instance Whose error it is, where that is not clear.
 */
export function presentError(
  error: unknown,
  options: {
    readonly tool: string;
    readonly mask: Masker;
    readonly instance?: string;
  },
): ToolResult {
  const known = error instanceof ToolError ? error : new ToolError(
    "INTERNAL",
    `Cannot finish '${options.tool}': an unexpected error occurred`,
    {
      hint: "This is a defect of argocd-mcp: its log on stderr has the details",
      cause: error,
    },
  );
  const { open } = known;
  const whole = options.mask.text(known.toString());
  const text = withInstance(shortenError(whole), options.instance);
  if (!open) return { text, isError: true };
  // Not masked: an address that lacks a part leads nowhere. It is ours, and holds no secret.
  return {
    text: `${text}\nOpen this address to sign in: ${open.href}`,
    isError: true,
    open: { url: open, why: options.mask.text(known.message) },
  };
}
