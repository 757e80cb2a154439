/**
 * The way back from an edit of an application.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type {
  Application,
  ApplicationSource,
} from "../../../argocd/wire/application.ts";
import type { Undo } from "../../../tool_spec.ts";
import { sourcesOf } from "../../../views/sources_of.ts";
import { editApplication, type EditArguments } from "./edit_application.ts";
import { imageName } from "./edit_source.ts";
import type { SourceArguments } from "./spec_arguments.ts";

/** An edit that was made. */
export interface MadeEdit {
  readonly ref: string;
  readonly args: EditArguments;
  /** Exact, as all of it. */
  readonly before: Application;
  readonly after: Application;
  readonly knowsEnabled: boolean;
  /** Takes the secrets out of a value. */
  readonly mask: <Value>(value: Value) => Value;
}

type Texts = Readonly<Record<string, string | null>>;

/** What stood under each key that was changed. */
function oldTexts(
  changed: Texts | undefined,
  before: Readonly<Record<string, string>>,
): Texts | undefined {
  return changed &&
    Object.fromEntries(
      Object.keys(changed).map((key) => [key, before[key] ?? null]),
    );
}

function oldImages(
  { kustomize }: ApplicationSource,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (kustomize?.images ?? []).map((image) => {
      const name = imageName(image);
      const renamed = image.startsWith(`${name}=`);
      return [name, renamed ? image.slice(name.length + 1) : image];
    }),
  );
}

function oldSource(
  source: ApplicationSource,
  args: EditArguments,
): SourceArguments {
  const { helm } = source;
  const parameters = Object.fromEntries(
    (helm?.parameters ?? []).map(({ name = "", value = "" }) => [name, value]),
  );
  const moved = args.path !== undefined || args.chart !== undefined;
  return {
    repo: args.repo === undefined ? undefined : source.repoURL,
    path: moved ? source.path : undefined,
    chart: moved ? source.chart : undefined,
    revision: args.revision === undefined
      ? undefined
      : source.targetRevision ?? (source.chart ? undefined : "HEAD"),
    parameters: oldTexts(args.parameters, parameters),
    values: args.values === undefined ? undefined : helm?.values ?? null,
    value_files: args.value_files && [...helm?.valueFiles ?? []],
    images: oldTexts(args.images, oldImages(source)),
  };
}

function oldPolicy(
  { spec }: Application,
  args: EditArguments,
): Pick<EditArguments, "automated" | "prune" | "self_heal" | "sync_options"> {
  const { automated, syncOptions = [] } = spec?.syncPolicy ?? {};
  const touched = args.automated !== undefined || args.prune !== undefined ||
    args.self_heal !== undefined;
  return {
    ...(touched
      ? {
        automated: Boolean(automated) && automated?.enabled !== false,
        ...(automated
          ? {
            prune: automated.prune ?? false,
            self_heal: automated.selfHeal ?? false,
          }
          : {}),
      }
      : {}),
    sync_options: args.sync_options && [...syncOptions],
  };
}

/** The arguments that name what was changed, with what it was. */
function inverse({ args, before }: MadeEdit): EditArguments {
  const { spec, metadata } = before;
  const source = sourcesOf(spec)[(args.source ?? 1) - 1] ?? {};
  const { server, name, namespace } = spec?.destination ?? {};
  const all: EditArguments = {
    source: args.source,
    ...oldSource(source, args),
    ...oldPolicy(before, args),
    project: args.project === undefined ? undefined : spec?.project,
    cluster: args.cluster === undefined ? undefined : server ?? name,
    namespace: args.namespace === undefined ? undefined : namespace,
    labels: oldTexts(args.labels, metadata?.labels ?? {}),
    annotations: oldTexts(args.annotations, metadata?.annotations ?? {}),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  );
}

/** Without what is empty: Argo CD stores none of it. */
function bare({ metadata, spec }: Application): unknown {
  const prune = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(prune);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, prune(member)])
        .filter(([key, member]) =>
          key === "automated" || typeof member !== "object" ||
          member === null || Object.keys(member).length > 0
        ),
    );
  };
  const { labels, annotations } = metadata ?? {};
  return prune({ labels, annotations, spec });
}

function leadsBack(edit: MadeEdit, back: EditArguments): boolean {
  const { before, after, knowsEnabled } = edit;
  try {
    const options = { knowsEnabled, purpose: "go back" };
    const restored = editApplication(after, back, options);
    return isDeepStrictEqual(bare(restored), bare(before));
  } catch {
    return false;
  }
}

/** How to get back to what the application was; with a call only where that really leads back and shows no secret. */
export function undoUpdate(edit: MadeEdit): Undo {
  const back = inverse(edit);
  if (!isDeepStrictEqual(edit.mask(back), back)) {
    return {
      how:
        "The old values hold secrets, which are not repeated here: take them from where they are kept, such as Git, and set them with update_application.",
    };
  }
  if (!leadsBack(edit, back)) {
    return {
      how:
        "No single call leads back to all of it; the difference in the preview shows what it was.",
    };
  }
  return {
    how: "Set the old values again; what a sync has deployed since stays.",
    call: {
      tool: "update_application",
      arguments: { application: edit.ref, ...back },
    },
  };
}
