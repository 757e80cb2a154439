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

Deno.test("pods that say the same but for their own names and ids are one finding, others are not", () => {
  function mount(pod: string, says: string): Finding {
    return finding("volume-mount", {
      where: `Pod/shop/${pod}`,
      summary: `A pod of Deployment web waits for its volume: "${says}"`,
    });
  }
  const ranked = rankFindings([
    mount("web-a", "web-a: no dir pods/6c1f2a34-11aa-4bcd-9e0f-0123456789ab"),
    mount("web-b", "web-b: no dir pods/7d2e3b45-22bb-4cde-8f1a-123456789abc"),
    mount("web-c", "web-c: driver not found"),
    finding("alone", { where: "Pod/shop/a", summary: "Pod a is ill" }),
    finding("alone", { where: "Pod/shop/b", summary: "Pod b is ill" }),
  ]);
  assert.deepEqual(ranked.map(({ where }) => where), [
    "Pod/shop/web-a",
    "Pod/shop/web-c",
    "Pod/shop/a",
    "Pod/shop/b",
  ]);
});
