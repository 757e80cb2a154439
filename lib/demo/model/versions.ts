/**
 * What differs between the releases the simulator speaks as, switch by switch; compared on live servers of
 * all three.
 *
 * @module
 */

/** The Argo CD releases the simulator can speak as. */
export type SimulatedVersion = "2.14" | "3.2" | "3.5";

/** What a client of the API sees change from one release to the next. */
export interface Features {
  /** What `/api/version` answers. */
  readonly version: Readonly<Record<string, string>>;
  /** `actions/v2`, `ocimetadata`, `oci-tags`, `server-side-diff`. */
  readonly newerEndpoints: boolean;
  /** ApplicationSet events and watch. */
  readonly applicationSetEvents: boolean;
  /** `fields=items.spec.…` and `items.status.sync.revision` on the application list. */
  readonly specSubFields: boolean;
  /** `status.resources[].health` is part of the stored object. */
  readonly persistedHealth: boolean;
  /** How missing objects count for the health of an application. */
  readonly missingHealth: "checked kinds" | "any" | "only if nothing lives";
  /** The mark on live objects. */
  readonly tracking: "label" | "annotation";
  readonly revisionWhileUnknown: boolean;
  readonly operationSource: boolean;
  readonly hydrateAnnotation: boolean;
  readonly parentVersion: boolean;
  /** Endpoints and EndpointSlices are nodes of the tree. */
  readonly showsEndpoints: boolean;
  readonly logsPolicy: boolean;
  readonly matchCase: boolean;
  /** `update` and `delete` on an application also cover its resources. */
  readonly inheritedSubActions: boolean;
  readonly readonlySeesApplicationSets: boolean;
  readonly automatedEnabled: boolean;
  readonly windowDescription: boolean;
  readonly checksNewProject: boolean;
  readonly eventReporter: "always" | "if set";
  readonly hidesResourceOverrides: boolean;
  readonly actionIcons: boolean;
  readonly scaleAction: boolean;
}

const COMMON = {
  BuildDate: "2026-08-12T00:00:00Z",
  GitTreeState: "clean",
  GoVersion: "go1.26.8",
  Compiler: "gc",
  Platform: "linux/amd64",
  KustomizeVersion: "v5.8.1 unknown",
  HelmVersion: "v4.2.1",
};

const V3_5: Features = {
  version: {
    Version: "v3.5.1",
    ...COMMON,
    GitCommit: "109ca7ca71139e514114499d294a492e7910a965",
    GitTag: "v3.5.1",
    JsonnetVersion: "v0.22.0",
  },
  newerEndpoints: true,
  applicationSetEvents: true,
  specSubFields: true,
  persistedHealth: false,
  missingHealth: "only if nothing lives",
  tracking: "annotation",
  revisionWhileUnknown: true,
  operationSource: true,
  hydrateAnnotation: true,
  parentVersion: true,
  showsEndpoints: false,
  logsPolicy: true,
  matchCase: true,
  inheritedSubActions: false,
  readonlySeesApplicationSets: true,
  automatedEnabled: true,
  windowDescription: true,
  checksNewProject: true,
  eventReporter: "if set",
  hidesResourceOverrides: true,
  actionIcons: true,
  scaleAction: true,
};

const V3_2: Features = {
  ...V3_5,
  version: {
    Version: "v3.2.12",
    ...COMMON,
    GitCommit: "4caf2709419b4f172d5a7adbe95d20cb1d86e3bd",
    GitTag: "v3.2.12",
    JsonnetVersion: "v0.21.0",
  },
  applicationSetEvents: false,
  specSubFields: false,
  missingHealth: "any",
  hydrateAnnotation: false,
  eventReporter: "always",
  hidesResourceOverrides: false,
  actionIcons: false,
};

const V2_14: Features = {
  ...V3_2,
  version: {
    Version: "v2.14.21",
    ...COMMON,
    GitCommit: "206a6eeca509bbf7f239301f3d3fa498c23251a4",
    GitTag: "v2.14.21",
    JsonnetVersion: "v0.20.0",
  },
  newerEndpoints: false,
  persistedHealth: true,
  missingHealth: "checked kinds",
  tracking: "label",
  revisionWhileUnknown: false,
  operationSource: false,
  parentVersion: false,
  showsEndpoints: true,
  logsPolicy: false,
  matchCase: false,
  inheritedSubActions: true,
  readonlySeesApplicationSets: false,
  automatedEnabled: false,
  windowDescription: false,
  checksNewProject: false,
  scaleAction: false,
};

/** The features of a release. */
export function featuresOf(version: SimulatedVersion): Features {
  return version === "2.14" ? V2_14 : version === "3.2" ? V3_2 : V3_5;
}
