/**
 * Container logs with their filters. The traps of the real endpoint: the answer to a wrong container is a
 * log line and not an error, no pod at all is an empty success, `filter` works on what `tailLines` left
 * over, and 2.14 knows no `matchCase`.
 *
 * @module
 */
import { invalid, unknownError } from "../model/api_error.ts";
import { type KubeObject, refOf } from "../model/kube_object.ts";
import { containerLog, LogError, type LogLine } from "../model/pod_log.ts";
import { preciseStamp, stamp } from "../model/time.ts";
import type { ApplicationRecord } from "../model/world.ts";
import { applicationOf, rbacName } from "./access.ts";
import { type Call, demand, flag, wholeNumber } from "./call.ts";
import { type Frames, streamReply, wantsEvents } from "./frames.ts";

const MAX_PODS = 10;

/** A line as it goes over the wire; errors have no time and no pod. */
interface Entry {
  readonly content: string;
  readonly time: number | undefined;
  readonly pod: string;
  readonly last: boolean;
}

/** GET …/logs: lines as NDJSON, as server-sent events, or as plain text with `download`. */
export function getLogs(call: Call): Response | Promise<Response> {
  const tail = wholeNumber(call, "tailLines") ?? 0;
  const since = wholeNumber(call, "sinceSeconds") ?? 0;
  const follow = flag(call, "follow");
  const previous = flag(call, "previous");
  const matchCase = flag(call, "matchCase");
  const record = applicationOf(call);
  if (call.world.features.logsPolicy) {
    demand(call, "logs", "get", rbacName(call.world, record.app));
  }
  const until = untilTime(call);
  const pods = selectedPods(call, record);
  if (pods.length > MAX_PODS) {
    throw invalid(
      "max pods to view logs are reached. Please provide more granular query",
    );
  }
  const keep = lineFilter(call, matchCase);
  const entries: Entry[] = [];
  for (const pod of pods) {
    const container = call.query.get("container") ?? "";
    try {
      const log = containerLog(call.world, pod, { container, previous });
      const recent = since > 0
        ? log.filter((line) =>
          line.time >= call.world.now().getTime() - since * 1000
        )
        : log;
      const newest = tail > 0 ? recent.slice(-tail) : recent;
      entries.push(...newest.filter((line) => keep(line.content)).map(entryOf));
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      entries.push({
        content: error.message,
        time: undefined,
        pod: "",
        last: false,
      });
    }
  }
  entries.sort((left, right) => (left.time ?? 0) - (right.time ?? 0));
  const cut = until === undefined
    ? -1
    : entries.findIndex((entry) => (entry.time ?? 0) > until);
  const shown = cut < 0
    ? entries
    : entries.slice(0, cut + 1).map((entry, index) =>
      index === cut ? { ...entry, last: true } : entry
    );
  if (flag(call, "download")) return download(call, shown, pods);
  if (pods.length === 0) return emptyStream(call);
  const ended = cut >= 0 ? shown : [...shown, endMark(call)];
  const frames: Frames = {
    first: (follow ? shown : ended).map(wire),
    open: follow,
  };
  return follow
    ? streamReply(call, {
      ...frames,
      listen: (send) => followPods(call, pods, send),
    })
    : streamReply(call, frames);
}

function emptyStream(call: Call): Response {
  const sse = wantsEvents(call.request);
  return new Response("", {
    headers: {
      "content-type": sse ? "text/event-stream" : "application/json",
      "grpc-metadata-content-type": "application/grpc",
    },
  });
}

function entryOf({ content, time, pod }: LogLine): Entry {
  return { content, time, pod, last: false };
}

function endMark(call: Call): Entry {
  return { content: "", time: call.world.now().getTime(), pod: "", last: true };
}

function wire({ content, time, pod, last }: Entry): unknown {
  const date = time === undefined ? undefined : new Date(time);
  return {
    result: {
      content,
      timeStamp: date === undefined ? null : stamp(date),
      last,
      timeStampStr: date === undefined
        ? "0001-01-01T00:00:00Z"
        : preciseStamp(date),
      podName: pod,
    },
  };
}

function untilTime(call: Call): number | undefined {
  const text = call.query.get("untilTime") ?? "";
  if (text === "") return undefined;
  if (
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text)
  ) {
    throw unknownError(
      `invalid untilTime parameter value: parsing time "${text}" as "2006-01-02T15:04:05.999999999Z07:00": cannot parse "${text}" as "2006"`,
    );
  }
  return Date.parse(text);
}

function lineFilter(call: Call, matchCase: boolean): (line: string) => boolean {
  const text = call.query.get("filter") ?? "";
  if (text === "") return () => true;
  const inverted = text.startsWith("!");
  const wanted = inverted ? text.slice(1) : text;
  const exact = matchCase || !call.world.features.matchCase;
  return (line) =>
    (exact
      ? line.includes(wanted)
      : line.toLowerCase().includes(wanted.toLowerCase())) !== inverted;
}

/** The pods of the tree a call asks for: by name, below a resource, or all. */
function selectedPods(
  call: Call,
  record: ApplicationRecord,
): readonly KubeObject[] {
  const { query } = call;
  const name = query.get("podName") || call.path["pod"] || "";
  const kind = query.get("kind") ?? "";
  const group = query.get("group") ?? "";
  const resource = query.get("resourceName") ?? "";
  const namespace = query.get("namespace") ?? "";
  const orphans = new Set(
    record.tree?.orphanedNodes.map((node) => node["uid"]) ?? [],
  );
  const objects = [...record.tree?.objects.values() ?? []].filter((object) =>
    !orphans.has(object.metadata.uid)
  );
  return objects.filter((object) => {
    if (object.kind !== "Pod") return false;
    if (namespace !== "" && object.metadata.namespace !== namespace) {
      return false;
    }
    if (name !== "" && object.metadata.name !== name) return false;
    if (kind === "" && resource === "") return true;
    return ancestors(object, objects).some((one) =>
      (kind === "" || one.kind === kind) &&
      (resource === "" || one.metadata.name === resource) &&
      (kind === "" || group === refOf(one).group)
    );
  });
}

function ancestors(
  object: KubeObject,
  objects: readonly KubeObject[],
): readonly KubeObject[] {
  const found = [object];
  for (const owner of object.metadata.ownerReferences ?? []) {
    const parent = objects.find((one) => one.metadata.uid === owner.uid);
    if (parent !== undefined) found.push(...ancestors(parent, objects));
  }
  return found;
}

/** New lines while somebody watches: one for each pod every two seconds. */
function followPods(
  call: Call,
  pods: readonly KubeObject[],
  send: (frame: unknown) => void,
): () => void {
  let beat = 0;
  const timer = setInterval(() => {
    beat++;
    for (const pod of pods) {
      send(
        wire({
          content: `INFO still here, beat ${beat}`,
          time: call.world.now().getTime(),
          pod: pod.metadata.name,
          last: false,
        }),
      );
    }
  }, 2000);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}

function download(
  call: Call,
  entries: readonly Entry[],
  pods: readonly KubeObject[],
): Response {
  const name = [
    call.path["name"],
    pods.length === 1 ? pods[0]?.metadata.name : undefined,
    call.query.get("container"),
  ]
    .filter((part) => part !== undefined && part !== null && part !== "").join(
      "-",
    );
  return new Response(entries.map((entry) => `${entry.content}\n`).join(""), {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment;filename="${name}.log"`,
    },
  });
}
