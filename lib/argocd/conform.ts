/**
 * Makes what came over the wire what `types.ts` says it is.
 *
 * A proxy, a plugin or another program at the address can answer JSON in which a text is a number or a list is an
 * object. Every view would have to ask before each step. Instead such values are left out here, and the views meet
 * them as what they already know: something that is absent. A test holds this table against every recorded answer,
 * of which it must not change anything.
 *
 * @module
 */

type Kind = "text" | "texts" | "number" | "flag" | "object" | "objects";

/** What each key holds, wherever it stands; a few hold one of two kinds. Those that need a look around: `kindsOf`. */
const KINDS: ReadonlyMap<string, readonly Kind[]> = new Map(
  Object.entries({
    text:
      "name namespace kind group version apiVersion uid resourceVersion message repoURL path targetRevision chart ref " +
      "project server revision phase startedAt finishedAt deployedAt deployStartedAt type lastTransitionTime " +
      "reconciledAt sourceType content podName timeStampStr reason schedule duration timeZone description repo " +
      "targetState liveState normalizedLiveState predictedLiveState manifest author date Version KustomizeVersion " +
      "HelmVersion username iss createdAt creationTimestamp deletionTimestamp firstTimestamp lastTimestamp eventTime " +
      "lastObservedTime component reportingComponent serverVersion attemptedAt lastCacheSyncTime hookType hookPhase " +
      "syncPhase releaseName values displayName issuer url appLabelKey trackingMethod controllerNamespace home proxy " +
      "value id clientID cliClientID",
    texts:
      "scopes images externalURLs revisions syncOptions valueFiles finalizers manifests policies groups sourceRepos " +
      "sourceNamespaces namespaces applications clusters tags maintainers sourceTypes",
    number:
      "id retryCount count iat exp applicationsCount resourcesCount apisCount autoHealAttemptsCount " +
      "revisionHistoryLimit limit syncWave",
    flag:
      "hook requiresPruning modified last disabled canSync manualSync andOperator syncOverrun loggedIn prune " +
      "selfHeal allowEmpty enabled dryRun warn automated insecure enableOCI inheritedCreds " +
      "permitOnlyProjectScopedClusters",
    object:
      "metadata spec destination source helm kustomize directory plugin syncPolicy automated retry sync " +
      "health summary operation operationState syncResult initiatedBy networkingInfo involvedObject series " +
      "connectionState cacheInfo orphanedResources dexConfig oidcConfig idTokenClaims application sourceHydrator",
    objects:
      "items nodes orphanedNodes resources history conditions sources parentRefs parameters fileParameters " +
      "ignoreDifferences actions params activeWindows assignedWindows syncWindows destinations roles jwtTokens " +
      "clusterResourceWhitelist clusterResourceBlacklist namespaceResourceWhitelist namespaceResourceBlacklist " +
      "ownerReferences connectors destinationServiceAccounts applications",
  }).flatMap(([kind, keys]) =>
    keys.split(" ").map((key) => [key, kind as Kind] as const)
  )
    .reduce(
      (kinds, [key, kind]) => kinds.set(key, [...kinds.get(key) ?? [], kind]),
      new Map<string, Kind[]>(),
    ),
);

/** Texts by names that users choose. */
const TEXT_MAPS: ReadonlySet<string> = new Set([
  "annotations",
  "commonAnnotations",
  "commonLabels",
  "labels",
  "map",
  "matchLabels",
  "targetLabels",
]);

/** What users write: keys in it mean nothing. */
const FREE: ReadonlySet<string> = new Set([
  "config",
  "fieldsV1",
  "idTokenClaims",
  "jwtTokensByRole",
  "kustomizeOptions",
  "managedFields",
  "resourceOverrides",
  "valuesObject",
]);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isKind(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "flag":
      return typeof value === "boolean";
    case "object":
      return isObject(value);
    case "texts":
    case "objects":
      return Array.isArray(value);
  }
}

/** The items of a list that are what the list holds. */
function conformList(
  list: readonly unknown[],
  kinds: readonly Kind[],
): readonly unknown[] {
  return list.filter((item) =>
    (kinds.includes("texts") && typeof item === "string") ||
    (kinds.includes("objects") && isObject(item))
  ).map(conformValue);
}

function textMap(map: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    Object.entries(map).filter(([, text]) => typeof text === "string"),
  );
}

/** What the keys that hold different things mean beside the others of their object. */
function kindsOf(key: string, holder: object): readonly Kind[] | undefined {
  // The status of an object with metadata is an object, every other one is a word.
  if (key === "status") {
    return "metadata" in holder || "spec" in holder ? ["object"] : ["text"];
  }
  // Of a cluster it is what Argo CD knows about it, of everything else a list of notes.
  if (key === "info") return "server" in holder ? ["object"] : ["objects"];
  // In what a set says of its rollout it is a name, in an event of a watch the application itself.
  if (key === "application") return "status" in holder ? ["text"] : ["object"];
  // Kustomize takes a number of replicas as a text, too.
  if (key === "count" && Object.keys(holder).length === 2 && "name" in holder) {
    return ["number", "text"];
  }
  return KINDS.get(key);
}

function conformMember(
  member: unknown,
  key: string,
  kinds: readonly Kind[] | undefined,
): unknown {
  if (FREE.has(key)) return member;
  if (TEXT_MAPS.has(key) && isObject(member)) return textMap(member);
  return kinds && Array.isArray(member)
    ? conformList(member, kinds)
    : conformValue(member);
}

function conformValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(conformValue);
  return isObject(value) ? conformObject(value) : value;
}

function conformObject(value: Readonly<Record<string, unknown>>): object {
  const entries: [string, unknown][] = [];
  for (const [key, member] of Object.entries(value)) {
    const kinds = kindsOf(key, value);
    if (member === null) continue;
    if (kinds && !kinds.some((kind) => isKind(member, kind))) continue;
    entries.push([key, conformMember(member, key, kinds)]);
  }
  // fromEntries defines members, so that a key `__proto__` stays a key.
  return Object.fromEntries(entries);
}

/**
 * A copy of an answer without values that are not of the kind that their key has, and without `null`, which Argo CD
 * writes for lists and times that are absent.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(
 *   conform({ items: [{ metadata: { name: 7, namespace: "argocd" } }, null], status: null, other: 1 }),
 *   { items: [{ metadata: { namespace: "argocd" } }], other: 1 },
 * );
 * ```
 */
export function conform(answer: unknown): object {
  return isObject(answer) ? conformObject(answer) : {};
}
