/**
 * ServerSideDiff, the one method that is worth speaking gRPC-Web for. Live objects and targets are paired by position:
 * with too few targets the rest is left out without a word. What is not there yet is not shown to the cluster, so that
 * nothing can be refused of it; and the first object that is refused ends the answer for all.
 *
 * @module
 */
import { ApiError, unknownError } from "../model/api_error.ts";
import type { Cluster } from "../model/cluster.ts";
import { isDict } from "../model/json.ts";
import { keyOf, type KubeObject } from "../model/kube_object.ts";
import {
  type Diffed,
  diffOne,
  RefusedByCluster,
} from "../model/server_dry_run.ts";
import type { ApplicationRecord } from "../model/world.ts";
import { applicationOf } from "./access.ts";
import { type Call, goSyntaxError } from "./call.ts";
import { decodeMessage, encodeMessage, type Field } from "./protobuf.ts";

/** What is asked. */
interface Question {
  readonly name: string;
  readonly namespace: string;
  readonly project: string;
  readonly live: readonly LiveResource[];
  readonly targets: readonly string[];
}

interface LiveResource {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly state: string;
}

/** The message that answers the message of a request. */
export function serverSideDiff(
  call: Call,
  fields: readonly Field[],
): Uint8Array {
  const question = questionIn(fields);
  const record = applicationOf(call, question);
  const { world } = call;
  const cluster = world.clusterAt(
    world.serverOf(record.app.spec.destination) ?? "",
  );
  if (cluster === undefined || cluster.unreachable !== "") {
    throw unknownError(
      `failed to get OpenAPI schema: ${cluster?.unreachable ?? ""}`,
    );
  }
  requireOwn(record, question.live);
  const targets = question.targets.map(readTarget);
  const items = targets.map((target, index) => {
    const live = question.live[index];
    if (live === undefined) {
      throw new ApiError(
        13,
        `runtime error: index out of range [${index}] with length ${question.live.length}`,
      );
    }
    return { live, diffed: compareOne(call, { cluster, live, target }) };
  });
  return encodeMessage([
    ...items.map(({ live, diffed }) =>
      [1, encodeMessage(itemFields(live, diffed))] as const
    ),
    [2, items.some(({ diffed }) => diffed.modified)],
  ]);
}

function questionIn(fields: readonly Field[]): Question {
  const text = (number: number) => textOf(fields, number);
  return {
    name: text(1),
    namespace: text(2),
    project: text(3),
    live: bytesOf(fields, 4).map((bytes) => {
      const parts = decodeMessage(bytes) ?? [];
      return {
        group: textOf(parts, 1),
        kind: textOf(parts, 2),
        namespace: textOf(parts, 3),
        name: textOf(parts, 4),
        state: textOf(parts, 6),
      };
    }),
    targets: bytesOf(fields, 5).map((bytes) => new TextDecoder().decode(bytes)),
  };
}

/** A live object must stand in the tree; one that is said not to live need not. */
function requireOwn(
  { app, tree }: ApplicationRecord,
  resources: readonly LiveResource[],
): void {
  for (const { group, kind, namespace, name, state } of resources) {
    if (state === "" || state === "null") continue;
    if (!tree?.objects.has(keyOf({ group, kind, namespace, name }))) {
      throw new ApiError(
        7,
        `${group}/${kind} ${name} not found as part of application ${app.metadata.name}`,
      );
    }
  }
}

function readTarget(text: string, index: number): KubeObject | undefined {
  if (text === "" || text === "null") return undefined;
  const fault = (reason: string) =>
    unknownError(`error unmarshaling target manifest ${index}: ${reason}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fault(goSyntaxError(text));
  }
  if (!isDict(value) || typeof value["kind"] !== "string") {
    throw fault(`Object 'Kind' is missing in '${text}'`);
  }
  return value as unknown as KubeObject;
}

function compareOne(
  { world }: Call,
  about: {
    readonly cluster: Cluster;
    readonly live: LiveResource;
    readonly target: KubeObject | undefined;
  },
): Diffed {
  const { cluster, target } = about;
  const { state, kind, name } = about.live;
  const live = state === "" || state === "null"
    ? undefined
    : readLive(state, `${kind}/${name}`);
  try {
    return diffOne(world, { cluster, live, target });
  } catch (error) {
    if (!(error instanceof RefusedByCluster)) throw error;
    throw unknownError(
      "error performing state diffs: failed to calculate diff: error calculating server side diff: " +
        `serverSideDiff error: error running server side apply in dryrun mode for resource ${target?.kind}/${target?.metadata.name}: ${error.message}`,
    );
  }
}

function readLive(state: string, what: string): KubeObject {
  try {
    return JSON.parse(state);
  } catch {
    throw unknownError(
      `error unmarshaling live state for ${what}: ${goSyntaxError(state)}`,
    );
  }
}

/** All fields are written, the empty ones too; the states have other meanings than in managed-resources. */
function itemFields(
  { group, kind, namespace, name }: LiveResource,
  { predicted, live, modified }: Diffed,
): readonly (readonly [number, string | boolean])[] {
  return [
    [1, group],
    [2, kind],
    [3, namespace],
    [4, name],
    [5, predicted],
    [6, live],
    [7, ""],
    [8, false],
    [9, ""],
    [10, ""],
    [11, ""],
    [12, modified],
  ];
}

function bytesOf(
  fields: readonly Field[],
  number: number,
): readonly Uint8Array[] {
  return fields.flatMap(([at, value]) =>
    at === number && typeof value !== "number" ? [value] : []
  );
}

function textOf(fields: readonly Field[], number: number): string {
  return new TextDecoder().decode(bytesOf(fields, number).at(-1));
}
