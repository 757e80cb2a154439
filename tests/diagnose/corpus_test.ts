import assert from "node:assert/strict";
import {
  faultIds,
  readFault,
  type RecordedFault,
} from "../helpers/recorded_fault.ts";
import { carries, diagnoseCase, type Diagnosed } from "./corpus.ts";

const MAX_BYTES = 12_000;
const MAX_MEDIAN_BYTES = 2_500;
/** Of all faults, those whose cause is the first finding. */
const FIRST = 0.95;

interface Case {
  readonly fault: RecordedFault;
  readonly said: Diagnosed;
}

const CASES: Case[] = [];
for (const id of faultIds()) {
  const fault = await readFault(id);
  CASES.push({ fault, said: await diagnoseCase(fault) });
}
const ILL = CASES.filter(({ fault }) => fault.kind !== "twin");

/** Whether one of the texts that prove the cause is carried by the finding. */
function proves({ fault }: Case, finding: { readonly text: string }): boolean {
  return fault.truth.findings.some(({ decisive_text }) =>
    carries(finding, decisive_text)
  );
}

for (const one of CASES) {
  const { fault: { id, kind, title, truth }, said } = one;
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
    // Of two faults at once both; else the cause may be told by any of its proofs.
    assert(
      kind === "double" ? found.every(Boolean) : found.some(Boolean),
      `${said.verdict}: ${rules}`,
    );
    assert(["broken", "waiting"].includes(said.verdict), said.verdict);
  });
}

Deno.test("the cause is the first finding", () => {
  const missed = ILL.filter((one) => {
    const [first] = one.said.findings;
    return !first || !proves(one, first);
  }).map(({ fault, said }) =>
    `${fault.id}: ${said.findings.map(({ rule }) => rule).join(", ")}`
  );
  assert(missed.length <= ILL.length * (1 - FIRST), missed.join("\n"));
});

Deno.test("answers are short", () => {
  const sizes = CASES.map(({ said }) => said.bytes).sort((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  assert((sizes.at(-1) ?? 0) <= MAX_BYTES, `${sizes.at(-1)} bytes`);
  assert(median <= MAX_MEDIAN_BYTES, `median ${median} bytes`);
});
