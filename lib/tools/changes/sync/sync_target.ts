/**
 * To which revision of which source a sync goes. Argo CD ignores what does not fit, and syncs something else.
 *
 * @module
 */
import type { Application } from "../../../argocd/wire/application.ts";
import { ToolError } from "../../../errors.ts";
import { plural } from "../../../views/plural.ts";
import {
  comparedRevisions,
  sourcesOf,
  targetOf,
} from "../../../views/sources_of.ts";

/** What a caller says of revisions. */
export interface AskedRevisions {
  readonly revision?: string | undefined;
  readonly revisions?: readonly string[] | undefined;
  /** From 1. */
  readonly source_positions?: readonly number[] | undefined;
}

function refuse(purpose: string, state: string, hint: string): ToolError {
  return new ToolError("INVALID_ARGUMENT", `Cannot ${purpose}: ${state}`, {
    hint,
  });
}

function requireFit(
  { revision, revisions, source_positions: positions }: AskedRevisions,
  { count, purpose, list }: {
    readonly count: number;
    readonly purpose: string;
    readonly list: string;
  },
): void {
  if (revision !== undefined && revisions !== undefined) {
    throw refuse(
      purpose,
      "'revision' and 'revisions' are two ways to say the same",
      "Give one of them",
    );
  }
  if (revision !== undefined && count > 1) {
    throw refuse(
      purpose,
      `it has ${count} sources, for which Argo CD ignores 'revision'`,
      `Give 'revisions' and 'source_positions': ${list}`,
    );
  }
  if (revisions === undefined) {
    if (positions === undefined) return;
    throw refuse(
      purpose,
      "'source_positions' is given without 'revisions'",
      "Give one revision for each position",
    );
  }
  if (!positions || positions.length !== revisions.length) {
    throw refuse(
      purpose,
      `${plural(revisions.length, "revision")} and ${
        plural(positions?.length ?? 0, "source position")
      } do not fit together`,
      `Give one position for each revision: ${list}`,
    );
  }
  const bad = positions.find((position) => position > count);
  if (bad !== undefined) {
    throw refuse(
      purpose,
      `it has ${plural(count, "source")}, not ${bad}`,
      `Positions count from 1: ${list}`,
    );
  }
  if (new Set(positions).size < positions.length) {
    throw refuse(purpose, "a source position is given twice", list);
  }
}

/**
 * The revision asked for, for each source; `undefined` where nothing but the source's own target was.
 *
 * @throws {ToolError} `INVALID_ARGUMENT` for what Argo CD would silently ignore.
 */
export function askedRevisions(
  { spec }: Application,
  asked: AskedRevisions,
  purpose: string,
): readonly (string | undefined)[] {
  const sources = sourcesOf(spec);
  const list = sources.map(({ repoURL = "?" }, index) =>
    `${index + 1} = ${repoURL}`
  ).join(", ");
  requireFit(asked, { count: sources.length, purpose, list });
  const { revision, revisions = [], source_positions: positions = [] } = asked;
  return sources.map((_, index) =>
    revision ?? revisions[positions.indexOf(index + 1)]
  );
}

/** Those of `revisions` that are neither a source's target nor what its target was resolved to. */
export function otherRevisions(
  application: Application,
  revisions: readonly (string | undefined)[],
): readonly string[] {
  const resolved = comparedRevisions(application);
  return sourcesOf(application.spec).flatMap((source, index) => {
    const asked = revisions[index];
    const isTarget = asked === undefined || asked === targetOf(source) ||
      asked === source.targetRevision || asked === resolved[index];
    return isTarget ? [] : [asked];
  });
}

/** The keys of a request to sync to `revisions`; none where every source goes to its target. */
export function revisionKeys(
  { spec }: Application,
  revisions: readonly (string | undefined)[],
): {
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly sourcePositions?: readonly number[];
} {
  if (!spec?.sources?.length) {
    const [revision] = revisions;
    return revision === undefined ? {} : { revision };
  }
  const given = revisions.flatMap((revision, index) =>
    revision === undefined ? [] : [{ revision, position: index + 1 }]
  );
  return given.length === 0 ? {} : {
    revisions: given.map(({ revision }) => revision),
    sourcePositions: given.map(({ position }) => position),
  };
}
