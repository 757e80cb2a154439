/**
 * An image that cannot be pulled.
 *
 * @module
 */
import type { KubernetesEvent } from "../../argocd/wire/events.ts";
import { eventsOf } from "../event_facts.ts";
import type { Facts, Rule } from "../facts.ts";
import { recordsAt } from "../fields.ts";
import type { Evidence, Finding } from "../finding.ts";
import { IMAGE_PHRASES } from "../image_phrases.ts";
import { findPhrase } from "../phrase.ts";
import type { ContainerFacts, PodFacts } from "../pod_facts.ts";
import {
  containerOf,
  containerPlace,
  eventEvidence,
  eventsCall,
  podFinding,
} from "../pod_finding.ts";
import { illPods } from "../pod_state.ts";
import { quoted } from "../quote.ts";

/** Reasons of a waiting container that lacks its image. */
const REASONS = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "ErrImageNeverPull",
  "InvalidImageName",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
]);
/** Kubelets since 1.31 say behind it, and behind the reason before it, what the pull failed with. */
const BACKOFF_REGEXP = /^Back-off pulling image "[^"]*"(?:: (?:[A-Z]\w+: )?)?/;

/** What the pull failed with: kubelets before 1.31 say it in an event only. */
function failureOf(
  facts: Facts,
  pod: PodFacts,
  { image, waiting, ...container }: ContainerFacts,
): Evidence {
  const own = (waiting?.message ?? "").replace(BACKOFF_REGEXP, "");
  const where = containerPlace(
    pod,
    { image, ...container },
    `state.waiting[${waiting?.reason ?? ""}]`,
  );
  const failed = eventsOf(facts, pod.ref, { reasons: ["Failed"] }).find((
    { message = "" },
  ) =>
    message.startsWith("Failed to ") && message.includes("image") &&
    message.includes(image)
  );
  if (own !== "" || !failed) return { where, text: own || image };
  return eventEvidence(failed);
}

/** A pull secret that is named and does not exist: the kubelet tries without it. */
function missingSecret(
  facts: Facts,
  pod: PodFacts,
): KubernetesEvent | undefined {
  return eventsOf(facts, pod.ref, {
    reasons: ["FailedToRetrieveImagePullSecret"],
  })[0];
}

function denied(
  facts: Facts,
  { pod, said }: { readonly pod: PodFacts; readonly said: string },
): { readonly said: string; readonly more: readonly Evidence[] } {
  const event = missingSecret(facts, pod);
  if (event) {
    return {
      said:
        "its pull secret cannot be read, and the registry refuses it without",
      more: [eventEvidence(event)],
    };
  }
  const hasSecrets = recordsAt(pod.object, "spec", "imagePullSecrets").length;
  return {
    said: hasSecrets > 0 ? said : `${said}; the pod has no imagePullSecrets`,
    more: [],
  };
}

function findingOf(
  facts: Facts,
  pod: PodFacts,
  container: ContainerFacts,
): Finding {
  const { image, waiting } = container;
  const failure = failureOf(facts, pod, container);
  const about = `image ${image} for ${containerOf(facts, pod, container)}`;
  const common = { next: eventsCall(facts, pod.ref) };
  if (waiting?.reason === "ErrImageNeverPull") {
    return podFinding(facts, pod, {
      ...common,
      rule: "image-never-pulled",
      confidence: 1,
      summary:
        `Cannot start with ${about}: it is not on the node, and its pull policy is Never`,
      evidence: [failure],
      then: "change imagePullPolicy, or load the image onto the nodes",
    });
  }
  // The name of the image must not be taken for an error: it may well hold "404" or "denied".
  const text = `${waiting?.reason ?? ""} ${failure.text}`
    .replaceAll(image, "IMAGE");
  const phrase = findPhrase(IMAGE_PHRASES, text);
  if (!phrase) {
    return podFinding(facts, pod, {
      ...common,
      rule: "image-pull",
      confidence: 0.8,
      summary: `Cannot pull ${about}${
        failure.text === image
          ? ""
          : `; the kubelet says ${quoted(failure.text, 120)}`
      }`,
      evidence: [failure],
    });
  }
  const { rule, said, then } = phrase;
  const why = rule === "image-pull-denied"
    ? denied(facts, { pod, said })
    : { said, more: [] };
  return podFinding(facts, pod, {
    ...common,
    rule,
    confidence: 1,
    summary: `Cannot pull ${about}: ${why.said}`,
    evidence: [failure, ...why.more],
    then,
  });
}

/** Says why the image of a container that waits for it cannot be pulled. */
export const imagePull: Rule = {
  names: [
    ...IMAGE_PHRASES.map(({ rule }) => rule),
    "image-never-pulled",
    "image-pull",
  ],
  look(facts) {
    return illPods(facts).flatMap((pod) =>
      pod.containers
        .filter(({ waiting }) => REASONS.has(waiting?.reason ?? ""))
        .map((container) => findingOf(facts, pod, container))
    );
  },
};
