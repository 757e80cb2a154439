/**
 * What an application's source renders to, for a reader.
 *
 * @module
 */
import { compact } from "./compact.ts";
import { isRecord, type Manifest, manifestYaml } from "./manifest_yaml.ts";
import { resourceTitle } from "./resource_title.ts";
import { textParts } from "./text_parts.ts";
import { plural } from "./plural.ts";

/** One rendered object, or one part of it when it is long. */
export interface ManifestItem {
  readonly resource: string;
  /** When a sync runs it: `PreSync`, `PostSync,SyncFail`, or a Helm hook such as `pre-install`. */
  readonly hook?: string;
  /** Masked. */
  readonly yaml: string;
  /** `2/3` */
  readonly part?: string;
}

/** What `get_application_manifests` answers. */
export interface ManifestsView {
  readonly application: string;
  /** What was rendered: one entry a source, `"main of https://… (shop)"`. */
  readonly sources: readonly string[];
  readonly total: number;
  /** Their number without the filter; absent when all of them match. */
  readonly unfiltered?: number;
  readonly manifests: readonly ManifestItem[];
}

/** Some thirty pages; writing thousands of objects down would take seconds on each of them. */
const MOST_CHARS = 300_000;

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Identity of a parsed object. */
export function manifestRef(
  object: Manifest,
): {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
} {
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  const version = text(object["apiVersion"]);
  return {
    group: version.includes("/") ? version.slice(0, version.indexOf("/")) : "",
    kind: text(object["kind"]),
    namespace: text(metadata["namespace"]),
    // A hook may leave its name to the cluster.
    name: text(metadata["name"]) || `${text(metadata["generateName"])}*`,
  };
}

/** When a sync runs the object as a hook; `undefined` for an ordinary one. */
function hookOf(object: Manifest): string | undefined {
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  const annotations = isRecord(metadata["annotations"])
    ? metadata["annotations"]
    : {};
  return text(annotations["argocd.argoproj.io/hook"]) ||
    text(annotations["helm.sh/hook"]) || undefined;
}

/**
 * Writes rendered objects down, in the order of Argo CD, as long as anybody would page through them; of the rest only
 * the names.
 *
 * @param home The namespace that needs no mention.
 */
export function manifestItems(
  objects: readonly Manifest[],
  home: string | undefined,
): readonly ManifestItem[] {
  let room = MOST_CHARS;
  return objects.flatMap((object): readonly ManifestItem[] => {
    const item = {
      resource: resourceTitle(manifestRef(object), home),
      ...compact({ hook: hookOf(object) }),
    };
    if (room <= 0) {
      return [{ ...item, yaml: "# not shown: narrow with kind or name" }];
    }
    const yaml = manifestYaml(object);
    room -= yaml.length;
    const parts = textParts(yaml);
    return parts.map((part, index) => ({
      ...item,
      ...(parts.length > 1 ? { part: `${index + 1}/${parts.length}` } : {}),
      yaml: part,
    }));
  });
}

/** The manifests as text: a header and YAML documents. */
export function manifestsText(view: ManifestsView): string {
  const count = view.unfiltered === undefined
    ? plural(view.total, "manifest")
    : `${view.total} of ${view.unfiltered} manifests match`;
  const documents = view.manifests.map(({ resource, hook, part, yaml }) =>
    [
      part && !part.startsWith("1/") ? `# ${resource}, part ${part}` : "---",
      yaml.startsWith("#") ? `# ${resource}` : "",
      hook ? `# hook: ${hook}` : "",
      yaml.trimEnd(),
    ].filter(Boolean).join("\n")
  );
  return [
    `${view.application}: ${count}${
      view.sources.length > 0
        ? `, rendered from ${view.sources.join("; ")}`
        : ""
    }`,
    ...documents,
  ].join("\n");
}
