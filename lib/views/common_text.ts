/**
 * A text without what belongs to one application alone.
 *
 * @module
 */
import type { Application } from "../argocd/wire/application.ts";
import { sourcesOf } from "./sources_of.ts";

/** What differs although it means the same, and what it becomes. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/ ?\(retried \d+ times?\)\.?/g, ""],
  // With which versions and for which namespace it was called is no part of the reason.
  [
    /(?:failed to execute helm template command: )?(?:failed running helm: )?`(helm|kustomize) (\w+)[^`]*` failed exit status \d+: (?:Error: )?/g,
    "$1 $2: ",
  ],
  [/ ?Use --debug flag to render out invalid YAML/g, ""],
  [/\/(?:tmp|dev\/shm)\/[\w./-]+/g, "/tmp/#"],
  [/\b(request ?id:?) \S+/gi, "$1 #"],
  // The way of one packet, and the nameserver that was asked.
  [/\b(read|write) (tcp|udp) \S+->\S+(?=: )/g, "$1 $2"],
  [/ on [\d.]+:53(?=:)/g, ""],
  [/\bpod=\S+/g, "pod=#"],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?/g, "#"],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "#"],
  // Of a pod whose owner is a ReplicaSet: Kubernetes takes only these letters and digits for both parts.
  [
    /-[bcdfghjklmnpqrstvwxz24-9]{6,10}-[bcdfghjklmnpqrstvwxz24-9]{5}(?![a-z0-9])/g,
    "-#",
  ],
  [/\b(?=[a-f]*\d)[0-9a-f]{7,64}\b/g, "#"],
  [/\b(?:\d+(?:\.\d+)?(?:ms|[smhd]))+\b/g, "#"],
  [/=\d[\w.]*/g, "=#"],
  // The address of a pod, where a probe or a container tells of it.
  [/(probe failed: .*?)\b\d+(?:\.\d+){3}\b/g, "$1#"],
  // An object that is refused has a name of its own; what it is refused for has not.
  [
    /((?:^|[\s,;:(])[A-Za-z][\w.-]* )"[^"]+"(?= is (?:forbidden|invalid)\b)/g,
    '$1"*"',
  ],
  // Where it goes is the application's own; that its project does not allow it is the rule's.
  [
    /(application destination (?:server|name) )'[^']*'(?= and namespace )/g,
    "$1'*'",
  ],
  // A port tells one server from another, and a year belongs to a name.
  [/(?<![:\w.-])\d{5,}\b/g, "#"],
];

/** An address that a name was resolved to: the next one to ask may get another. */
const RESOLVED_REGEXP = /\b(dial (?:tcp|udp)) (\d+(?:\.\d+){3})(?=:\d)/g;

function withoutResolved(text: string, { spec }: Application): string {
  const named = [
    spec?.destination?.server,
    ...sourcesOf(spec).map(({ repoURL }) => repoURL),
  ].filter((url) => url !== undefined);
  return text.replace(
    RESOLVED_REGEXP,
    (all, dial, address) =>
      named.some((url) => url.includes(address)) ? all : `${dial} #`,
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A name that is a word may also be meant as a word: it counts as a name where names stand. */
function nameRegExp(name: string): RegExp {
  const text = escaped(name);
  const isWord = /^[a-z]+$/.test(name);
  const [before, after] = [`(?<=["'/=_-])`, `(?=["'/=_-])`];
  const [start, end] = ["(?<![a-z0-9])", "(?![a-z0-9])"];
  return new RegExp(
    isWord
      ? `${before}${text}${end}|${start}${text}${after}`
      : `${start}${text}${end}`,
    "g",
  );
}

/**
 * The text without what belongs to this application alone.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const shop = { metadata: { name: "shop-7" }, spec: { destination: { namespace: "eu-shops" } } };
 * assert.equal(
 *   commonText("apps/shop-7/prod: app path does not exist", shop),
 *   "apps/*\/prod: app path does not exist",
 * );
 * assert.equal(commonText("revision 58747cd2eb89 (retried 3 times)", shop), "revision #");
 * assert.equal(
 *   commonText('deployments.apps "web" is forbidden: quota', shop),
 *   'deployments.apps "*" is forbidden: quota',
 * );
 * ```
 */
export function commonText(text: string, application: Application): string {
  const { metadata, spec } = application;
  const own = [metadata?.name, spec?.destination?.namespace]
    .filter((name): name is string => name !== undefined && name.length > 2)
    .sort((a, b) => b.length - a.length);
  const without = own.reduce(
    (rest, name) => rest.replace(nameRegExp(name), "*"),
    withoutResolved(text, application),
  );
  return VARYING.reduce(
    (rest, [pattern, mark]) => rest.replace(pattern, mark),
    without,
  );
}
