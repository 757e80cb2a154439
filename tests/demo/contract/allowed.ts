import {
  endpointOf,
  type RecordedVersion,
  type Recording,
} from "./recording.ts";

/** A difference that is meant, and why. */
export interface Allowance {
  /** Matches the version, the endpoint and the name of an entry, as in `v3.5 GET /healthz | healthz`. */
  readonly where: RegExp;
  /** Matches the text of the difference. */
  readonly what: RegExp;
  readonly because: string;
}

/** Every difference between recordings and simulator that is meant. */
export const ALLOWED: readonly Allowance[] = [
  {
    where:
      /PATCH application|application (?:out of sync|after (?:dry run|sync|rollback|the blocked)|with three)|GET application (?:payments|with refresh)|multi-source|poisoned|stuck operation|window-blocked|resource-tree edge/,
    what:
      /^value health: recorded "Progressing", simulator "Healthy"|^missing .*(?:resources|nodes)\[\]\.health\.message: string/,
    because: "the laboratory's Deployments were still starting their pods",
  },
  {
    where: /GET application with refresh=normal/,
    what: /^value sync: recorded "OutOfSync", simulator "Synced"/,
    because: "recorded before the laboratory's first sync had settled",
  },
  {
    where: /GET application payments.* as /,
    what: /^value sync: recorded "OutOfSync"|^missing \.status\.sourceType/,
    because: "recorded before the comparison that local manifests spoil",
  },
  {
    where: /logs: previous of a container that never restarted/,
    what: /^value own/,
    because: "the simulated kubelet of the laboratory had no such error",
  },
  {
    where: /logs: container not started/,
    what: /^value (?:own|pods)/,
    because:
      "the simulated kubelet of the laboratory had logs of containers that never ran",
  },
  {
    where: /\/stream\//,
    what: /^header x-content-type-options: recorded ''/,
    because: "of streams only the content type was recorded",
  },
  {
    where: /^v(?:3\.2|2\.14) GET \/api\/v1\/applications \|/,
    what:
      /^value (?:guestbook|worker) sync: recorded "OutOfSync"|\.spec\.source\.helm|\.metadata\.annotations: object/,
    because:
      "the older laboratories had other deployments last, no Helm application and no annotations",
  },
  {
    where: /^v(?:3\.2|2\.14) GET \/api\/v1\/applicationsets \|/,
    what: /^invented \.items\[\]\.status\./,
    because: "no ApplicationSet controller ran in the older laboratories",
  },
  {
    where: /^v(?:3\.2|2\.14) GET \/api\/v1\/clusters \|/,
    what: /^invented \.items\[\]\.labels/,
    because: "the older laboratories had one cluster, without labels",
  },
  {
    where: /^v(?:3\.2|2\.14) GET \/api\/v1\/settings \|/,
    what: /^invented \.appsInAnyNamespaceEnabled/,
    because: "the older laboratories had applications in one namespace only",
  },
  {
    where: /^v3\.2 .*logs: filter=!info/,
    what: /^value pods: recorded 1, simulator 2/,
    because: "every line of that laboratory's log said INFO",
  },
  {
    where: /^v(?:3\.2|2\.14) .*managed-resources payments/,
    what: /^invented \.items\[\]\.group/,
    because: "the recording was cut before the first resource with a group",
  },
  {
    where: /^v2\.14 (?:PATCH|POST) .*(?:plain applications|dry run with prune)/,
    what: /^invented \.status\.resources\[\]\.health\.message/,
    because:
      "no resource of that laboratory's application had something to say",
  },
  {
    where: /^v(?:3\.2|2\.14) GET .*\/resource-tree \|/,
    what: /requestedByNeighbors/,
    because: "no pod of the simulated world requests cpu or memory",
  },
];

/** The allowances that could apply to an entry. */
export function allowancesFor(
  version: RecordedVersion,
  entry: Recording,
): readonly Allowance[] {
  const place = `${version} ${endpointOf(entry)} | ${entry.name}`;
  return ALLOWED.filter(({ where }) => where.test(place));
}
