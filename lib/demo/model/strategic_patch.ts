/**
 * Kubernetes' strategic merge patch: objects are merged, lists of the built-in kinds entry by entry.
 *
 * @module
 */
import { type Dict, isDict } from "./json.ts";

/** What tells the entries of a list apart, by the name of the list; lists that are not here are replaced. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  env: ["name"],
  volumes: ["name"],
  volumeMounts: ["mountPath"],
  ports: ["containerPort", "port"],
};

/** The target after a patch, with the directives `$patch: delete` and `$patch: replace`. */
export function strategicPatch(target: unknown, patch: unknown): unknown {
  if (!isDict(patch)) return patch;
  const { $patch: directive, ...fields } = patch;
  const result: Dict = isDict(target) && directive !== "replace"
    ? { ...target }
    : {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === null) delete result[key];
    else if (Array.isArray(value)) {
      result[key] = mergeList(key, { before: result[key], patch: value });
    } else result[key] = strategicPatch(result[key], value);
  }
  return result;
}

function mergeList(
  name: string,
  lists: { readonly before: unknown; readonly patch: readonly unknown[] },
): unknown {
  const { patch } = lists;
  const before: readonly unknown[] = Array.isArray(lists.before)
    ? lists.before
    : [];
  const key = KEYS[name]?.find((one) =>
    patch.every((entry) => isDict(entry) && one in entry)
  );
  if (key === undefined) return [...patch];
  const merged = [...before];
  for (const entry of patch) {
    if (!isDict(entry)) continue;
    const at = merged.findIndex((one) =>
      isDict(one) && one[key] === entry[key]
    );
    if (entry["$patch"] === "delete") {
      if (at >= 0) merged.splice(at, 1);
    } else if (at < 0) merged.push(strategicPatch({}, entry));
    else merged[at] = strategicPatch(merged[at], entry);
  }
  return merged;
}
