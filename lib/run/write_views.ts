/**
 * What a write answers: the preview with its plan, or what was done and the way back.
 *
 * @module
 */
import type { Effect } from "../guards/effect.ts";
import type { Masker } from "../guards/mask_secrets.ts";
import type { WindowState } from "../guards/require_open_window.ts";
import type { View } from "../pipeline/fit_size.ts";
import type { MadePlan } from "../plans/plan_book.ts";
import type { Applied, Preview } from "../tool_spec.ts";
import { oneLine } from "../views/one_line.ts";

/** Everything that a preview is made from. */
export interface PreviewParts {
  readonly preview: Preview;
  readonly effect: Effect;
  /** What `confirm_name` must be. */
  readonly name: string;
  readonly windows: readonly WindowState[];
  /** The freeze in one line, where there is one. */
  readonly frozen: string | undefined;
  readonly made: MadePlan;
}

/** Why it could not be applied now. */
function blocked({ windows, frozen }: PreviewParts): readonly string[] {
  return [
    ...(frozen === undefined ? [] : [frozen]),
    ...windows.filter(({ open }) => !open).map(({ subject, reason }) =>
      `sync windows of ${subject}: ${reason}`
    ),
  ];
}

function applyWith({ effect, name }: PreviewParts): string {
  const confirmed = effect.tier === "destructive"
    ? `, confirm=true, confirm_name="${name}"`
    : "";
  return `the same arguments with dry_run=false, plan=<plan>${confirmed}`;
}

/** The structured form of a preview. */
export function previewView(parts: PreviewParts): View {
  const { preview, effect, windows, made } = parts;
  const hindered = blocked(parts);
  return {
    applied: false,
    ...preview,
    tier: effect.tier,
    ...(effect.reasons.length > 0 ? { destructive: effect.reasons } : {}),
    ...(windows.length > 0 && hindered.length === 0
      ? { window: [...new Set(windows.map(({ reason }) => reason))].join("; ") }
      : {}),
    ...(hindered.length > 0 ? { blocked: hindered } : {}),
    plan: made.plan,
    plan_expires: made.expiresAt.toISOString().replace(/\.\d+Z$/, "Z"),
    apply_with: applyWith(parts),
  };
}

function lines(label: string, items: unknown): readonly string[] {
  const list = Array.isArray(items) ? items : items ? [items] : [];
  if (list.length === 0) return [];
  if (list.length === 1) return [`${label}: ${oneLine(String(list[0]))}`];
  return [`${label}:`, ...list.map((item) => `- ${oneLine(String(item))}`)];
}

function countsText(counts: unknown): string | undefined {
  const entries = Object.entries((counts ?? {}) as Record<string, number>);
  return entries.length > 0
    ? entries.map(([kind, count]) => `${kind} ${count}`).join(", ")
    : undefined;
}

/** A preview as text; the plan comes last. */
export function previewText(view: View): string {
  return [
    `PREVIEW, nothing was changed: ${oneLine(String(view["summary"]))}`,
    ...lines("tier", view["tier"]),
    ...lines("destructive because", view["destructive"]),
    ...lines("BLOCKED now", view["blocked"]),
    ...lines("window", view["window"]),
    ...lines("changes", countsText(view["counts"])),
    ...lines("revision", view["revision"]),
    ...lines("impact", view["impact"]),
    ...lines("cannot be undone", view["irreversible"]),
    ...lines("note", view["notes"]),
    ...lines("permission", view["permission"]),
    ...(view["diff"] ? [String(view["diff"]).trimEnd()] : []),
    `to apply: ${view["apply_with"]}`,
    `plan (until ${view["plan_expires"]}, works once): ${view["plan"]}`,
  ].join("\n");
}

const IMPACT_CHARS = 900;
const SUMMARY_CHARS = 250;
const ITEM_CHARS = 110;

function short(text: string, most: number): string {
  const line = oneLine(text);
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** The first items, each shortened, and how many there are besides. */
function some(items: readonly string[], most: number): readonly string[] {
  const shown = items.slice(0, most).map((item) => short(item, ITEM_CHARS));
  const more = items.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

/**
 * What a refusal, or the question to a person, says of the impact: enough to decide, short enough for an error. Nothing
 * that is long pushes out why it is destructive or what cannot be undone.
 */
export function impactText(
  { preview, effect }: Pick<PreviewParts, "preview" | "effect">,
  mask: Masker,
): string {
  // Half a secret is not recognised any more, so they go before anything is cut.
  const { summary, impact, irreversible, reasons } = mask.value({
    summary: preview.summary,
    impact: preview.impact ?? [],
    irreversible: preview.irreversible ?? [],
    reasons: effect.reasons,
  });
  const before = [
    `It would ${short(summary, SUMMARY_CHARS)}`,
    ...lines("destructive because", some(reasons, 3)),
  ].join("\n");
  const after = lines("cannot be undone", some(irreversible, 2)).join("\n");
  const room = IMPACT_CHARS - before.length - after.length - 2;
  const between = lines("impact", impact.slice(0, 5)).join("\n");
  return [before, between.slice(0, Math.max(0, room)), after]
    .filter((part) => part !== "").join("\n");
}

/** The structured form of what was done. */
export function appliedView(
  { summary, warnings = [], result = {}, undo }: Applied,
): View {
  return {
    applied: true,
    summary,
    ...(warnings.length > 0 ? { warnings } : {}),
    ...result,
    undo,
  };
}

const SPOKEN_OF = new Set([
  "applied",
  "instance",
  "summary",
  "warnings",
  "undo",
]);

/** A diff marks each of its lines; every other text is one line. */
function factText(value: unknown, key: string): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return key === "diff" ? value : oneLine(value);
}

/** What was done as text. */
export function appliedText(view: View): string {
  const { how = "", call } = (view["undo"] ?? {}) as Partial<Applied["undo"]>;
  const facts = Object.entries(view).filter(([key]) => !SPOKEN_OF.has(key));
  return [
    `${view["applied"] === false ? "DRY RUN of Argo CD" : "APPLIED"}: ${
      oneLine(String(view["summary"]))
    }`,
    ...lines("WARNING", view["warnings"]),
    ...facts.flatMap(([key, value]) =>
      Array.isArray(value)
        ? lines(key, value.map((item) => factText(item, key)))
        : [`${key}: ${factText(value, key)}`]
    ),
    `undo: ${oneLine(how)}${
      call
        ? ` Preview it with ${call.tool} ${JSON.stringify(call.arguments)}`
        : ""
    }`,
  ].join("\n");
}
