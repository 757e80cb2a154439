/**
 * What is demanded of the diagnosis on a set of cases, recorded or our own.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { RecordedFault } from "../helpers/recorded_fault.ts";
import { carries, diagnoseCase, type Diagnosed } from "./corpus.ts";

const MAX_BYTES = 12_000;
const MAX_MEDIAN_BYTES = 2_500;
/** Of all faults, those whose cause is the first finding. */
const FIRST = 0.95;

interface Case {
  readonly fault: RecordedFault;
  readonly said: Diagnosed;
}

function rulesOf({ said }: Case): string {
  return said.findings.map(({ rule }) => rule).join(", ");
}

/** Which of the texts that prove the cause are carried by one of the findings. */
function provedBy(
  { truth }: RecordedFault,
  findings: Diagnosed["findings"],
): readonly boolean[] {
  return truth.findings.map(({ decisive_text }) =>
    findings.some((finding) => carries(finding, decisive_text))
  );
}

function checkOne(one: Case): void {
  const { fault, said } = one;
  const { id, kind, title } = fault;
  const rules = rulesOf(one);
  if (kind === "twin") {
    Deno.test(`${id} (${title}) is not called broken`, () => {
      assert.notEqual(said.verdict, "broken", rules);
    });
    return;
  }
  Deno.test(`${id} (${title}) is named`, () => {
    const found = provedBy(fault, said.findings);
    // Of two faults at once both; else the cause may be told by any of its proofs.
    assert(
      kind === "double" ? found.every(Boolean) : found.some(Boolean),
      `${said.verdict}: ${rules}`,
    );
    assert(["broken", "waiting"].includes(said.verdict), said.verdict);
  });
}

/**
 * Diagnoses all cases and declares the tests about them.
 *
 * @param what What the cases are called in the tests' names.
 */
export async function checkCases(
  what: string,
  faults: readonly RecordedFault[],
): Promise<void> {
  const cases: Case[] = [];
  for (const fault of faults) {
    cases.push({ fault, said: await diagnoseCase(fault) });
  }
  for (const one of cases) checkOne(one);

  Deno.test(`the cause of ${what} is the first finding`, () => {
    const ill = cases.filter(({ fault }) => fault.kind !== "twin");
    const missed = ill.filter(({ fault, said }) =>
      !provedBy(fault, said.findings.slice(0, 1)).some(Boolean)
    ).map((one) => `${one.fault.id}: ${rulesOf(one)}`);
    assert(missed.length <= ill.length * (1 - FIRST), missed.join("\n"));
  });

  Deno.test(`answers about ${what} are short`, () => {
    const sizes = cases.map(({ said }) => said.bytes).sort((a, b) => a - b);
    const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
    assert((sizes.at(-1) ?? 0) <= MAX_BYTES, `${sizes.at(-1)} bytes`);
    assert(median <= MAX_MEDIAN_BYTES, `median ${median} bytes`);
  });
}
