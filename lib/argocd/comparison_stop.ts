/**
 * The one object because of which Argo CD gave up comparing many.
 *
 * @module
 */
import type { GrpcStatus } from "./grpc_status.ts";
import { said } from "./said.ts";
import type { ComparisonStop } from "./wire/resources.ts";

const DRY_RUN_REGEXP =
  /error running server side apply in dryrun mode for resource ([^\s/]+)\/(\S+): (.+)$/s;
const OBJECT_REGEXP = /for resource ([^\s/]+)\/(\S+): (.+)$/s;
const TARGET_REGEXP = /error unmarshaling target manifest (\d+): (.+)$/s;
/** What follows is about some object, as everything before was right. */
const COMPARING_REGEXP = /^error performing state diffs: (.+)$/s;
const FOREIGN_REGEXP =
  /^([^\s/]*)\/(\S+) (\S+) not found as part of application/;

/** Failures on the way to the cluster: it has not said anything about the object. */
const NOT_ASKED_REGEXP =
  /\b(?:Get|Patch|Post|Put) "https?:|\bdial tcp\b|^(?:Unauthorized$|the server (?:has asked|is currently)|etcdserver|context |Timeout|client rate limiter|unexpected EOF)/;
/** Here the cluster could not reach another one, and takes no object before that. */
const WEBHOOK_REGEXP = /failed calling webhook/;

const VALUE_REGEXP = /Invalid value: (?=[\w.*[\]]*\{)/g;

/**
 * Reads from an error which object it is about, as far as it says; `undefined` for one that is about none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(
 *   readComparisonStop({
 *     code: 2,
 *     message: "error performing state diffs: error running server side apply in dryrun mode for resource Job/seed: " +
 *       'Job.batch "seed" is invalid: spec.template: Invalid value: {"Spec":{}}: field is immutable',
 *   }),
 *   {
 *     kind: "Job",
 *     name: "seed",
 *     refused: true,
 *     reason: 'Job.batch "seed" is invalid: spec.template: field is immutable',
 *   },
 * );
 * ```
 */
export function readComparisonStop(
  { message }: GrpcStatus,
): ComparisonStop | undefined {
  const dryRun = DRY_RUN_REGEXP.exec(message);
  if (dryRun !== null) {
    const [, kind = "", name = "", text = ""] = dryRun;
    if (NOT_ASKED_REGEXP.test(text) && !WEBHOOK_REGEXP.test(text)) {
      return undefined;
    }
    return { kind, name, refused: true, reason: reasonOf(text) };
  }
  const target = TARGET_REGEXP.exec(message);
  if (target !== null) {
    const [, index, text = ""] = target;
    return { index: Number(index), refused: true, reason: reasonOf(text) };
  }
  const foreign = FOREIGN_REGEXP.exec(message);
  if (foreign !== null) {
    const [, group = "", kind = "", name = ""] = foreign;
    return { group, kind, name, refused: false, reason: reasonOf(message) };
  }
  const object = OBJECT_REGEXP.exec(message);
  if (object !== null) {
    const [, kind = "", name = "", text = ""] = object;
    return { kind, name, refused: false, reason: reasonOf(text) };
  }
  const any = COMPARING_REGEXP.exec(message);
  return any === null
    ? undefined
    : { refused: false, reason: reasonOf(any[1] ?? "") };
}

/** Kubernetes repeats a whole pod template where one line of it is wrong, with everything that stands in it. */
function reasonOf(text: string): string {
  let kept = "";
  let from = 0;
  for (const { index, 0: lead } of text.matchAll(VALUE_REGEXP)) {
    if (index < from) continue;
    kept += text.slice(from, index);
    from = afterBraces(text, index + lead.length);
    if (text.startsWith(": ", from)) from += 2;
  }
  return said(kept + text.slice(from));
}

/** Where the braces are closed that open next; the end of a text that does not close them. */
function afterBraces(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = afterString(text, at);
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return at + 1;
  }
  return text.length;
}

/** The closing quote of a string. */
function afterString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
