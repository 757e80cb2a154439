/**
 * Nobody looks at the application: reconciliation is switched off, or its operation is not picked up.
 *
 * @module
 */
import { applicationState, isFine } from "../../views/application_state.ts";
import type { Rule } from "../facts.ts";
import type { Finding } from "../finding.ts";

const SKIP = "argocd.argoproj.io/skip-reconcile";

/** Finds applications that the controller leaves alone. */
export const reconcileOff: Rule = {
  names: ["reconcile-off", "operation-pending"],
  look({ application, ref }) {
    const { metadata, operation, status } = application;
    const skip = metadata?.annotations?.[SKIP];
    const findings: Finding[] = [];
    if (skip === "true") {
      findings.push({
        rule: "reconcile-off",
        severity: isFine(applicationState(application)) ? "note" : "waiting",
        confidence: 0.95,
        summary:
          "Reconciliation is switched off by an annotation: nothing is compared or synced, and everything that Argo CD says may be old",
        where: `Application/${ref}@metadata.annotations`,
        evidence: [{
          where: `Application/${ref}@metadata.annotations`,
          text: `"${SKIP}":"${skip}"`,
        }],
        next: {
          tool: "get_application",
          arguments: { application: ref },
          then: "take the annotation away when Argo CD is to work again",
        },
      });
    }
    if (operation && !status?.operationState) {
      findings.push({
        rule: "operation-pending",
        severity: "waiting",
        confidence: 0.5,
        symptom: true,
        summary:
          "A sync was asked for, and the application controller has not begun with it",
        where: `Application/${ref}@operation`,
        evidence: [{
          where: `Application/${ref}@operation`,
          text: JSON.stringify(operation.initiatedBy ?? {}),
        }],
        next: {
          tool: "get_application",
          arguments: { application: ref },
          then:
            "if it stays so, see whether the application controller (of this shard) runs",
        },
      });
    }
    return findings;
  },
};
