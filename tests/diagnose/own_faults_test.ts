import assert from "node:assert/strict";
import {
  faultIds,
  readFault,
  type RecordedFault,
} from "../helpers/recorded_fault.ts";
import { checkCases } from "./check_cases.ts";
import { carries } from "./corpus.ts";
import { OWN_FAULTS } from "./own_faults/all_cases.ts";

await checkCases("our own faults", OWN_FAULTS);

Deno.test("what proves a cause is in what Argo CD answers", () => {
  const unproved = OWN_FAULTS.flatMap(({ id, truth, calls }) => {
    const all = { text: JSON.stringify(calls) };
    return truth.findings.filter(({ decisive_text }) =>
      !carries(all, decisive_text)
    ).map(({ decisive_text }) => `${id}: ${decisive_text}`);
  });
  assert.deepEqual(unproved, []);
});

/** Members whose own members are anybody's: maps, and what differs from kind to kind. */
const FREE =
  /^(?:annotations|labels|source|sources|destination|syncPolicy|project|operation|matchLabels)$/;

/**
 * While we recorded, no application was being deleted, ignored a difference, or was synced from several sources; these
 * are the members that Kubernetes and Argo CD (`types.go` of v3.5) have for that.
 */
const NOT_RECORDED = [
  ".metadata.deletionTimestamp",
  ".metadata.deletionGracePeriodSeconds",
  ".metadata.finalizers",
  ".spec.ignoreDifferences",
  ".spec.ignoreDifferences.group",
  ".spec.ignoreDifferences.kind",
  ".spec.ignoreDifferences.jsonPointers",
  ".status.history.sources",
  ".status.operationState.syncResult.sources",
];

/** The paths of all members of an answer, lists and quoted objects as one of their items. */
function shapeOf(value: unknown, path: string, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) shapeOf(item, path, into);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      into.add(`${path}.${key}`);
      if (!FREE.test(key)) shapeOf(member, `${path}.${key}`, into);
    }
  }
}

/** What the answers to the calls that every case has are made of, by the end of their path. */
function shapesOf(faults: readonly RecordedFault[]): ReadonlySet<string> {
  const shapes = new Set<string>();
  for (const { id, calls } of faults) {
    for (const { request, response } of calls) {
      const { pathname } = new URL(request.path, "http://argocd");
      const end = pathname.split(`/applications/${id}`)[1];
      const isUsual = end !== undefined && response.status === 200 &&
        /^$|^\/(?:resource-tree|managed-resources|events|resource|syncwindows)$/
          .test(end);
      if (isUsual) shapeOf(response.body, end, shapes);
    }
  }
  return shapes;
}

Deno.test("our answers have no members that a real Argo CD does not send", async () => {
  const recorded = shapesOf(
    await Promise.all(faultIds().map((id) => readFault(id))),
  );
  const foreign = [...shapesOf(OWN_FAULTS)].filter((path) =>
    !recorded.has(path) && !NOT_RECORDED.includes(path)
  );
  assert.deepEqual(foreign, []);
});
