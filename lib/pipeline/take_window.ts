/**
 * Takes the part of a long answer that a call asked for.
 *
 * @module
 */
import { makeCursor } from "./cursor.ts";
import { bulkItems, type PageInfo, type View, withBulk } from "./fit_size.ts";

/** How a tool's result is paged. */
export interface Paging {
  /** The key of the list, or of the text whose lines are the items. */
  readonly field: string;
  /** Items in one part when the call has no `limit`; without it only the size decides. */
  readonly limit?: number;
  /** `tail` shows the end first, as for logs; its cursor leads to what is older. */
  readonly from?: "head" | "tail";
  /** What to add to the call to get less: "project, cluster or search". */
  readonly narrow?: string;
}

/** A part of a view, and how to say which part it is when fewer items remain. */
export interface Part {
  readonly view: View;
  readonly paging?: Paging;
  /** What is said when `kept` of the part's items are shown; `undefined` when that is everything. */
  readonly page: (kept: number) => PageInfo | undefined;
}

/** Which part is meant. */
export interface Window {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly offset: number;
}

/** Cuts `view` down to the asked part of its bulk. */
export function takeWindow(
  view: View,
  paging: Paging | undefined,
  window: Window,
): Part {
  if (!paging) return { view, page: () => undefined };
  const items = bulkItems(view, paging.field);
  const total = items.length;
  const asked = window.args["limit"];
  const limit = typeof asked === "number" ? asked : paging.limit ?? total;
  const offset = Math.min(window.offset, total);
  const tail = paging.from === "tail";
  const part = tail
    ? items.slice(Math.max(0, total - offset - limit), total - offset)
    : items.slice(offset, offset + limit);

  function page(kept: number): PageInfo | undefined {
    const done = offset + kept;
    if (kept === total) return undefined;
    const [first, last] = tail
      ? [total - done + 1, total - offset]
      : [offset + 1, done];
    const shown = kept === 0 ? `0 of ${total}` : `${first}-${last} of ${total}`;
    if (done >= total) return { shown };
    return { shown, next_cursor: makeCursor(window.tool, window.args, done) };
  }
  return {
    view: withBulk(view, paging.field, part),
    paging,
    page,
  };
}
