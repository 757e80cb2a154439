/**
 * What a Kubernetes API server refuses of an object, in its words: fields that cannot be changed any more, and what a
 * policy of the cluster forbids.
 *
 * @module
 */
import { predict } from "./apply.ts";
import { dig, digDict, isDict, sameJson, sortedJson } from "./json.ts";
import { type KubeObject, refOf } from "./kube_object.ts";

/** What a cluster forbids: Kubernetes' text for an object that it does not take. */
export type AdmissionRule = (object: KubeObject) => string | undefined;

/** Fields of a StatefulSet's spec that can be changed. */
const STATEFUL_SET_FIELDS = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];

/** Why an object cannot be applied over a live one, or cannot be made; undefined when it can. */
export function refusalOf(
  rules: readonly AdmissionRule[],
  { target, live }: {
    readonly target: KubeObject;
    readonly live: KubeObject | undefined;
  },
): string | undefined {
  const faults = live === undefined ? [] : immutable(target, live);
  if (faults.length > 0) {
    const { group, kind, name } = refOf(target);
    const what = `${kind}${group === "" ? "" : `.${group}`} "${name}"`;
    return `${what} is invalid: ${
      faults.length === 1 ? faults[0] : `[${faults.join(", ")}]`
    }`;
  }
  for (const rule of rules) {
    const refusal = rule(target);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function immutable(target: KubeObject, live: KubeObject): readonly string[] {
  const next = predict(target, live);
  switch (target.kind) {
    case "Deployment":
      return deploymentFaults(target, live);
    case "StatefulSet": {
      const [before, after] = [digDict(live, "spec"), digDict(next, "spec")];
      const changed = Object.keys(after).some((key) =>
        !STATEFUL_SET_FIELDS.includes(key) && !sameJson(before[key], after[key])
      );
      return changed
        ? [
          "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
        ]
        : [];
    }
    case "Job": {
      const template = dig(next, "spec", "template");
      return sameJson(dig(live, "spec", "template"), template)
        ? []
        : [invalidValue("spec.template", {
          labels: dig(template, "metadata", "labels"),
          Spec: dig(template, "spec"),
        }, "field is immutable")];
    }
    default:
      return [];
  }
}

/** The selector is taken as a whole, and must fit the labels of the pods. */
function deploymentFaults(
  target: KubeObject,
  live: KubeObject,
): readonly string[] {
  const selector = dig(target, "spec", "selector");
  const labels = digDict(target, "spec", "template", "metadata", "labels");
  const wanted = digDict(selector, "matchLabels");
  const fits = Object.entries(wanted).every(([key, value]) =>
    labels[key] === value
  );
  const same = !isDict(selector) ||
    sameJson(dig(live, "spec", "selector"), selector);
  return [
    ...(fits ? [] : [invalidValue(
      "spec.template.metadata.labels",
      labels,
      "`selector` does not match template `labels`",
    )]),
    ...(same
      ? []
      : [invalidValue("spec.selector", selector, "field is immutable")]),
  ];
}

function invalidValue(path: string, value: unknown, detail: string): string {
  return `${path}: Invalid value: ${sortedJson(value)}: ${detail}`;
}
