/**
 * What an edit of an application destroys: Argo CD acts on a spec by itself, without any further call.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type {
  Application,
  ApplicationSpec,
} from "../argocd/wire/application.ts";
import { destructiveIf, type Effect } from "../guards/effect.ts";

function automated(
  { spec }: Application,
): {
  readonly on: boolean;
  readonly prune: boolean;
  readonly selfHeal: boolean;
} {
  const policy = spec?.syncPolicy?.automated;
  // Below 3.1 `enabled` does not exist: what is there is on.
  const on = Boolean(policy) && policy?.enabled !== false;
  return {
    on,
    prune: on && policy?.prune === true,
    selfHeal: on && policy?.selfHeal === true,
  };
}

function repositories(
  { source, sources }: ApplicationSpec = {},
): readonly string[] {
  const all = sources?.length ? sources : source ? [source] : [];
  return all.map(({ repoURL = "" }) => repoURL);
}

/** Options that delete or replace objects at every sync, wherever they come from. */
const HARMFUL_OPTION_REGEXP =
  /^\s*(?:prune|force|replace)\s*=(?!\s*(?:false|confirm)\s*$)/i;
/** Options that keep objects from being deleted. */
const KEEPING_OPTION_REGEXP =
  /^\s*(?:prune|delete)\s*=\s*(?:false|confirm)\s*$/i;

/** Options of an object, for the application that it is a resource of. */
const OPTIONS_ANNOTATION = "argocd.argoproj.io/sync-options";

/** All options: of its own syncs, and of the application that it is a resource of. */
function optionsOf({ metadata, spec }: Application): readonly string[] {
  return [
    ...spec?.syncPolicy?.syncOptions ?? [],
    ...(metadata?.annotations?.[OPTIONS_ANNOTATION] ?? "").split(","),
  ].map((option) => option.trim()).filter((option) => option !== "");
}

/** The options of `left` that `right` does not have. */
function optionsOnlyOf(
  left: Application,
  right: Application,
): readonly string[] {
  const others = new Set(optionsOf(right));
  return optionsOf(left).filter((one) => !others.has(one));
}

/** Options that every sync of Argo CD's own runs with. */
function standingOptions({ spec }: Application): readonly string[] {
  return (spec?.syncPolicy?.syncOptions ?? []).filter((option) =>
    HARMFUL_OPTION_REGEXP.test(option)
  );
}

/** Where Argo CD reads of which application an object is a resource: whose it is, that one prunes. */
function owner({ metadata }: Application): readonly unknown[] {
  return [
    metadata?.annotations?.["argocd.argoproj.io/tracking-id"],
    metadata?.labels?.["app.kubernetes.io/instance"],
  ];
}

function removedFinalizers(before: Application, after: Application): boolean {
  const kept = after.metadata?.finalizers ?? [];
  return (before.metadata?.finalizers ?? []).some((one) => !kept.includes(one));
}

/** What becomes of an application when it is edited from `before` to `after`. */
export function editEffect(before: Application, after: Application): Effect {
  const [was, is] = [automated(before), automated(after)];
  const [old, next] = [before.spec, after.spec];
  return destructiveIf([
    was.prune &&
    "it has automated prune: Argo CD deletes by itself what the new spec does not have",
    !was.prune && is.prune && "it switches automated prune on",
    !was.selfHeal && is.selfHeal &&
    "it switches self-heal on, which undoes changes made in the cluster",
    !isDeepStrictEqual(old?.destination, next?.destination) &&
    "it changes the destination, and leaves or deletes what runs at the old one",
    old?.project !== next?.project && "it changes the project",
    !isDeepStrictEqual(repositories(old), repositories(next)) &&
    "it changes the repository",
    ...optionsOnlyOf(after, before).filter((option) =>
      HARMFUL_OPTION_REGEXP.test(option)
    ).map((option) => `it adds sync option ${option}`),
    ...optionsOnlyOf(before, after).filter((option) =>
      KEEPING_OPTION_REGEXP.test(option)
    ).map((option) => `it removes sync option ${option}`),
    ...(is.on ? standingOptions(after) : []).map((option) =>
      `automated sync runs with its sync option ${option.trim()}`
    ),
    !isDeepStrictEqual(owner(before), owner(after)) &&
    "it changes of which application it is a resource, which may prune it",
    removedFinalizers(before, after) && "it removes a finalizer",
  ]);
}
