/**
 * A patch of a live object as it was asked for: read and taken apart before anything else.
 *
 * @module
 */
import * as z from "zod";
import { ToolError } from "../../../errors.ts";
import { MARK_REGEXP, PLUS_MASK_REGEXP } from "../../../guards/secret_marks.ts";
import {
  type JsonPatchStep,
  PatchProblem,
  readJsonPatch,
} from "../../../views/json_patch.ts";
import { isRecord } from "../../../views/manifest_yaml.ts";

const TYPES = ["merge", "strategic", "json"] as const;
/** Kubernetes objects are a dozen levels deep; functions that call themselves could not follow much more. */
const MOST_DEPTH = 60;

/** The arguments. */
export const patchArguments = {
  patch: z.string().min(1).max(100_000).describe("JSON text"),
  patch_type: z.enum(TYPES).optional().describe("default merge"),
} as const;

/** What the arguments hold. */
export interface PatchRequest {
  readonly patch: string;
  readonly patch_type?: typeof TYPES[number] | undefined;
}

/** A patch that can be read. */
export interface ResourcePatch {
  readonly type: typeof TYPES[number];
  /** What Kubernetes calls its type. */
  readonly mime: string;
  /** What is sent: the same as it was read here, so that nothing else can be understood there. */
  readonly text: string;
  /** Of type json, else empty. */
  readonly steps: readonly JsonPatchStep[];
  /** Of the other types, else empty. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Directives such as `$patch`: what they come to depends on the kind. */
  readonly directs: boolean;
}

const MIMES: Readonly<Record<typeof TYPES[number], string>> = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
};

function refuse(purpose: string, state: string, hint: string): ToolError {
  return new ToolError("INVALID_ARGUMENT", `Cannot ${purpose}: ${state}`, {
    hint,
  });
}

/** Every value of a tree with its key, without recursion: it may be deep. */
function* walk(
  root: unknown,
): Generator<{ readonly key: string; readonly value: unknown; depth: number }> {
  const stack = [{ key: "", value: root, depth: 0 }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    yield next;
    const { value, depth } = next;
    if (typeof value !== "object" || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      stack.push({ key, value: child, depth: depth + 1 });
    }
  }
}

function isMark(value: unknown): boolean {
  return typeof value === "string" &&
    (MARK_REGEXP.test(value) || PLUS_MASK_REGEXP.test(value));
}

function parse(text: string, purpose: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse(
      purpose,
      "'patch' is not JSON",
      'Give it as the text of JSON: {"spec":{"replicas":2}}',
    );
  }
}

function stepsOf(value: unknown, purpose: string): readonly JsonPatchStep[] {
  try {
    return readJsonPatch(value);
  } catch (error) {
    if (!(error instanceof PatchProblem)) throw error;
    throw refuse(
      purpose,
      `'patch' is no JSON patch: ${error.message}`,
      'A JSON patch is a list: [{"op":"replace","path":"/spec/replicas","value":2}]',
    );
  }
}

/**
 * Reads a patch.
 *
 * @throws {ToolError} `INVALID_ARGUMENT`
 */
export function readResourcePatch(
  { patch, patch_type: type = "merge" }: PatchRequest,
  purpose: string,
): ResourcePatch {
  const value = parse(patch, purpose);
  const parts = [];
  for (const part of walk(value)) {
    if (part.depth > MOST_DEPTH) {
      throw refuse(
        purpose,
        `'patch' is more than ${MOST_DEPTH} levels deep`,
        "No Kubernetes object is",
      );
    }
    parts.push(part);
  }
  if (parts.some((part) => isMark(part.value))) {
    throw refuse(
      purpose,
      "'patch' contains a mark that stands for a masked value, which would take the place of the value",
      "Leave masked values out: a patch changes only what it names",
    );
  }
  const read = { type, mime: MIMES[type], text: JSON.stringify(value) };
  if (type === "json") {
    const steps = stepsOf(value, purpose);
    return { ...read, steps, fields: {}, directs: false };
  }
  if (!isRecord(value) || Object.keys(value).length === 0) {
    throw refuse(
      purpose,
      `'patch' of type ${type} must be an object that says something`,
      Array.isArray(value)
        ? "A list of steps is a patch of type json"
        : 'Give the fields that change: {"spec":{"replicas":2}}',
    );
  }
  return {
    ...read,
    steps: [],
    fields: value,
    directs: type === "strategic" &&
      parts.some(({ key }) => key.startsWith("$")),
  };
}
