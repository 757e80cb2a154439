/**
 * What an object becomes when a manifest is applied to it, as kubectl does it: a merge of what was applied last, what
 * lives and what is wanted.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { isRecord, type Manifest } from "./manifest_yaml.ts";

/** The lists that Kubernetes' own kinds merge entry by entry, and the key of an entry; other lists are replaced. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  ephemeralContainers: ["name"],
  env: ["name"],
  // Those of a container and those of a Service.
  ports: ["containerPort", "port"],
  volumes: ["name"],
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
  imagePullSecrets: ["name"],
  hostAliases: ["ip"],
  topologySpreadConstraints: ["topologyKey"],
  secrets: ["name"],
};

/** Custom resources have no such lists; their groups are domains of somebody. */
const MERGING_GROUP_REGEXP = /^$|^[a-z]+$|\.k8s\.io$/;

/** Absent and empty come to the same: the cluster drops the one or fills it in. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.values(value).every(isEmpty);
}

/** Whether all that `part` says is true of `whole`, which may say more: the cluster fills in defaults. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (isEmpty(part)) return true;
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.length === whole.length &&
      part.every((item, index) => isPartOf(item, whole[index]));
  }
  if (!isRecord(part)) return part === whole;
  return isRecord(whole) &&
    Object.entries(part).every(([key, value]) => isPartOf(value, whole[key]));
}

/** Whether each entry has its own value of `key`. */
function isKeyedBy(list: readonly unknown[], key: string): boolean {
  const keys = list.map((item) => isRecord(item) ? item[key] : undefined);
  return !keys.includes(undefined) && new Set(keys).size === keys.length;
}

interface Sides {
  readonly target: unknown;
  readonly live: unknown;
  /** What was applied before: a field of it that is not wanted any more goes. */
  readonly last: unknown;
}

class Merge {
  readonly #mergesLists: boolean;

  constructor(mergesLists: boolean) {
    this.#mergesLists = mergesLists;
  }

  value({ target, live, last }: Sides, field = ""): unknown {
    if (isEmpty(target) && isEmpty(live)) return live;
    if (Array.isArray(target)) return this.#list(target, { live, last }, field);
    if (!isRecord(target)) return target;
    const before = isRecord(live) ? live : {};
    const applied = isRecord(last) ? last : {};
    const merged = new Map(
      Object.entries(before).filter(([key]) =>
        Object.hasOwn(target, key) || !Object.hasOwn(applied, key)
      ),
    );
    for (const [key, wanted] of Object.entries(target)) {
      const value = this.value({
        target: wanted,
        live: before[key],
        last: applied[key],
      }, key);
      if (value === null || value === undefined) merged.delete(key);
      else merged.set(key, value);
    }
    return Object.fromEntries(merged);
  }

  #list(
    target: readonly unknown[],
    sides: Pick<Sides, "live" | "last">,
    field: string,
  ): unknown {
    const live: readonly unknown[] = Array.isArray(sides.live)
      ? sides.live
      : [];
    const last: readonly unknown[] = Array.isArray(sides.last)
      ? sides.last
      : [];
    const key = this.#mergesLists
      ? MERGE_KEYS[field]?.find((one) =>
        [target, live, last].every((list) => isKeyedBy(list, one))
      )
      : undefined;
    if (key === undefined) return this.#replaced(target, { live, last });
    const of = (list: readonly unknown[], item: unknown): unknown =>
      list.find((other) =>
        isRecord(other) && isRecord(item) && other[key] === item[key]
      );
    const merged = (wanted: unknown): unknown =>
      this.value({
        target: wanted,
        live: of(live, wanted),
        last: of(last, wanted),
      });
    const shared = live.filter((item) => of(target, item) !== undefined);
    const extra = live.filter((item) =>
      of(target, item) === undefined && of(last, item) === undefined
    );
    const known = target.filter((item) => of(live, item) !== undefined);
    const inOrder = known.every((item, index) =>
      of([shared[index]], item) !== undefined
    );
    if (!inOrder) return [...target.map(merged), ...extra];
    // What is in the cluster only stays where it is there.
    return [
      ...live.filter((item) => shared.includes(item) || extra.includes(item))
        .map((item) => {
          const wanted = of(target, item);
          return wanted === undefined ? item : merged(wanted);
        }),
      ...target.filter((item) => of(live, item) === undefined).map(merged),
    ];
  }

  /** The list as it is wanted, with the defaults that the same entries have now. */
  #replaced(
    target: readonly unknown[],
    { live, last }: {
      readonly live: readonly unknown[];
      readonly last: readonly unknown[];
    },
  ): unknown {
    const sameLength = target.length === live.length;
    return target.map((item, index) => {
      if (!isRecord(item)) return item;
      if (sameLength && isRecord(live[index])) {
        return this.value({
          target: item,
          live: live[index],
          last: last[index],
        });
      }
      return live.find((other) => isPartOf(item, other)) ?? item;
    });
  }
}

/**
 * The object after an apply. What the cluster itself would fill in or write differently (`1000m` for `1`) is not known
 * here, so a difference may be shown that is none; the other way round hardly.
 *
 * @param sides.last What was applied last; without it no field is known to have been applied, and none goes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(
 *   predictApply({
 *     target: { kind: "Deployment", spec: { replicas: 3 } },
 *     live: { kind: "Deployment", spec: { replicas: 2, paused: true, minReadySeconds: 0 } },
 *     last: { kind: "Deployment", spec: { replicas: 2, paused: true } },
 *   }),
 *   { kind: "Deployment", spec: { replicas: 3, minReadySeconds: 0 } },
 * );
 * ```
 */
export function predictApply(
  sides: {
    readonly target: Manifest;
    readonly live: Manifest;
    readonly last?: Manifest | undefined;
  },
): Manifest {
  const { target, live, last } = sides;
  const version = String(target["apiVersion"] ?? "");
  const group = version.includes("/")
    ? version.slice(0, version.indexOf("/"))
    : "";
  const merge = new Merge(MERGING_GROUP_REGEXP.test(group));
  const merged = merge.value({ target, live, last });
  const result = isRecord(merged) ? merged : target;
  return isDeepStrictEqual(result, live) ? live : result;
}
