import assert from "node:assert/strict";
import type { Finding } from "../../lib/diagnose/finding.ts";
import { rankFindings } from "../../lib/diagnose/rank_findings.ts";

function finding(rule: string, parts: Partial<Finding>): Finding {
  return {
    rule,
    severity: "broken",
    confidence: 1,
    summary: rule,
    where: `ConfigMap/shop/${rule}`,
    evidence: [],
    next: { tool: "get_application", arguments: {} },
    ...parts,
  };
}

Deno.test("a note stands below every cause, in its place and in its confidence", () => {
  const ranked = rankFindings([
    finding("note", { severity: "note" }),
    finding("symptom", { confidence: 0.4, symptom: true }),
    finding("wait", { severity: "waiting", confidence: 0.5 }),
    finding("cause", { confidence: 0.7 }),
  ]);
  assert.deepEqual(
    ranked.map(({ rule, confidence }) => [rule, confidence]),
    [["cause", 0.7], ["symptom", 0.4], ["wait", 0.5], ["note", 0.3]],
  );
});

Deno.test("a note explains nothing away, though it is about the same object and sure of itself", () => {
  const where = "Pod/shop/web-0";
  const ranked = rankFindings([
    finding("note", { severity: "note", where, explains: ["/Pod/shop/web-0"] }),
    finding("symptom", { where, confidence: 0.4, symptom: true }),
  ]);
  assert.deepEqual(ranked.map(({ rule }) => rule), ["symptom", "note"]);
});
