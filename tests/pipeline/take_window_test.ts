import assert from "node:assert/strict";
import { readCursor } from "../../lib/pipeline/cursor.ts";
import { takeWindow } from "../../lib/pipeline/take_window.ts";

const VIEW = { total: 10, items: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] };
const WINDOW = { tool: "t", args: {}, offset: 0 };

Deno.test("takeWindow() takes the first page and says where the next one starts", () => {
  const part = takeWindow(VIEW, { field: "items", limit: 4 }, WINDOW);
  assert.deepEqual(part.view["items"], [0, 1, 2, 3]);
  const page = part.page(3);
  assert.equal(page?.shown, "1-3 of 10");
  assert.equal(readCursor("t", { cursor: page?.next_cursor }), 3);
});

Deno.test("takeWindow() ends the last page without a cursor", () => {
  const part = takeWindow(VIEW, { field: "items", limit: 4 }, {
    ...WINDOW,
    offset: 8,
  });
  assert.deepEqual(part.view["items"], [8, 9]);
  assert.deepEqual(part.page(2), { shown: "9-10 of 10" });
});

Deno.test("takeWindow() says nothing when everything is shown", () => {
  assert.equal(
    takeWindow(VIEW, { field: "items" }, WINDOW).page(10),
    undefined,
  );
});

Deno.test("takeWindow() obeys the call's limit", () => {
  const part = takeWindow(VIEW, { field: "items", limit: 4 }, {
    ...WINDOW,
    args: { limit: 2 },
  });
  assert.deepEqual(part.view["items"], [0, 1]);
});

Deno.test("takeWindow() from the tail shows the newest and pages back", () => {
  const paging = { field: "items", limit: 3, from: "tail" } as const;
  const newest = takeWindow(VIEW, paging, WINDOW);
  assert.deepEqual(newest.view["items"], [7, 8, 9]);
  assert.equal(newest.page(3)?.shown, "8-10 of 10");
  const older = takeWindow(VIEW, paging, { ...WINDOW, offset: 3 });
  assert.deepEqual(older.view["items"], [4, 5, 6]);
  assert.equal(older.page(3)?.shown, "5-7 of 10");
});

Deno.test("takeWindow() beyond the end is empty, not an error: the list may have shrunk", () => {
  const part = takeWindow(VIEW, { field: "items", limit: 3 }, {
    ...WINDOW,
    offset: 50,
  });
  assert.deepEqual(part.view["items"], []);
  assert.deepEqual(part.page(0), { shown: "0 of 10" });
});
