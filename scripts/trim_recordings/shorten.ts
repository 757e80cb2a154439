import { shapeOf } from "./recording.ts";

/** Marks what was cut; the tests know it and compare nothing there. */
export const TRIMMED_MARK = "…trimmed";

const LONGEST_STRING = 200;
const LONGEST_LIST = 3000;
const LONGEST_ERROR = 4000;

/** A shortened body, and whether anything was taken away. */
export interface Shortened {
  readonly value: unknown;
  readonly trimmed: boolean;
}

/**
 * Shortens the body of an answer. Error bodies stay as they are, since they are
 * compared word for word; of NDJSON and of lists the elements stay that bring a
 * key or a type that none before them had.
 */
export function shortenBody(body: unknown, status: number): Shortened {
  if (status >= 400 && JSON.stringify(body).length < LONGEST_ERROR) {
    return { value: body, trimmed: false };
  }
  const value = typeof body === "string" ? shortenText(body) : shorten(body);
  return { value, trimmed: JSON.stringify(value) !== JSON.stringify(body) };
}

function shortenText(text: string): string {
  const lines = text.split("\n");
  if (!lines.some((line) => parsed(line) !== undefined)) return text;
  // The last line and the end of the text: logs have their end marker there.
  const kept = novel(lines.map((line) => parsed(line) ?? line), 2);
  return kept.map((line) =>
    typeof line === "string" ? line : JSON.stringify(shorten(line))
  ).join("\n");
}

function shorten(value: unknown, key = ""): unknown {
  if (typeof value === "string") return shortenString(value);
  if (typeof value !== "object" || value === null) return value;
  if (key === "fieldsV1") return {};
  if (Array.isArray(value)) {
    const short = key === "managedFields" ? value.slice(0, 1) : novel(value);
    return short.map((element) => shorten(element));
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, shorten(child, name)]),
  );
}

/** Embedded JSON (managed resources, manifests) stays JSON, only smaller. */
function shortenString(text: string): string {
  if (text.length <= LONGEST_STRING) return text;
  const inner = parsed(text);
  if (inner !== undefined) return JSON.stringify(shorten(inner));
  return `${text.slice(0, LONGEST_STRING / 2)}${TRIMMED_MARK}`;
}

/** Of a long list: its ends, and each element that has something new. */
function novel(list: readonly unknown[], tail = 0): readonly unknown[] {
  if (JSON.stringify(list).length <= LONGEST_LIST) return list;
  const seen = new Set<string>();
  return list.filter((element, index) => {
    const shape = [...shapeOf(element), eventType(element)];
    const fresh = shape.filter((item) => !seen.has(item));
    for (const item of fresh) seen.add(item);
    return fresh.length > 0 || index < 2 || index >= list.length - tail;
  });
}

/** `ADDED`, `MODIFIED` or `DELETED` of a watch frame: each kind is kept. */
function eventType(frame: unknown): string {
  const { result } = Object(frame) as { result?: { type?: string } };
  return `type=${result?.type ?? ""}`;
}

function parsed(text: string): unknown {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
