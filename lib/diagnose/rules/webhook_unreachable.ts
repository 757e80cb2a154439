/**
 * Kubernetes asks a webhook about the object, and the webhook does not answer: nothing of its kind can be applied.
 *
 * @module
 */
import type { Rule } from "../facts.ts";
import { explainFailures, titleOf } from "../explain_failures.ts";

const RULE = "webhook-unreachable";
const FAILED_REGEXP =
  /failed calling (?:admission )?webhook "([^"]+)"|conversion webhook for ([^,]+, Kind=\w+) failed/i;
const SERVICE_REGEXP = /https:\/\/([\w-]+)\.([\w-]+)\.svc/;
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/no endpoints available/i, "its Service has no ready pod"],
  [/service "[^"]+" not found/i, "its Service does not exist"],
  [/connection refused/i, "nothing listens there"],
  [/no such host/i, "its name does not resolve"],
  [/certificate has expired/i, "its certificate has expired"],
  [/x509|tls:/i, "its certificate is not trusted"],
  [/deadline exceeded|timeout|timed out/i, "it does not answer in time"],
  [/no route to host|network is unreachable/i, "it cannot be reached"],
];

/** Finds webhooks that hold everything up. */
export const webhookUnreachable: Rule = {
  names: [RULE],
  look: (facts) =>
    explainFailures(facts, (failure) => {
      const { message } = failure;
      const found = FAILED_REGEXP.exec(message);
      if (!found) return undefined;
      const [, name, kind] = found;
      const why = REASONS.find(([text]) => text.test(message))?.[1] ??
        "the call failed";
      const [, service, namespace] = SERVICE_REGEXP.exec(message) ?? [];
      const place = service
        ? ` (Service '${service}' in namespace '${namespace}')`
        : "";
      return {
        rule: RULE,
        cause: name ?? kind ?? "",
        decisive: /failed to call webhook[\s\S]*|conversion webhook[\s\S]*/i,
        summary: `${titleOf(failure)} cannot be applied because the cluster's ${
          name
            ? `admission webhook '${name}'`
            : `conversion webhook for ${kind}`
        }${place} fails: ${why}`,
        then:
          "bring the pods, the Service or the certificate of the webhook back, then sync again; its failurePolicy decides whether the cluster waits for it",
      };
    }),
};
