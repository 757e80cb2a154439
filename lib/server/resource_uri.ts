/**
 * The addresses of resources: one application of one instance, and its siblings.
 *
 * @module
 */

/** Which application an address is about, and what of it. */
export interface ResourceAddress {
  readonly instance: string;
  readonly namespace: string;
  readonly name: string;
  readonly view: ResourceView;
}

/** What an address shows; the empty one is the application itself. */
export type ResourceView = "" | "manifest" | "tree" | "diff";

interface Sibling {
  readonly tool: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** By the last part of the address: the tool that reads it, and how it is listed. */
export const RESOURCE_VIEWS: Readonly<Record<ResourceView, Sibling>> = {
  "": {
    tool: "get_application",
    name: "application",
    title: "Application",
    description: "How an application is, and why",
  },
  manifest: {
    tool: "get_application_manifests",
    name: "application_manifest",
    title: "Rendered manifests",
    description: "What an application's source renders to, secrets masked",
  },
  tree: {
    tool: "get_application_resource_tree",
    name: "application_tree",
    title: "Resource tree",
    description: "What an application consists of, unhealthy parts first",
  },
  diff: {
    tool: "get_application_diff",
    name: "application_diff",
    title: "Diff live against desired",
    description: "What a sync of an application would change, secrets masked",
  },
};

/** Every resource is a text for a reader. */
export const MIME_TYPE = "text/plain";

const BASE = "argocd://{instance}/applications/{namespace}/{name}";

/** As `resources/templates/list` shows them. */
export const RESOURCE_TEMPLATES: readonly {
  readonly uriTemplate: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
}[] = Object.entries(RESOURCE_VIEWS).map(
  ([view, { name, title, description }]) => ({
    uriTemplate: view === "" ? BASE : `${BASE}/${view}`,
    name,
    title,
    description,
    mimeType: MIME_TYPE,
  }),
);

const URI_REGEXP =
  /^argocd:\/\/([^/?#]+)\/applications\/([^/?#]+)\/([^/?#]+)(?:\/(manifest|tree|diff))?$/;

function decode(part: string | undefined): string | undefined {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    return undefined;
  }
}

/**
 * Reads an address; `undefined` for what is none of ours. Names in it are not checked yet.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const address = { instance: "a/b", namespace: "argocd", name: "shop", view: "tree" } as const;
 * assert.equal(resourceUri(address), "argocd://a%2Fb/applications/argocd/shop/tree");
 * assert.deepEqual(parseResourceUri(resourceUri(address)), address);
 * assert.equal(parseResourceUri("argocd://a/clusters/b"), undefined);
 * ```
 */
export function parseResourceUri(uri: string): ResourceAddress | undefined {
  const match = URI_REGEXP.exec(uri);
  if (!match) return undefined;
  const [instance, namespace, name] = match.slice(1, 4).map(decode);
  if (!instance || !namespace || !name) return undefined;
  return { instance, namespace, name, view: (match[4] ?? "") as ResourceView };
}

/** Writes an address; see {@linkcode parseResourceUri}. */
export function resourceUri(
  { instance, namespace, name, view }: ResourceAddress,
): string {
  const parts = [instance, "applications", namespace, name, view];
  return `argocd://${
    parts.filter((part) => part !== "").map(encodeURIComponent).join("/")
  }`;
}
