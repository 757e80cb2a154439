/**
 * An application as it would be after an edit: what the arguments name is changed, everything else is what it was.
 *
 * @module
 */
import type {
  Application,
  ApplicationSpec,
  Destination,
} from "../../../argocd/wire/application.ts";
import { ToolError } from "../../../errors.ts";
import { sourcesOf } from "../../../views/sources_of.ts";
import { withoutUserInfo } from "../../../views/without_user_info.ts";
import { editSource } from "./edit_source.ts";
import { editSyncPolicy, type PolicyOptions } from "./edit_sync_policy.ts";
import { destinationOf } from "./resolve_cluster.ts";
import {
  type PolicyArguments,
  SOURCE_KEYS,
  type SourceArguments,
} from "./spec_arguments.ts";

type Texts = Readonly<Record<string, string | null>> | undefined;

/** What may be changed. */
export interface EditArguments extends SourceArguments, PolicyArguments {
  /** Which source, from 1. */
  readonly source?: number | undefined;
  readonly project?: string | undefined;
  /** Name or address. */
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
  readonly labels?: Texts;
  readonly annotations?: Texts;
}

function refuse(purpose: string, state: string, hint: string): ToolError {
  return new ToolError("INVALID_ARGUMENT", `Cannot ${purpose}: ${state}`, {
    hint,
  });
}

/** Which of the sources is meant; from 0. */
function positionIn(
  spec: ApplicationSpec,
  { source }: EditArguments,
  purpose: string,
): number {
  const sources = sourcesOf(spec);
  const list = sources.map(({ repoURL, path, chart, ref }, index) =>
    `${index + 1} = ${withoutUserInfo(repoURL)} ${path ?? chart ?? ref ?? ""}`
      .trim()
  ).join(", ");
  if (spec.sourceHydrator || sources.length === 0) {
    throw refuse(
      purpose,
      spec.sourceHydrator
        ? "its source is written by the manifest hydrator"
        : "it has no source",
      "Change it where it is defined, in Git or with kubectl",
    );
  }
  if (source === undefined && sources.length > 1) {
    throw refuse(
      purpose,
      `it has ${sources.length} sources`,
      `Say with 'source' which one is meant: ${list}`,
    );
  }
  const position = source ?? 1;
  if (position > sources.length) {
    throw refuse(
      purpose,
      `it has ${sources.length} source(s), not ${position}`,
      `Positions count from 1: ${list}`,
    );
  }
  return position - 1;
}

function editSources(
  spec: ApplicationSpec,
  args: EditArguments,
  purpose: string,
): ApplicationSpec {
  const isNamed = SOURCE_KEYS.some((key) => args[key] !== undefined);
  if (!isNamed) {
    if (args.source === undefined) return spec;
    throw refuse(
      purpose,
      "'source' says which source to change, and nothing of it is to be changed",
      "Leave it out, or give revision, path, parameters or the like",
    );
  }
  const position = positionIn(spec, args, purpose);
  const sources = sourcesOf(spec).map((source, index) =>
    index === position ? editSource(source, args) : source
  );
  const [only] = sources;
  return spec.sources?.length
    ? { ...spec, sources }
    : { ...spec, ...(only ? { source: only } : {}) };
}

function editDestination(
  destination: Destination | undefined,
  { cluster, namespace }: EditArguments,
): Destination | undefined {
  if (cluster === undefined) {
    return namespace === undefined
      ? destination
      : { ...destination, namespace };
  }
  return destinationOf(cluster, namespace ?? destination?.namespace);
}

/** A map of texts after a change; `undefined` when nothing is left. */
export function editTexts(
  before: Readonly<Record<string, string>> | undefined,
  changes: Texts,
): Readonly<Record<string, string>> | undefined {
  if (!changes) return before;
  const after = Object.entries({ ...before, ...changes })
    .filter((entry): entry is [string, string] => entry[1] !== null);
  return after.length > 0 ? Object.fromEntries(after) : undefined;
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as T;
}

/**
 * Changes a copy.
 *
 * @param before Exact, not masked.
 * @throws {ToolError} `INVALID_ARGUMENT` when it does not follow what is meant; `UNSUPPORTED` for what this Argo CD
 * would turn into something else.
 */
export function editApplication(
  before: Application,
  args: EditArguments,
  options: PolicyOptions,
): Application {
  const { metadata, spec = {} } = before;
  const edited = editSources(spec, args, options.purpose);
  return {
    ...before,
    metadata: defined({
      ...metadata,
      labels: editTexts(metadata?.labels, args.labels),
      annotations: editTexts(metadata?.annotations, args.annotations),
    }),
    spec: defined({
      ...edited,
      project: args.project ?? edited.project,
      destination: editDestination(edited.destination, args),
      syncPolicy: editSyncPolicy(edited.syncPolicy, args, options),
    }),
  } as Application;
}
