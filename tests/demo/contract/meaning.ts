import { at, list } from "./json.ts";
import {
  liveObject,
  managedResources,
  manifests,
  tree,
} from "./meaning_of_resources.ts";
import { endpointOf, type Recording } from "./recording.ts";

/** What an answer says, beside its form: short keys with comparable values. */
export type Meaning = Readonly<Record<string, unknown>>;

/**
 * The values of an answer that carry meaning: statuses, conditions, names in
 * filtered lists, permissions, windows, actions. Data such as hashes, times
 * and texts of resources is left out.
 */
export function meaningOf(entry: Recording, body: unknown): Meaning {
  const endpoint = endpointOf(entry);
  for (const [suffix, read] of READERS) {
    if (suffix.test(endpoint)) return read(body);
  }
  return {};
}

const READERS: readonly (readonly [
  RegExp,
  (body: unknown) => Meaning,
])[] = [
  [/^GET \/api\/v1\/applications$/, applicationList],
  [/^(?:GET|PATCH|PUT|POST) \/api\/v1\/applications(?:\/\{\})?$/, application],
  [/\/can-i\//, (body) => ({ answer: body })],
  [/^GET \/healthz$/, (body) => ({ body })],
  [/^GET \/api\/v1\/session\/userinfo$/, (body) => ({ body })],
  [/\/applications\/\{\}\/syncwindows$/, windows],
  [/\/resource\/actions$/, actions],
  [/\/managed-resources$/, managedResources],
  [/\/manifests$/, manifests],
  [/\/resource$/, liveObject],
  [/^GET \/api\/v1\/applications\/\{\}\/resource-tree$/, tree],
  [/^GET \/api\/version$/, (body) => ({ version: at(body, "Version") })],
  [/^GET \/api\/v1\/settings$/, settings],
  [/^GET \/api\/v1\/repositories$/, repositories],
  [/\/logs$/, logs],
  [
    /^GET \/api\/v1\/(?:projects|applicationsets)$/,
    (body) => ({ names: sorted(body, nameOf) }),
  ],
  [/^GET \/api\/v1\/account$/, (body) => ({ names: sorted(body, ownName) })],
  [/^GET \/api\/v1\/clusters$/, (body) => ({ names: sorted(body, ownName) })],
  [/^GET \/api\/v1\/clusters\/\{\}$/, (body) => ({
    name: at(body, "name"),
    state: at(body, "connectionState", "status"),
  })],
];

function application(body: unknown): Meaning {
  return {
    sync: at(body, "status", "sync", "status"),
    health: at(body, "status", "health", "status"),
    conditions: list(at(body, "status", "conditions"))
      .map((item) => at(item, "type")).sort(),
    phase: at(body, "status", "operationState", "phase"),
    message: at(body, "status", "operationState", "message"),
    operation: at(body, "operation") !== undefined,
  };
}

function applicationList(body: unknown): Meaning {
  const items = list(at(body, "items"))
    .filter((item) => !LABORATORY_ONLY.has(String(nameOf(item))));
  const perItem = items.flatMap((item) =>
    Object.entries({
      sync: at(item, "status", "sync", "status"),
      health: at(item, "status", "health", "status"),
      phase: at(item, "status", "operationState", "phase"),
    }).filter(([, value]) => value !== undefined)
      .map(([key, value]) => [`${nameOf(item)} ${key}`, value])
  );
  return { names: items.map(nameOf).sort(), ...Object.fromEntries(perItem) };
}

/** Applications made for the recordings of single traps. */
const LABORATORY_ONLY = new Set(["auto", "fresh", "fresh2", "move", "gone"]);

/** The settings that steer a client; addresses and texts are left out. */
function settings(body: unknown): Meaning {
  return {
    trackingMethod: at(body, "trackingMethod"),
    appLabelKey: at(body, "appLabelKey"),
    passwordPattern: at(body, "passwordPattern"),
    replace: at(body, "syncWithReplaceAllowed"),
  };
}

function repositories(body: unknown): Meaning {
  return Object.fromEntries(
    list(at(body, "items")).map((item) => [
      String(at(item, "repo")),
      at(item, "connectionState", "status"),
    ]),
  );
}

function windows(body: unknown): Meaning {
  return {
    canSync: at(body, "canSync"),
    active: list(at(body, "activeWindows")).map((item) => at(item, "kind")),
    assigned: list(at(body, "assignedWindows")).map((item) => at(item, "kind")),
  };
}

function actions(body: unknown): Meaning {
  return {
    actions: list(at(body, "actions"))
      .map((item) => `${at(item, "name")} ${at(item, "disabled") === true}`)
      .sort(),
  };
}

/** Lines without a pod are Argo CD's own words; the last one is a marker. */
function logs(body: unknown): Meaning {
  const frames = list(at(body, "frames")).map((frame) => at(frame, "result"));
  return {
    empty: frames.length === 0,
    last: at(frames.at(-1), "last"),
    own: frames.filter((line) => at(line, "podName") === "")
      .map((line) => at(line, "content")),
    pods: new Set(frames.map((line) => at(line, "podName"))).size,
  };
}

function sorted(body: unknown, key: (item: unknown) => unknown): unknown {
  return list(at(body, "items")).map(key)
    .filter((name) => name !== undefined).sort();
}

function nameOf(item: unknown): unknown {
  return at(item, "metadata", "name");
}

function ownName(item: unknown): unknown {
  return at(item, "name");
}
