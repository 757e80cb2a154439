/**
 * Applications, projects and ApplicationSets that stand as resources inside of another application.
 *
 * @module
 */

const KINDS: readonly string[] = [
  "application",
  "applicationset",
  "appproject",
];

/** What tells a resource from others. */
export interface Identity {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
}

/** Whether a resource is one of Argo CD's own objects, which say something about applications or projects. */
export function isOwnKind({ group, kind = "" }: Identity): boolean {
  return group === "argoproj.io" && KINDS.includes(kind.toLowerCase());
}

/** The group of an `apiVersion`. */
export function groupOf(apiVersion: unknown): string {
  return typeof apiVersion === "string" && apiVersion.includes("/")
    ? apiVersion.slice(0, apiVersion.indexOf("/"))
    : "";
}

/** A node of a tree; one of Argo CD's own kinds keeps no more than its name and place. */
export function nameOnly<Node extends Identity>(node: Node): Node {
  if (!isOwnKind(node)) return node;
  const { group, version, kind, namespace, name, uid } = node;
  const parents = (node as { readonly parentRefs?: unknown }).parentRefs;
  return {
    group,
    version,
    kind,
    namespace,
    name,
    uid,
    ...(parents ? { parentRefs: parents } : {}),
  } as unknown as Node;
}

/** An application whose resources say nothing about the health of the applications among them. */
export function withPlainChildren(application: unknown): unknown {
  const { status, ...rest } = application as {
    readonly status?: {
      readonly resources?:
        readonly (Identity & { readonly health?: unknown })[];
    };
  };
  if (!status?.resources?.some(isOwnKind)) return application;
  const resources = status.resources.map((entry) => {
    if (!isOwnKind(entry)) return entry;
    const { health: _health, ...others } = entry;
    return others;
  });
  return { ...rest, status: { ...status, resources } };
}

/** A manifest of JSON; `undefined` for what is none. */
export function readManifest(
  text: string | undefined,
): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return typeof value === "object" && value !== null
      ? value as Readonly<Record<string, unknown>>
      : undefined;
  } catch {
    return undefined;
  }
}
