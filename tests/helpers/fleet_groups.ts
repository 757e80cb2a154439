/**
 * What a fleet summary says, and what stands behind its groups.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { ToolResult } from "../../lib/pipeline/present.ts";
import type { GroupRow } from "../../lib/views/fleet_group_view.ts";
import type { FleetSummary } from "../../lib/views/fleet_summary.ts";

/** The structured summary. */
export function summaryOf(
  { isError, text, structured }: ToolResult,
): FleetSummary {
  assert(!isError, text);
  return structured as unknown as FleetSummary;
}

/** Bytes of both forms of an answer. */
export function answerBytes({ text, structured }: ToolResult): number {
  return new TextEncoder().encode(text + JSON.stringify(structured)).length;
}

/** One group by name. */
export interface Group {
  readonly apps: number;
  readonly trouble: string;
  readonly cause: string;
  readonly shared: string;
  readonly read: number;
  readonly token: string;
}

/** Its groups. */
export function groupsOf(result: ToolResult): readonly Group[] {
  return summaryOf(result).groups.map((row: GroupRow) => {
    const [apps, trouble, cause, shared, read, , , token] = row;
    return { apps, trouble, cause, shared, read, token };
  });
}

/** First cells of the rows on all pages of a group, by `call` of list_applications; of several instances two. */
export async function membersOf(
  { token }: Group,
  call: (args: Readonly<Record<string, unknown>>) => Promise<ToolResult>,
): Promise<readonly string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const result = await call({
      fleet_group: token,
      limit: 500,
      ...(cursor ? { cursor } : {}),
    });
    assert(!result.isError, result.text);
    assert.equal(result.structured?.["failed"], undefined, result.text);
    const { columns, items, page } = result.structured as {
      readonly columns: readonly string[];
      readonly items: readonly (readonly string[])[];
      readonly page?: { readonly next_cursor?: string };
    };
    const cells = columns[0] === "instance" ? 2 : 1;
    names.push(...items.map((row) => row.slice(0, cells).join(":")));
    cursor = page?.next_cursor;
  } while (cursor);
  return names.sort();
}
