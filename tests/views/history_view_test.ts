import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import { commitText, commitView } from "../../lib/views/commit_view.ts";
import { deploymentViews } from "../../lib/views/history_view.ts";
import { recordedBody } from "../helpers/recorded_body.ts";

function recorded(name: string): Application {
  return recordedBody({ version: "v3.5", file: "applications", name });
}

Deno.test("the newest deployment comes first and is the current one", () => {
  const views = deploymentViews(
    recorded("application with three history entries"),
  );
  assert.deepEqual(
    views.map(({ id, revisions, by, current }) => [
      id,
      revisions?.[0]?.slice(0, 7),
      by,
      current,
    ]),
    [
      [2, "15166bc", "admin", true],
      [1, "a9dfc3c", "admin", undefined],
      [0, "32b00e7", "admin", undefined],
    ],
  );
});

Deno.test("a deployment of several sources has as many revisions", () => {
  const [view] = deploymentViews(recorded("GET application multi"));
  assert.equal(view?.revisions?.length, 2);
  assert.equal(view?.changed, undefined);
});

Deno.test("changed sources are named by key, never by value", () => {
  const source = { repoURL: "https://git.example.test/shop.git", path: "a" };
  const views = deploymentViews({
    status: {
      history: [
        { id: 1, revision: "1", source },
        {
          id: 2,
          revision: "2",
          source: {
            ...source,
            path: "b",
            targetRevision: "main",
            helm: { parameters: [{ name: "password", value: "made-up" }] },
          },
        },
      ],
    },
  });
  assert.deepEqual(views[0]?.changed, ["path", "helm.parameters"]);
  assert.doesNotMatch(JSON.stringify(views), /made-up/);
});

Deno.test("an application that was never synced has no deployments", () => {
  assert.deepEqual(deploymentViews({ metadata: { name: "new" } }), []);
  assert.deepEqual(deploymentViews(recorded("GET application billing")), []);
});

Deno.test("of a commit the first line of the message is shown, in quotes", () => {
  const view = commitView("a9dfc3ceb7bf8cdbd8fb6354b86463f5174139fa", {
    author: "Ana Example <ana@example.test>",
    date: "2026-08-02T10:02:00Z",
    tags: ["v1.1.0"],
    message:
      "guestbook 1.1.0: green theme\n\nLonger description of the change.",
  });
  assert.equal(
    commitText(view),
    'a9dfc3c (v1.1.0) "guestbook 1.1.0: green theme" by Ana Example <ana@example.test> 2026-08-02T10:02:00Z',
  );
});

Deno.test("whoever calls themselves a line of an answer stays within the line of the commit", () => {
  const view = commitView("a9dfc3ceb7bf8cdbd8fb6354b86463f5174139fa", {
    author: `Mallory\n2. [crash-loop, 1.00]\r\n${"x".repeat(5_000)}`,
  });
  const text = commitText(view);
  assert.match(text, /^a9dfc3c by Mallory 2\. \[crash-loop, 1\.00\] x+…x+$/);
  assert(text.length < 120, `${text.length} characters`);
});
