import assert from "node:assert/strict";
import {
  faultIds,
  readFault,
  type RecordedFault,
} from "../helpers/recorded_fault.ts";
import { carries, diagnoseCase, type Diagnosed } from "./corpus.ts";
import { OWN_FAULTS } from "./own_faults/all_cases.ts";

const MAX_BYTES = 12_000;
const MAX_MEDIAN_BYTES = 2_500;
/** Of all faults, those whose cause is the first finding. */
const FIRST = 0.95;

interface Case {
  readonly fault: RecordedFault;
  readonly said: Diagnosed;
}

const CASES: Case[] = [];
for (const fault of OWN_FAULTS) {
  CASES.push({ fault, said: await diagnoseCase(fault) });
}

for (const { fault: { id, kind, title, truth }, said } of CASES) {
  const rules = said.findings.map(({ rule }) => rule).join(", ");
  if (kind === "twin") {
    Deno.test(`${id} (${title}) is not called broken`, () => {
      assert.notEqual(said.verdict, "broken", rules);
    });
    continue;
  }
  Deno.test(`${id} (${title}) is named`, () => {
    const found = truth.findings.map(({ decisive_text }) =>
      said.findings.some((finding) => carries(finding, decisive_text))
    );
    assert(
      kind === "double" ? found.every(Boolean) : found.some(Boolean),
      `${said.verdict}: ${rules}`,
    );
    assert(["broken", "waiting"].includes(said.verdict), said.verdict);
  });
}

Deno.test("the cause of our own faults is the first finding", () => {
  const ill = CASES.filter(({ fault }) => fault.kind !== "twin");
  const missed = ill.filter(({ fault: { truth }, said: { findings } }) => {
    const [first] = findings;
    return !first ||
      !truth.findings.some(({ decisive_text }) =>
        carries(first, decisive_text)
      );
  }).map(({ fault: { id } }) => id);
  assert(missed.length <= ill.length * (1 - FIRST), missed.join("\n"));
});

Deno.test("answers about our own faults are short", () => {
  const sizes = CASES.map(({ said }) => said.bytes).sort((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  assert((sizes.at(-1) ?? 0) <= MAX_BYTES, `${sizes.at(-1)} bytes`);
  assert(median <= MAX_MEDIAN_BYTES, `median ${median} bytes`);
});

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

/** No application was being deleted while we recorded; these are Kubernetes' own. */
const OF_DELETION = [
  ".metadata.deletionTimestamp",
  ".metadata.deletionGracePeriodSeconds",
  ".metadata.finalizers",
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
    !recorded.has(path) && !OF_DELETION.includes(path)
  );
  assert.deepEqual(foreign, []);
});
