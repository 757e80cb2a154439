/**
 * Question and answer of Argo CD's server-side diff, field by field.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { readComparisonStop } from "./comparison_stop.ts";
import type { MessageCodec } from "./message_codec.ts";
import { bytesOf, MessageWriter, readFields, textOf } from "./protobuf.ts";
import type {
  ManagedResource,
  ServerSideDiff,
  ServerSideDiffQuestion,
} from "./wire/resources.ts";

const QUERY = { appName: 1, appNamespace: 2, project: 3, live: 4, target: 5 };
const ANSWER = { items: 1, modified: 2 };

/** The texts of a resource, by the number of their field. */
const TEXTS = {
  1: "group",
  2: "kind",
  3: "namespace",
  4: "name",
  5: "targetState",
  6: "liveState",
  9: "normalizedLiveState",
  10: "predictedLiveState",
  11: "resourceVersion",
} as const;
/** Its flags. */
const FLAGS = { 8: "hook", 12: "modified" } as const;

/**
 * The application comes from path and query, as in every other call about one, and never from the body: who checks
 * which application a call is about looks there.
 */
export const SERVER_SIDE_DIFF: MessageCodec<ServerSideDiff> = {
  encode({ path, query, body }) {
    const { liveResources = [], targetManifests = [], ...others } =
      (body ?? {}) as Partial<ServerSideDiffQuestion>;
    const [other] = Object.keys(others);
    if (other !== undefined) {
      throw new ToolError(
        "INTERNAL",
        `Cannot ask for a server-side diff: its body must not have '${other}'`,
      );
    }
    const message = new MessageWriter()
      .text(QUERY.appName, path?.["name"])
      .text(QUERY.appNamespace, textIn(query?.["appNamespace"]))
      .text(QUERY.project, textIn(query?.["project"]));
    for (const resource of liveResources) {
      message.bytes(QUERY.live, writeResource(resource));
    }
    for (const manifest of targetManifests) {
      message.text(QUERY.target, manifest);
    }
    return message.finish();
  },

  decode(bytes) {
    const items: ManagedResource[] = [];
    let modified = false;
    for (const field of readFields(bytes)) {
      if (field.number === ANSWER.items) items.push(readResource(field));
      if (field.number === ANSWER.modified) modified = field.value === 1;
    }
    return { items, modified };
  },

  answerIn(status) {
    const stopped = readComparisonStop(status);
    return stopped && { items: [], stopped };
  },
};

function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function writeResource(resource: ManagedResource): Uint8Array {
  const message = new MessageWriter();
  for (const [number, key] of Object.entries(TEXTS)) {
    message.text(Number(number), resource[key]);
  }
  return message.finish();
}

function readResource(
  field: Parameters<typeof bytesOf>[0],
): ManagedResource {
  const texts: Record<string, string> = {};
  const flags: Record<string, boolean> = {};
  for (const part of readFields(bytesOf(field))) {
    const text = TEXTS[part.number as keyof typeof TEXTS];
    const flag = FLAGS[part.number as keyof typeof FLAGS];
    if (text !== undefined) texts[text] = textOf(part);
    if (flag !== undefined) flags[flag] = part.value === 1;
  }
  return { ...texts, ...flags };
}
