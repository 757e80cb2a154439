/**
 * What a probe asks, and what its failure means.
 *
 * @module
 */
import { at, numberAt, textAt, textsAt } from "./fields.ts";
import type { Phrase } from "./phrase.ts";
import type { Manifest } from "../views/manifest_yaml.ts";

/** Ways of failing. */
const FAILURES: readonly Omit<Phrase, "rule" | "then">[] = [
  {
    regexp: /dial tcp \S+:(?<port>\d+): connect: connection refused/,
    say: ({ port }) => `nothing listens on port ${port}`,
  },
  { regexp: /connection refused/, say: () => "the connection is refused" },
  {
    regexp: /(?:statuscode|status code):? (?<status>\d+)/,
    say: ({ status }) => `it answers ${status}`,
  },
  {
    regexp: /NOT_SERVING|UNKNOWN\b.*service/,
    say: () => "it says that it does not serve",
  },
  {
    regexp: /server gave HTTP response to HTTPS client/,
    say: () => "it speaks HTTP where the probe asks by HTTPS",
  },
  {
    regexp: /malformed HTTP (?:response|version)|tls: /,
    say: () => "it speaks another protocol on this port",
  },
  {
    regexp: /executable file not found|no such file or directory: unknown/,
    say: () => "the probe's command does not exist in the image",
  },
  {
    regexp: /deadline exceeded|Client\.Timeout|timed? ?out|i\/o timeout/i,
    say: () => "it does not answer in time",
  },
  {
    regexp: /\bEOF\b|connection reset/,
    say: () => "it closes the connection without an answer",
  },
  {
    regexp: /no route to host|network is unreachable/,
    say: () => "the pod cannot be reached from its node",
  },
  {
    regexp: /stopped after \d+ redirects|redirects to/,
    say: () => "it answers with redirects",
  },
];

/**
 * What a failure of a probe means; empty when its words are not known.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(probeFailureText("Readiness probe failed: HTTP probe failed with statuscode: 503"), "it answers 503");
 * assert.equal(probeFailureText("Liveness probe failed: dial tcp 10.1.0.9:9090: connect: connection refused"), "nothing listens on port 9090");
 * ```
 */
export function probeFailureText(message: string): string {
  for (const { regexp, say } of FAILURES) {
    const match = regexp.exec(message);
    if (match) return say(match.groups ?? {});
  }
  return "";
}

function question(probe: Manifest): string {
  const port = (kind: string) => String(at(probe, kind, "port") ?? "?");
  if (at(probe, "httpGet")) {
    const scheme = textAt(probe, "httpGet", "scheme") || "HTTP";
    const path = textAt(probe, "httpGet", "path") || "/";
    return `${scheme} GET ${path} on port ${port("httpGet")}`;
  }
  if (at(probe, "tcpSocket")) return `TCP port ${port("tcpSocket")}`;
  if (at(probe, "grpc")) return `gRPC on port ${port("grpc")}`;
  const command = textsAt(probe, "exec", "command").join(" ");
  return `command ${command}`;
}

/**
 * A probe of a pod's spec in a few words.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   probeText({ httpGet: { path: "/live", port: 9090 }, periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 }),
 *   "HTTP GET /live on port 9090, every 10 s, timeout 1 s, 3 failures",
 * );
 * ```
 */
export function probeText(probe: Manifest): string {
  const delay = numberAt(probe, "initialDelaySeconds");
  return [
    question(probe),
    ...(delay ? [`first after ${delay} s`] : []),
    `every ${numberAt(probe, "periodSeconds") ?? 10} s`,
    `timeout ${numberAt(probe, "timeoutSeconds") ?? 1} s`,
    `${numberAt(probe, "failureThreshold") ?? 3} failures`,
  ].join(", ");
}
