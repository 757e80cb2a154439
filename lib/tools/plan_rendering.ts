/**
 * How manifests are asked for at another revision: Argo CD ignores `revision` for several sources, and takes a shorter
 * list of revisions than of positions as a reason to crash.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import { sourcesOf, targetOf } from "../views/sources_of.ts";

/** What a caller asks to see rendered. */
export interface AskedRendering {
  readonly application: string;
  readonly revision?: string | undefined;
  /** Which source `revision` is for, counted from 1. */
  readonly source?: number | undefined;
}

/** What to send, and what is rendered by it. */
export interface Rendering {
  readonly query: {
    readonly revision?: string;
    readonly revisions?: readonly string[];
    readonly sourcePositions?: readonly string[];
  };
  /** One for each source. */
  readonly revisions: readonly string[];
}

/**
 * The rendering for a reader: every source is named with its revision, and only the one that is meant gets another, so
 * that what is shown is one change away from what was compared.
 *
 * @throws {ToolError} `INVALID_ARGUMENT` when it does not follow which source is meant.
 */
export function planRendering(
  { spec, status }: Application,
  asked: AskedRendering,
): Rendering {
  const sources = sourcesOf(spec);
  const { revision, source } = asked;
  if (
    source !== undefined && (source > sources.length || revision === undefined)
  ) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      revision === undefined
        ? `Cannot render application '${asked.application}': 'source' is given without 'revision'`
        : `Cannot render application '${asked.application}': it has ${sources.length} source(s), not ${source}`,
      { hint: "'source' says which source 'revision' is for, counted from 1" },
    );
  }
  if (revision === undefined) {
    return { query: {}, revisions: sources.map(targetOf) };
  }
  if (!spec?.sources?.length) {
    return { query: { revision }, revisions: [revision] };
  }
  if (source === undefined && sources.length > 1) {
    const list = sources.map((one, index) =>
      `${index + 1} = ${one.repoURL ?? "?"}`
    ).join(", ");
    throw new ToolError(
      "INVALID_ARGUMENT",
      `Cannot render application '${asked.application}' at '${revision}': it has ${sources.length} sources`,
      { hint: `Say with 'source' which one the revision is for: ${list}` },
    );
  }
  const compared = status?.sync?.revisions ?? [];
  const revisions = sources.map(({ targetRevision }, index) =>
    index + 1 === (source ?? 1)
      ? revision
      : compared[index] || targetRevision || "HEAD"
  );
  return {
    query: {
      revisions,
      sourcePositions: revisions.map((_, index) => String(index + 1)),
    },
    revisions,
  };
}

/**
 * The rendering that a sync to these revisions applies: as Argo CD does it, a source without one of its own is taken
 * at its target, wherever that points by now.
 *
 * @param revisions One for each source; `undefined` means the source's target.
 * @throws {ToolError} `INVALID_ARGUMENT` for more revisions than sources.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const sources = [{ targetRevision: "main" }, { targetRevision: "v1" }];
 * assert.deepEqual(planSyncRendering({ spec: { sources } }, [undefined, "v2"]), {
 *   query: { revisions: ["v2"], sourcePositions: ["2"] },
 *   revisions: ["main", "v2"],
 * });
 * ```
 */
export function planSyncRendering(
  { metadata, spec }: Application,
  revisions: readonly (string | undefined)[],
): Rendering {
  const sources = sourcesOf(spec);
  if (revisions.length > sources.length) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      `Cannot render application '${
        metadata?.name ?? "?"
      }': it has ${sources.length} source(s), and ${revisions.length} revisions are given`,
      { hint: "get_application shows the sources in their order" },
    );
  }
  const all = sources.map((source, index) =>
    revisions[index] || targetOf(source)
  );
  const [first] = revisions;
  if (!spec?.sources?.length) {
    return { query: first ? { revision: first } : {}, revisions: all };
  }
  const named = revisions.flatMap((revision, index) =>
    revision ? [{ revision, position: String(index + 1) }] : []
  );
  return {
    query: named.length === 0 ? {} : {
      revisions: named.map(({ revision }) => revision),
      sourcePositions: named.map(({ position }) => position),
    },
    revisions: all,
  };
}
