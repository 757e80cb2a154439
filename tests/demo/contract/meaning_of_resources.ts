import { at, document, list } from "./json.ts";
import type { Meaning } from "./meaning.ts";

/** The four states of a managed resource, in the order of the summary. */
const STATES = [
  "targetState",
  "liveState",
  "normalizedLiveState",
  "predictedLiveState",
];

/**
 * Which resources are managed, which of their states exist, and how the values
 * of Secrets are masked: equal, different, absent.
 */
export function managedResources(body: unknown): Meaning {
  const items = list(at(body, "items")).filter((item) => keyOf(item) !== "");
  return {
    resources: items.map(keyOf).sort(),
    ...Object.fromEntries(items.flatMap((item) => {
      const states = STATES.filter((state) => at(item, state) !== undefined)
        .map((state) => `${state} ${at(item, state) === "null"}`);
      const masks = at(item, "kind") === "Secret"
        ? [[`${keyOf(item)} masked`, STATES.map((one) => masked(item, one))]]
        : [];
      return [[`${keyOf(item)} is null`, states], ...masks];
    })),
  };
}

/** Kinds and names of rendered manifests, and the masks of their Secrets. */
export function manifests(body: unknown): Meaning {
  const documents = list(at(body, "manifests")).map(document);
  return {
    documents: documents.map((one) =>
      `${at(one, "kind")}/${at(one, "metadata", "name")}`
    ).sort(),
    masked: documents.filter((one) => at(one, "kind") === "Secret")
      .map((one) => lengths(at(one, "data"))),
  };
}

/** Kind and name of a live object, and the masks of a Secret. */
export function liveObject(body: unknown): Meaning {
  const live = document(at(body, "manifest"));
  return {
    kind: at(live, "kind"),
    apiVersion: at(live, "apiVersion"),
    masked: at(live, "kind") === "Secret" ? lengths(at(live, "data")) : null,
  };
}

/** The kinds of a tree, and whether something is orphaned. */
export function tree(body: unknown): Meaning {
  const kinds = list(at(body, "nodes")).map((node) => at(node, "kind"));
  return {
    kinds: [...new Set(kinds)].sort(),
    orphans: list(at(body, "orphanedNodes")).map((node) => at(node, "kind")),
  };
}

function masked(item: unknown, state: string): unknown {
  return lengths(at(document(at(item, state)), "data"));
}

/** Only the lengths of masks count; anything that is not a mask is shown. */
function lengths(data: unknown): unknown {
  if (typeof data !== "object" || data === null) return null;
  return Object.values(data).map((value) =>
    /^\++$/.test(String(value)) ? String(value).length : value
  ).sort();
}

function keyOf(item: unknown): string {
  const kind = at(item, "kind");
  return kind === undefined ? "" : `${kind}/${at(item, "name")}`;
}
