/**
 * Arguments that shape the spec of an application, the same when it is made and when it is changed.
 *
 * @module
 */
import * as z from "zod";
import { MARK_REGEXP } from "../../../guards/secret_marks.ts";
import { ToolError } from "../../../errors.ts";

const settings = z.record(z.string(), z.string().nullable()).optional();

/** Where the manifests come from, and with which values. */
export const SOURCE_ARGUMENTS = {
  repo: z.string().optional(),
  path: z.string().optional(),
  chart: z.string().optional(),
  revision: z.string().optional(),
  parameters: settings.describe("Helm; null removes one"),
  values: z.string().nullable().optional().describe("Helm, YAML text"),
  value_files: z.array(z.string()).optional(),
  images: settings.describe("Kustomize: image to its new image, null removes"),
} as const;

/** When and how it is synced. */
export const POLICY_ARGUMENTS = {
  automated: z.boolean().optional(),
  prune: z.boolean().optional().describe("of automated sync"),
  self_heal: z.boolean().optional(),
  sync_options: z.array(z.string()).optional().describe("replaces all"),
} as const;

/** Labels and annotations of the Application object. */
export const METADATA_ARGUMENTS = {
  labels: settings,
  annotations: settings,
} as const;

/** What {@linkcode SOURCE_ARGUMENTS} hold. */
export type SourceArguments = z.infer<
  z.ZodObject<typeof SOURCE_ARGUMENTS>
>;

/** What {@linkcode POLICY_ARGUMENTS} hold. */
export type PolicyArguments = z.infer<
  z.ZodObject<typeof POLICY_ARGUMENTS>
>;

/** Names of {@linkcode SOURCE_ARGUMENTS}. */
export const SOURCE_KEYS = Object.keys(
  SOURCE_ARGUMENTS,
) as readonly (keyof SourceArguments)[];

function findMark(value: unknown): string | undefined {
  if (typeof value === "string") return MARK_REGEXP.exec(value)?.[0];
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).map(([key, member]) =>
    findMark(key) ?? findMark(member)
  ).find((mark) => mark !== undefined);
}

/**
 * Passes arguments that can be meant. They hold none of our own marks: written to Argo CD, a mark would take the place of
 * the secret that it stands for.
 *
 * @throws {ToolError} `INVALID_ARGUMENT`
 */
export function requireMeaning(args: SourceArguments, purpose: string): void {
  if (args.path !== undefined && args.chart !== undefined) {
    throw new ToolError(
      "INVALID_ARGUMENT",
      `Cannot ${purpose}: 'path' and 'chart' exclude each other`,
      { hint: "'path' is for Git, 'chart' for a Helm repository" },
    );
  }
  const mark = findMark(args);
  if (mark === undefined) return;
  throw new ToolError(
    "INVALID_ARGUMENT",
    `Cannot ${purpose}: '${mark}' stands for a secret that this server does not show, and is not its value`,
    {
      hint:
        "Leave out what is to stay as it is: what is not named is not changed",
    },
  );
}
