/**
 * What a call to Argo CD names, wherever it says so: in its path, its query or its body.
 *
 * @module
 */
import type { CallOptions } from "../argocd/client.ts";

/** A text that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A body that is an object; of a call that names things there and not in its query. */
export function fieldsOf(
  { body }: CallOptions,
): Readonly<Record<string, unknown>> {
  return typeof body === "object" && body !== null && !Array.isArray(body)
    ? body as Readonly<Record<string, unknown>>
    : {};
}

/** `name` or `namespace/name`, as a call says it. */
export function refOf(options: CallOptions): string {
  const { path, query } = options;
  const namespace = textOf(query?.["appNamespace"]) ??
    textOf(fieldsOf(options)["appNamespace"]);
  const name = path?.["name"] ?? "";
  return namespace ? `${namespace}/${name}` : name;
}
