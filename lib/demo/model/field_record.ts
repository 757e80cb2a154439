/**
 * Who wrote which field of an object, as a cluster keeps record of it: a field belongs to whoever gave it another
 * value last. The status is left out; nobody is asked for it.
 *
 * @module
 */
import { isDict } from "./json.ts";
import type { KubeObject } from "./kube_object.ts";

/** One entry of `metadata.managedFields`. */
interface Entry {
  readonly manager: string;
  readonly operation: "Update";
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: "FieldsV1";
  readonly fieldsV1: unknown;
}

/** The keys by which a cluster tells the entries of a list apart. */
const ENTRY_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  env: ["name"],
  volumes: ["name"],
  volumeMounts: ["mountPath"],
  ports: ["containerPort", "port"],
};

/** What others than the cluster itself write into the metadata. */
const METADATA = ["labels", "annotations"];

function entryKey(list: readonly unknown[], field: string): string | undefined {
  return ENTRY_KEYS[field]?.find((key) =>
    list.every((item) => isDict(item) && key in item)
  );
}

/** Values by their path; a path is a list of `f:` and `k:` steps, as JSON. */
function leaves(
  value: unknown,
  path: readonly string[],
  found: Map<string, string>,
): void {
  const field = path.at(-1)?.slice(2) ?? "";
  if (isDict(value) && Object.keys(value).length > 0) {
    for (const [key, child] of Object.entries(value)) {
      leaves(child, [...path, `f:${key}`], found);
    }
    return;
  }
  const key = Array.isArray(value) ? entryKey(value, field) : undefined;
  if (Array.isArray(value) && value.length > 0 && key !== undefined) {
    for (const item of value) {
      const id = JSON.stringify({ [key]: isDict(item) ? item[key] : item });
      leaves(item, [...path, `k:${id}`], found);
    }
    return;
  }
  found.set(JSON.stringify(path), JSON.stringify(value));
}

function fieldsOf(
  { apiVersion: _version, kind: _kind, status: _status, ...object }: KubeObject,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const metadata = Object.fromEntries(
    METADATA.flatMap((key) =>
      object.metadata[key] === undefined ? [] : [[key, object.metadata[key]]]
    ),
  );
  leaves({ ...object, metadata }, [], found);
  return found;
}

function pathsIn(
  tree: unknown,
  path: readonly string[] = [],
): readonly string[] {
  if (!isDict(tree) || Object.keys(tree).length === 0) {
    return [JSON.stringify(path)];
  }
  return Object.entries(tree).flatMap(([step, child]) =>
    pathsIn(child, [...path, step])
  );
}

function treeOf(paths: Iterable<string>): unknown {
  const root: Record<string, unknown> = {};
  for (const path of paths) {
    let at = root;
    for (const step of JSON.parse(path) as string[]) {
      const next = at[step];
      const child: Record<string, unknown> = isDict(next) ? next : {};
      at[step] = child;
      at = child;
    }
  }
  return root;
}

/** The record after a write: what has another value belongs to the writer, what is gone to nobody. */
export function recordedFields(
  object: KubeObject,
  old: KubeObject | undefined,
  { manager, time }: { readonly manager: string; readonly time: string },
): readonly unknown[] {
  const fields = fieldsOf(object);
  const before = old === undefined ? new Map<string, string>() : fieldsOf(old);
  const written = [...fields].filter(([path, value]) =>
    before.get(path) !== value
  ).map(([path]) => path);
  const record = (old?.metadata.managedFields ?? []) as readonly Entry[];
  const own = record.find((entry) => entry.manager === manager);
  if (written.length === 0 && own) return record;
  const changed = new Set(written);
  const others = record.filter((entry) => entry !== own).flatMap((entry) => {
    const kept = pathsIn(entry.fieldsV1).filter((path) =>
      fields.has(path) && !changed.has(path)
    );
    return kept.length > 0 ? [{ ...entry, fieldsV1: treeOf(kept) }] : [];
  });
  if (written.length === 0) return others;
  const kept = own
    ? pathsIn(own.fieldsV1).filter((path) => fields.has(path))
    : [];
  return [...others, {
    manager,
    operation: "Update",
    apiVersion: object.apiVersion,
    time,
    fieldsType: "FieldsV1",
    fieldsV1: treeOf([...kept, ...written]),
  }];
}
