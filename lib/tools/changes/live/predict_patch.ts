/**
 * What an object becomes by a patch, and what of it must not be changed by one.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { ToolError } from "../../../errors.ts";
import { applyMergePatch } from "../../../views/apply_merge_patch.ts";
import {
  applyJsonPatch,
  PatchProblem,
  pointerText,
  valueAtPath,
} from "../../../views/json_patch.ts";
import { isRecord, type Manifest } from "../../../views/manifest_yaml.ts";
import { predictApply } from "../../../views/predict_apply.ts";
import { isSecret } from "../../../views/secret_diff.ts";
import { isApplication } from "./child_application.ts";
import type { LiveObject } from "./live_object.ts";
import type { ResourcePatch } from "./resource_patch.ts";

/** Paths that tell which object it is, or that only the cluster writes. */
const IDENTITY: readonly (readonly string[])[] = [
  ["apiVersion"],
  ["kind"],
  ...[
    "name",
    "namespace",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "managedFields",
  ].map((key) => ["metadata", key]),
];
const SECRET_FIELDS = ["data", "stringData"];

/** What a patch makes of an object. */
export interface PredictedPatch {
  /** Masked. */
  readonly shown: Manifest;
  /** May be made of what is masked, and is never shown. */
  readonly exact: Manifest;
}

function refusal(
  purpose: string,
  state: string,
  hint: string,
): ToolError {
  return new ToolError("INVALID_ARGUMENT", `Cannot ${purpose}: ${state}`, {
    hint,
  });
}

/** The paths that a patch names; what it says of lists is a place of its own. */
function touchedPaths(
  { steps, fields }: ResourcePatch,
): readonly (readonly string[])[] {
  return [
    ...steps.flatMap(({ path, from }) => from ? [path, from] : [path]),
    ...Object.entries(fields).flatMap(([key, value]) =>
      isRecord(value)
        ? [[key], ...Object.keys(value).map((below) => [key, below])]
        : [[key]]
    ),
  ];
}

/** Passes patches that touch nothing that is not theirs; decided by the names in it alone. */
function requirePlaces(
  patch: ResourcePatch,
  live: Manifest,
  purpose: string,
): void {
  const touched = touchedPaths(patch);
  const names = (key: string) =>
    touched.some(([first]) => first === undefined || first === key);
  if (touched.some((path) => path.length === 0)) {
    throw refusal(
      purpose,
      "the patch is about the whole object",
      "Name the fields that change",
    );
  }
  if (names("status")) {
    throw refusal(
      purpose,
      "the patch changes the status, which controllers write: Kubernetes drops it or they write it again",
      "Change what the status follows from: the spec",
    );
  }
  const directsHere = [patch.fields, patch.fields["metadata"]].some((part) =>
    isRecord(part) && Object.keys(part).some((key) => key.startsWith("$"))
  );
  if (directsHere) {
    throw refusal(
      purpose,
      "the patch has a directive about the whole object or its metadata",
      "Name the fields that change",
    );
  }
  if (isSecret(live) && SECRET_FIELDS.some(names)) {
    throw refusal(
      purpose,
      "the patch is about the values of a Secret, and secrets do not go through this server",
      "Change the values where they come from; labels and annotations of a Secret can be patched",
    );
  }
  const group = String(live["apiVersion"] ?? "").split("/")[0] ?? "";
  const ref = { group, kind: String(live["kind"] ?? "") };
  if (isApplication(ref) && names("operation")) {
    throw refusal(
      purpose,
      "the patch starts or ends an operation of an application past all checks",
      "sync_application, rollback_application and terminate_operation do that",
    );
  }
}

/** A value that is masked must neither be guessed at nor be put where nobody would mask it. */
function requireUnmasked(
  { steps }: ResourcePatch,
  { shown, exact }: LiveObject,
  purpose: string,
): void {
  for (const { op, path, from } of steps) {
    const source = from ?? (op === "test" ? path : undefined);
    if (source === undefined) continue;
    const [seen, real] = [shown, exact].map((one) => valueAtPath(one, source));
    if (isDeepStrictEqual(seen, real)) continue;
    throw refusal(
      purpose,
      `'${op}' uses ${pointerText(source)}, which holds masked values`,
      "Use the other operations, or another place",
    );
  }
}

function applied(
  patch: ResourcePatch,
  live: Manifest,
  withTests: boolean,
): Manifest {
  const { type, steps, fields } = patch;
  const result = type === "merge"
    ? applyMergePatch(live, fields)
    : type === "strategic"
    ? predictApply({ target: fields, live })
    : applyJsonPatch(
      live,
      withTests ? steps : steps.filter(({ op }) => op !== "test"),
    );
  return isRecord(result) ? result : {};
}

function requireIdentity(
  before: Manifest,
  after: Manifest,
  purpose: string,
): void {
  const changed = IDENTITY.find((path) =>
    !isDeepStrictEqual(valueAtPath(before, path), valueAtPath(after, path))
  );
  if (!changed) return;
  throw refusal(
    purpose,
    `the patch changes ${
      changed.join(".")
    }, which tells which object it is or is written by the cluster`,
    "Leave it out of the patch",
  );
}

/**
 * Works out what a patch makes of an object, and refuses what it must not make of it.
 *
 * A strategic patch is predicted by the lists that Kubernetes is known to merge; with directives the prediction is only
 * good enough to be checked.
 *
 * @throws {ToolError} `INVALID_ARGUMENT`; `CONFLICT` when the patch does not fit the present state, or changes nothing.
 */
export function predictPatch(
  patch: ResourcePatch,
  live: LiveObject,
  purpose: string,
): PredictedPatch {
  requirePlaces(patch, live.exact, purpose);
  requireUnmasked(patch, live, purpose);
  try {
    const exact = applied(patch, live.exact, true);
    requireIdentity(live.exact, exact, purpose);
    if (!patch.directs && isDeepStrictEqual(exact, live.exact)) {
      throw new ToolError(
        "CONFLICT",
        `Cannot ${purpose}: it would change nothing, the object already is as the patch wants it`,
        { hint: "get_resource shows the object" },
      );
    }
    return { exact, shown: applied(patch, live.shown, false) };
  } catch (error) {
    if (!(error instanceof PatchProblem)) throw error;
    throw new ToolError(
      "CONFLICT",
      `Cannot ${purpose}: the patch does not fit the object: ${error.message}`,
      { hint: "get_resource shows the object as it is" },
    );
  }
}
