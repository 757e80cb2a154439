/**
 * How well the diagnosis does on the recorded faults.
 *
 * @module
 */
import { diagnoseApplication } from "../../lib/tools/diagnosis/diagnose_application.ts";
import { faultHarness, type RecordedFault } from "../helpers/recorded_fault.ts";

/** One case, diagnosed. */
export interface Diagnosed {
  readonly verdict: string;
  /** Rule and all texts of each finding, in order. */
  readonly findings: readonly {
    readonly rule: string;
    readonly text: string;
  }[];
  /** The answer as a reader gets it. */
  readonly text: string;
  /** Text and structure together. */
  readonly bytes: number;
  readonly calls: number;
}

/** Diagnoses a case. */
export async function diagnoseCase(fault: RecordedFault): Promise<Diagnosed> {
  await using h = faultHarness(fault);
  const isOfSet = fault.calls[0]?.request.path.startsWith(
    "/api/v1/applicationsets/",
  );
  const args = { [isOfSet ? "applicationset" : "application"]: fault.id };
  const { text, structured = {} } = await h.call(diagnoseApplication, args);
  const findings = (structured["findings"] ?? []) as readonly {
    readonly rule: string;
  }[];
  return {
    verdict: String(structured["verdict"] ?? "error"),
    findings: findings.map((finding) => ({
      rule: finding.rule,
      text: JSON.stringify(finding),
    })),
    text,
    bytes: new TextEncoder().encode(text + JSON.stringify(structured)).length,
    calls: h.requests.length,
  };
}

/** Whether a finding carries what proves the cause; quotes may be escaped where a manifest is a text. */
export function carries(
  finding: { readonly text: string },
  decisive: string,
): boolean {
  const plain = finding.text.replaceAll("\\", "");
  return plain.includes(decisive.replaceAll("\\", ""));
}
