/**
 * Keeps answers within the size that a model can use, cut at item boundaries and never silently.
 *
 * @module
 */

/** A view is a JSON object; its keys are the tool's own. */
export type View = Readonly<Record<string, unknown>>;

/** What was left out of a list or a text, and how to get it. */
export interface PageInfo {
  /** 1-based, inclusive: "1-50 of 1432". */
  readonly shown: string;
  /** Pass it as `cursor`, with the same arguments, for the next part. */
  readonly next_cursor?: string;
}

/** The bulk of a view: the items of a list, or the lines of a text. */
export function bulkItems(view: View, field: string): readonly unknown[] {
  const bulk = view[field];
  if (Array.isArray(bulk)) return bulk;
  return typeof bulk === "string" && bulk !== ""
    ? bulk.replace(/\n$/, "").split("\n")
    : [];
}

/** A copy of `view` that has only `items` as its bulk. */
export function withBulk(
  view: View,
  field: string,
  items: readonly unknown[],
): View {
  const text = typeof view[field] === "string";
  return { ...view, [field]: text ? items.join("\n") : items };
}

/**
 * The largest `count` in `[0, max]` for which `fits` holds, assuming that less fits when more does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(largestThatFits(100, (n) => n <= 42), 42);
 * ```
 */
export function largestThatFits(
  max: number,
  fits: (count: number) => boolean,
): number {
  if (fits(max)) return max;
  let [low, high] = [0, max];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

interface Spot {
  readonly path: string;
  readonly size: number;
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** The biggest list or text in `value`; what lies deeper wins, so that as little as possible goes. */
function biggest(value: unknown, path: string, found: Spot[]): void {
  if (typeof value !== "object" || value === null) return;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    const child = holder[key];
    const size = typeof child === "string"
      ? child.length
      : JSON.stringify(child ?? null).length;
    if (size < 400) continue;
    const here = path === "" ? key : `${path}.${key}`;
    if (
      typeof child === "string" || (Array.isArray(child) && child.length > 1)
    ) {
      found.push({ path: here, size, holder, key });
    }
    biggest(child, here, found);
  }
}

/**
 * Shortens the biggest lists and texts of a view until `fits` holds, and names them in `cut`.
 *
 * @param view Not changed; a copy is returned when something has to go.
 */
export function shrink(view: View, fits: (view: View) => boolean): View {
  if (fits(view)) return view;
  const copy = structuredClone(view) as Record<string, unknown>;
  const cut = new Map<string, string>();
  for (
    let round = 0;
    round < 200 && !fits({ ...copy, cut: [...cut.values()] });
    round++
  ) {
    const spots: Spot[] = [];
    biggest(copy, "", spots);
    spots.sort((a, b) => b.size - a.size);
    const lists = spots.filter(({ size }) => size >= (spots[0]?.size ?? 0) / 2);
    const spot = lists.at(-1);
    if (!spot) break;
    const bulk = spot.holder[spot.key];
    if (typeof bulk === "string") {
      spot.holder[spot.key] = `${bulk.slice(0, Math.floor(bulk.length / 2))}…`;
      cut.set(spot.path, `${spot.path}: text shortened`);
    } else if (Array.isArray(bulk)) {
      spot.holder[spot.key] = bulk.slice(0, Math.ceil(bulk.length / 2));
      cut.set(
        spot.path,
        `${spot.path}: only the first ${Math.ceil(bulk.length / 2)} are shown`,
      );
    }
  }
  return { ...copy, cut: [...cut.values()] };
}
